"""An id_token read to the letter: what stands in it, and what keeps it from being a signed compact JWS.

Nothing is judged here beyond its form; the judgements of chapter ID are in `id_token_rows`.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from conformance.id_token_x5c import X5c, read_x5c
from conformance.strict_json import StrictJsonError, kind_of, repeated_names, strict_object

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_SEGMENTS = ("header", "payload", "signature")


@dataclass(frozen=True)
class IdToken:
    """What an id_token holds. Nothing in it has been verified.

    `fault` says in a sentence why it is no signed compact JWS with two JSON objects; then header, claims and
    signature are empty. `x5c` holds the certificates that its header brings along.
    """

    text: str = field(repr=False)
    header: Mapping[str, Any] = field(default_factory=dict, repr=False)
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)
    signature: bytes = field(default=b"", repr=False)
    x5c: X5c = field(default_factory=X5c, repr=False)
    fault: str | None = None

    @property
    def signed_part(self) -> bytes:
        """The bytes that the signature is over (RFC 7515, section 5.1): header and payload as they were written."""
        return self.text.rpartition(".")[0].encode("ascii")

    @property
    def leaf(self) -> x509.Certificate | None:
        """The first certificate, whose key is to have made the signature; None where it cannot be read."""
        return next(iter(self.x5c.certificates), None)


class _FormError(ValueError):
    """Why a segment is not what its place in a compact JWS asks for."""


def read_id_token(found: object) -> IdToken:
    """Read what stands in the place of an id_token, whatever it is; never raises.

    Strict as RFC 7515 is with who writes a JWS (section 2: base64url without padding, white space or bits that stand
    for nothing; section 4: names occur once), and as RFC 7519, section 7.2, is with its two JSON objects.
    """
    if not isinstance(found, str):
        return IdToken("", fault=f"it is {kind_of(found)} in place of a string")
    segments = found.split(".")
    if len(segments) != len(_SEGMENTS):
        return IdToken(found, fault=_miscounted(len(segments)))
    try:
        header, claims = (_object(name, part) for name, part in zip(_SEGMENTS, segments[:2], strict=False))
        signature = _decoded("signature", segments[2])
    except _FormError as fault:
        return IdToken(found, fault=str(fault))
    if not signature:
        return IdToken(found, fault="its third segment is empty: it is not signed")
    return IdToken(found, header, claims, signature, read_x5c(header))


def _miscounted(number: int) -> str:
    """Say what the wrong number of segments looks like."""
    told = {1: "it has no dot in it", 2: "it has two segments: the signature is missing"}.get(number)
    encrypted = ", like an encrypted JWT (JWE)" if number == 5 else ""
    return told or f"it has {number} segments{encrypted}"


def _object(name: str, segment: str) -> Mapping[str, Any]:
    data = _decoded(name, segment)
    try:
        members, repeated = strict_object(data), repeated_names(data)
    except StrictJsonError as fault:
        raise _FormError(f"its {name} is no JSON object: {str(fault).replace('its body', 'it')}") from None
    if repeated:
        raise _FormError(f"its {name} has a member more than once: {', '.join(repeated)[:80]}")
    return members


def _decoded(name: str, segment: str) -> bytes:
    if not _BASE64URL.match(segment):
        raise _FormError(f"its {name} is not base64url: {_stranger(segment)}")
    if len(segment) % 4 == 1:
        raise _FormError(f"its {name} is not base64url: {len(segment)} characters hold no whole number of bytes")
    data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=") != segment.encode("ascii"):
        raise _FormError(f"its {name} is not base64url: its last character has bits that stand for nothing")
    return data


def _stranger(segment: str) -> str:
    """Say which character does not belong there."""
    found = next(character for character in segment if not _BASE64URL.match(character))
    if found.isspace():
        return "there is white space in it"
    if found in "+/=":
        return f"{found} is of plain base64" if found != "=" else "it is padded with ="
    return f"it has the character {found!a}"
