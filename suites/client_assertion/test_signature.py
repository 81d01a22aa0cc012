"""Chapter CA: the signature is verified, whole, and over what was sent (RFC 7515, section 5.2; RFC 8017, 8.2.2)."""

import json
from collections.abc import Callable
from typing import Any

from conformance.assertion import base64url, written
from conformance.changes import Change, segments, signature, signed_by, signed_with_key_of
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.jwt_reading import read_jwt
from conformance.signers import by_pss, by_sha512


def _flipped(part: float) -> Change:
    """Flip one bit of the byte that stands behind this part of the signature; the number gets no larger by it.

    A number larger than the modulus is refused for that, before anything is verified.
    """

    def flip(raw: bytes) -> bytes:
        spoiled = bytearray(raw)
        place = int(part * (len(raw) - 1))
        spoiled[place] ^= (spoiled[place] & -spoiled[place]) or 1
        return bytes(spoiled)

    return signature(flip)


def _header_rewritten(edit: Callable[[dict[str, Any]], bytes]) -> Change:
    """Write the header anew after signing."""
    return segments(lambda parts: [base64url(edit(_read(parts)[0])), *parts[1:]])


def _claims_rewritten(edit: Callable[[dict[str, Any]], bytes]) -> Change:
    """Write the claims anew after signing."""
    return segments(lambda parts: [parts[0], base64url(edit(_read(parts)[1])), parts[2]])


def _read(parts: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    jwt = read_jwt(".".join(parts))
    return (jwt.header, jwt.claims) if jwt else ({}, {})


def _spaced(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


@requirement("CA-SIGNATURE")
@cases(
    first_byte=_flipped(0.0),
    middle_byte=_flipped(0.5),
    last_byte=_flipped(1.0),
    header_changed=_header_rewritten(lambda header: written(header | {"note": "added after signing"})),
    header_spaced=_header_rewritten(_spaced),
    payload_changed=_claims_rewritten(lambda claims: written(claims | {"note": "added after signing"})),
    payload_spaced=_claims_rewritten(_spaced),
    empty=signature(lambda _: b""),
    zeros=signature(lambda raw: bytes(len(raw))),
    truncated=signature(lambda raw: raw[:-1]),
    extended=signature(lambda raw: raw + b"\0"),
    extended_in_front=signature(lambda raw: b"\0" + raw),
    pss=signed_by(by_pss),
    other_digest=signed_by(by_sha512),
)
def test_a_spoiled_signature_is_refused(client: Client, change: Change) -> None:
    """Zeros are what CVE-2022-21449 was for another algorithm.

    Covers the case ASSERTION MISSING SIGNATURE of the official tool.
    """
    client.asks(change).is_refused()


@requirement("CA-SIGNATURE-KEY")
@cases(
    stranger=signed_with_key_of(lambda material: material.forgeries.stranger_key()),
    other_client=signed_with_key_of(lambda material: material.other_identity),
)
def test_a_signature_by_another_key_than_the_leafs_is_refused(client: Client, change: Change) -> None:
    """Covers the case ASSERTION INVALID SIGNATURE of the official tool."""
    client.asks(change).is_refused()
