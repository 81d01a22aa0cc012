"""Faults in what is done before an assertion or a body is refused: addresses called, keys derived, bytes unpacked."""

import hashlib
import http.client
import ssl
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, setting_from
from conformance.reference.decoding import read_segment
from conformance.reference.design import Change, Refusal, Rule
from conformance.reference.fault import Fault
from conformance.reference.refusals import invalid_client

_PATIENCE = 2.0
"""Seconds of real time that a key source is waited for."""
_ROOM = 4_194_304
"""Bytes that the reader of forms has room for."""
_HTTP_ALONE = "The client that fetches keys was written for a test network without certificates: it knows http alone."
_TLS_ALONE = "Keys are fetched over TLS alone, as RFC 7515 has it, and from whatever address the header names."
_Allowed = Callable[[Attempt, str, SplitResult], bool]


def _called(header: str, is_allowed: _Allowed) -> Change:
    """A resolver of keys fetches what the header names before any rule looks at the header."""

    def holds(attempt: Attempt) -> bool:
        address = attempt.header.get(header)
        # an address that cannot be read or called gives no keys, and those of x5c are there
        with suppress(ValueError, OSError, http.client.HTTPException):
            parts = urlsplit(address if isinstance(address, str) else "")
            if parts.hostname and is_allowed(attempt, str(address), parts):
                _fetch(parts)
        return True

    return before("header-is-json-object", Rule("key-source-is-fetched", holds, invalid_client("")))


def _fetch(parts: SplitResult) -> bytes:
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=_PATIENCE, context=trust)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_PATIENCE)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def _is_plain(_: Attempt, __: str, parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.username is None


def _is_over_tls(_: Attempt, __: str, parts: SplitResult) -> bool:
    return parts.scheme == "https" and parts.username is None


def _begins_with_own_origin(attempt: Attempt, address: str, _: SplitResult) -> bool:
    return address.startswith(f"http://{attempt.incoming.header('Host')}")


def _derive(attempt: Attempt) -> bool:
    """The key of an encrypted JWT is derived as its header says (RFC 7518, section 4.8.1)."""
    header, password = attempt.header, b"the password of the server"
    algorithm, salt, count = (header.get(name) for name in ("alg", "p2s", "p2c"))
    if len(attempt.segments) == 5 and str(algorithm).startswith("PBES2-"):
        full = str(algorithm).encode() + b"\0" + (read_segment(str(salt)) or b"")
        with suppress(TypeError, ValueError, OverflowError):
            hashlib.pbkdf2_hmac("sha256", password, full, count, 16)  # type: ignore[arg-type]
    return True


def _unpack_claims(attempt: Attempt) -> bool:
    """What says zip is unpacked, however much comes out of it, and taken for the payload from here on."""
    if attempt.header.get("zip") == "DEF":
        with suppress(zlib.error):
            attempt.__dict__["claims_bytes"] = zlib.decompress(attempt.claims_bytes, -zlib.MAX_WBITS)
    return True


def _taking_zip() -> Change:
    known = setting_from(lambda settings: {"headers": settings.headers | {"zip"}})
    return both(
        known, before("payload-is-json-object", Rule("payload-is-unpacked", _unpack_claims, invalid_client("")))
    )


def _unpacked_has_room(attempt: Attempt) -> bool:
    """A filter in front unpacks the body, and the reader behind it raises an error where it has no room."""
    if attempt.incoming.header("Content-Encoding") != "gzip":
        return True
    with suppress(zlib.error):
        return len(zlib.decompress(attempt.incoming.body, zlib.MAX_WBITS | 16)) <= _ROOM
    return True


def _fault(name: str, slip: str, requirement: str, case: str, change: Change, **more: Any) -> Fault:
    return Fault(name, slip, {requirement: {case}}, change, **more)


FAULTS: tuple[Fault, ...] = (
    _fault("fetches-jku-without-tls", _HTTP_ALONE, "CA-KEY-SOURCE", "jku-called", _called("jku", _is_plain)),
    _fault("fetches-jku-over-tls", _TLS_ALONE, "CA-KEY-SOURCE", "jku-called-over-tls", _called("jku", _is_over_tls)),
    _fault("fetches-x5u-without-tls", _HTTP_ALONE, "CA-KEY-SOURCE", "x5u-called", _called("x5u", _is_plain)),
    _fault("fetches-x5u-over-tls", _TLS_ALONE, "CA-KEY-SOURCE", "x5u-called-over-tls", _called("x5u", _is_over_tls)),
    _fault(
        "fetches-jku-that-begins-like-its-own",
        "Keys are fetched from its own origin alone, and that is taken for whatever begins with it.",
        "CA-KEY-SOURCE",
        "jku-called-behind-own-origin",
        _called("jku", _begins_with_own_origin),
    ),
    _fault(
        "derives-keys-before-it-looks-at-alg",
        "The library decrypts whatever is a JWE, and the list of allowed algorithms is held against the result.",
        "CA-COMPACT",
        "encrypted-by-password",
        before("assertion-has-three-segments", Rule("assertion-is-decrypted", _derive, invalid_client(""))),
    ),
    _fault(
        "unpacks-claims-without-limit",
        "The library knows zip for signed JWTs as well, and unpacks them without a limit.",
        "CA-PAYLOAD-OBJECT",
        "compressed",
        _taking_zip(),
    ),
    _fault(
        "unpacks-bodies-without-limit",
        "A filter unpacks gzip behind the limit of a body's size, and the reader raises an error at so much.",
        "REQ-ROBUST",
        "compressed",
        before(
            "method-is-post",
            Rule("body-has-room", _unpacked_has_room, Refusal(500, "server_error", "Something went wrong")),
        ),
    ),
)
