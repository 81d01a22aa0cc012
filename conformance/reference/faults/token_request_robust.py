"""Faults in bearing malformed requests: errors that nobody caught, limits at the wrong place (REQ-ROBUST)."""

import codecs
import re
from collections.abc import Callable
from email.message import Message

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, refusal_with, replaced, setting, without
from conformance.reference.decoding import Pairs
from conformance.reference.design import Change, Refusal, Rule
from conformance.reference.fault import Fault
from conformance.reference.message import Incoming

_UNCAUGHT = Refusal(500, "server_error", "Something went wrong")
_OTHER_ENCODING = Refusal(415, "invalid_request", "A body is taken as it is")
_FIRST = "method-is-post"


def _failing(rule: str, bears: Callable[[Attempt], bool]) -> Change:
    """In front of a rule, an error that nobody catches ends a request that is not like this."""
    return before(rule, Rule("bears-the-request", bears, _UNCAUGHT))


def _is_form_of_visible_letters(attempt: Attempt) -> bool:
    """What is left of the strict form where nobody asks whether the escapes are UTF-8."""
    return re.fullmatch(rb"(?:[\x21-\x24\x26-\x7e]|%[0-9A-Fa-f]{2})*", attempt.incoming.body) is not None


def _is_as_it_is(attempt: Attempt) -> bool:
    return attempt.incoming.header("Content-Encoding") is None


_NO_UTF_8_CHECK = replaced("form-is-well-formed", _is_form_of_visible_letters)


def _read_overlong(incoming: Incoming) -> Pairs:
    """A decoder of one's own, which puts the bits of two bytes together and never asks for the shortest form."""
    parts = (part.partition(b"=") for part in incoming.body.split(b"&") if part)
    return tuple((_leniently(name), _leniently(value)) for name, _, value in parts)


def _leniently(text: bytes) -> str:
    plain = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.replace(b"+", b" "))
    short = re.sub(rb"[\xc0\xc1][\x80-\xbf]", lambda found: bytes([(found[0][0] & 1) << 6 | found[0][1] & 0x3F]), plain)
    return short.decode("utf-8", "replace")


def _has_known_charset(attempt: Attempt) -> bool:
    charset = _content_type(attempt).get_param("charset")
    try:
        codecs.lookup(str(charset or "utf-8"))
    except LookupError:
        return False
    return True


def _has_boundary(attempt: Attempt) -> bool:
    return attempt.media_type != "multipart/form-data" or _content_type(attempt).get_boundary() is not None


def _content_type(attempt: Attempt) -> Message:
    message = Message()
    message["Content-Type"] = attempt.incoming.header("Content-Type") or ""
    return message


def _has_room(size: int) -> Callable[[Attempt], bool]:
    return lambda attempt: len(attempt.parameter("client_id") or "") <= size


_SIZES = (
    ("8-kb", 4_000, 32_000, "The column for client ids holds 4,000 characters, and the database refuses more."),
    ("40-kb", 32_767, 100_000, "The length of a client id is kept in 16 bits with a sign."),
    ("200-kb", 65_535, 500_000, "The length of a client id is kept in 16 bits."),
    ("1-mb", 524_288, 4_194_304, "The client id is sent to a directory whose messages hold half a megabyte."),
)

FAULTS: tuple[Fault, ...] = (
    Fault(
        "decodes-the-body-as-ascii",
        "The body is decoded as ASCII, and the error that other bytes raise is not caught; gzip never gets there.",
        {"REQ-ROBUST": {"raw-bytes"}},
        both(
            _failing("form-is-well-formed", lambda attempt: attempt.incoming.body.isascii()),
            before(_FIRST, Rule("body-is-not-encoded", _is_as_it_is, _OTHER_ENCODING)),
        ),
    ),
    Fault(
        "wants-an-equals-sign",
        "Each pair is split at its equals sign into two variables, and one without any raises an error.",
        {"REQ-ROBUST": {"names-alone"}},
        _failing(
            "no-control-characters", lambda attempt: all(b"=" in p for p in attempt.incoming.body.split(b"&") if p)
        ),
    ),
    Fault(
        "parses-json-too-deep",
        "JSON is parsed before it is refused, by a library that ends deep nesting with an error of its own kind.",
        {"REQ-ROBUST": {"nested-json"}},
        _failing(
            "content-type-is-form",
            lambda attempt: attempt.media_type != "application/json" or attempt.incoming.body.count(b"[") < 1000,
        ),
    ),
    Fault(
        "nests-names-without-end",
        "Names with brackets are read into nested objects by a function that calls itself.",
        {"REQ-ROBUST": {"nested-name"}},
        _failing("parameters-once", lambda attempt: all(name.count("[") < 1000 for name, _ in attempt.parameters)),
    ),
    Fault(
        "counts-parameters-with-an-error",
        "The reader of forms raises an error beyond a thousand fields, and nobody expects it.",
        {"REQ-ROBUST": {"many-parameters"}},
        _failing("parameters-once", lambda attempt: len(attempt.parameters) <= 1000),
    ),
    Fault(
        "stumbles-over-a-broken-escape",
        "The decoder of escapes raises an error where two hex digits are missing.",
        {"REQ-ROBUST": {"broken-escape"}},
        _failing(
            "form-is-well-formed",
            lambda attempt: (
                not attempt.incoming.body.isascii() or re.search(rb"%(?![0-9A-Fa-f]{2})", attempt.incoming.body) is None
            ),
        ),
    ),
    Fault(
        "takes-overlong-letters",
        "The decoder of UTF-8 was written by hand and takes a letter in more bytes than it needs.",
        {"REQ-ROBUST": {"overlong-utf-8"}},
        both(_NO_UTF_8_CHECK, setting(read_parameters=_read_overlong)),
    ),
    Fault(
        "looks-clients-up-by-ascii",
        "The client id is encoded as ASCII for the look-up, and other letters raise an error.",
        {"REQ-ROBUST": {"invalid-utf-8"}},
        both(
            _NO_UTF_8_CHECK,
            _failing("client-id-present", lambda attempt: (attempt.parameter("client_id") or "").isascii()),
        ),
    ),
    Fault(
        "hands-nul-to-the-database",
        "The client id goes to the database as it is, which ends a text with NUL by an error.",
        {"REQ-ROBUST": {"nul"}},
        both(
            without("no-control-characters"),
            _failing("client-id-present", lambda attempt: "\0" not in (attempt.parameter("client_id") or "")),
        ),
    ),
    *(
        Fault(
            f"has-no-room-for-{case}",
            slip,
            {"REQ-ROBUST": {case}},
            both(setting(body_limit=limit), _failing("client-id-present", _has_room(size))),
        )
        for case, size, limit, slip in _SIZES
    ),
    Fault(
        "looks-for-an-unknown-charset",
        "The charset of the content type is looked up without a thought of one that does not exist.",
        {"REQ-ROBUST": {"unknown-charset"}},
        _failing("content-type-is-form", _has_known_charset),
    ),
    Fault(
        "wants-a-boundary",
        "Multipart is parsed before it is refused, and the parser raises an error where the boundary is missing.",
        {"REQ-ROBUST": {"multipart-without-boundary"}},
        _failing("content-type-is-form", _has_boundary),
    ),
    Fault(
        "logs-the-query-in-a-short-column",
        "The address of every request is written to a table whose column holds 16,000 characters.",
        {"REQ-ROBUST": {"long-query"}},
        _failing(_FIRST, lambda attempt: len(attempt.incoming.query) <= 16_000),
    ),
    Fault(
        "fails-at-a-large-header",
        "The limit of the header is kept by an error that the server takes for its own.",
        {"REQ-ROBUST": {"large-header"}},
        both(setting(header_limit=16_384), refusal_with(causes="header-too-large", status=500)),
    ),
    Fault(
        "fails-at-an-unknown-coding",
        "The decoder for a transfer coding is looked up in a table without asking whether it is there.",
        {"REQ-ROBUST": {"unknown-transfer-coding"}},
        refusal_with(causes="unknown-transfer-coding", status=500),
    ),
)
