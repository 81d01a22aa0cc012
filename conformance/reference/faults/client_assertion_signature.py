"""Faults in verifying the signature (CA-SIGNATURE)."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, replaced, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.rules_jwt import is_signature_right
from conformance.reference.signatures import is_signed_by
from conformance.reference.unseparated import Unseparated

_CLAIMS = ("iss", "sub", "aud", "jti", "iat", "exp", "nbf")
# What DER has in front of a digest by SHA-256 (RFC 8017, section 9.2).
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def _written(value: dict[str, Any]) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode("ascii")


def _is_over(attempt: Attempt, header: str, payload: str) -> bool:
    """Whether the signature is over these two segments."""
    return _is_rs256(attempt, attempt.signature, f"{header}.{payload}".encode())


def _is_rs256(attempt: Attempt, signature: bytes, signed: bytes) -> bool:
    return is_signed_by(attempt.key, signature, signed, PKCS1v15(), SHA256())


def _allowed_headers(attempt: Attempt) -> dict[str, Any]:
    return {name: value for name, value in attempt.header.items() if name in attempt.settings.headers}


def _is_right_for_allowed_headers(attempt: Attempt) -> bool:
    """Where headers had to be taken out, the signature is verified over what is left."""
    allowed = _allowed_headers(attempt)
    if allowed == attempt.header:
        return is_signature_right(attempt)
    return _is_over(attempt, _written(allowed), attempt.segments[1])


def _is_right_for_known_claims(attempt: Attempt) -> bool:
    known = {name: value for name, value in attempt.claims.items() if name in _CLAIMS}
    return known != attempt.claims and _is_over(attempt, attempt.segments[0], _written(known))


def _size(key: RSAPublicKey | None) -> int:
    return 0 if key is None else key.key_size // 8


def _is_zip_of_expected(attempt: Attempt) -> bool:
    """The number that the signature stands for, compared byte by byte for as long as both last."""
    size = _size(attempt.key)
    if attempt.key is None or len(attempt.signature) != size:
        return False
    numbers = attempt.key.public_numbers()
    found = pow(int.from_bytes(attempt.signature, "big"), numbers.e, numbers.n)
    digest = hashlib.sha256(attempt.signed).digest()
    expected = b"\x01" + b"\xff" * (size - 3 - len(_DIGEST_INFO + digest)) + b"\x00" + _DIGEST_INFO + digest
    recovered = found.to_bytes((found.bit_length() + 7) // 8, "big")
    return all(one == other for one, other in zip(recovered, expected, strict=False))


def _is_too_short(attempt: Attempt) -> bool:
    return 0 < len(attempt.signature) < _size(attempt.key)


def _is_right_at_the_beginning(attempt: Attempt) -> bool:
    return _is_rs256(attempt, attempt.signature[: _size(attempt.key)], attempt.signed)


def _is_right_as_a_number(attempt: Attempt) -> bool:
    return _is_rs256(attempt, attempt.signature.lstrip(b"\0").rjust(_size(attempt.key), b"\0"), attempt.signed)


def _is_right_by_pss(attempt: Attempt) -> bool:
    padding = PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH)
    return is_signed_by(attempt.key, attempt.signature, attempt.signed, padding, SHA256())


def _is_right_by_any_digest(attempt: Attempt) -> bool:
    digests = (SHA256(), SHA384(), SHA512())
    return any(is_signed_by(attempt.key, attempt.signature, attempt.signed, PKCS1v15(), each) for each in digests)


def _also(is_right: Callable[[Attempt], bool]) -> Change:
    return relaxed("signature-is-right", is_right)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "never-verifies-the-signature",
        "The library's function that decodes is called in place of the one that verifies.",
        {
            # a header added after signing is refused as one that is not allowed
            "CA-SIGNATURE": {
                "first-byte",
                "middle-byte",
                "last-byte",
                "header-spaced",
                "payload-changed",
                "payload-spaced",
                "empty",
                "zeros",
                "truncated",
                "extended",
                "extended-in-front",
                "pss",
                "other-digest",
            },
            "CA-SIGNATURE-KEY": EVERY,
        },
        without("signature-is-right"),
    ),
    Fault(
        "takes-forbidden-headers-out-before-it-verifies",
        "Headers that are not allowed are taken out, and the signature is verified over what is written then.",
        {"CA-SIGNATURE": {"header-changed"}},
        both(without("headers-are-known"), replaced("signature-is-right", _is_right_for_allowed_headers)),
    ),
    Fault(
        "verifies-the-header-written-again",
        "Where the signature does not hold, it is tried over the header as the library writes it again.",
        {"CA-SIGNATURE": {"header-spaced"}},
        _also(lambda attempt: _is_over(attempt, _written(attempt.header), attempt.segments[1])),
    ),
    Fault(
        "verifies-the-known-claims",
        "Where the signature does not hold, it is tried over the claims that the endpoint's model knows.",
        {"CA-SIGNATURE": {"payload-changed"}},
        _also(_is_right_for_known_claims),
    ),
    Fault(
        "verifies-the-claims-written-again",
        "Where the signature does not hold, it is tried over the claims as the library writes them again.",
        {"CA-SIGNATURE": {"payload-spaced"}},
        _also(lambda attempt: _is_over(attempt, attempt.segments[0], _written(attempt.claims))),
    ),
    Fault(
        "verifies-a-signature-where-there-is-one",
        "The signature is verified inside an if that asks whether there are any bytes of it.",
        {"CA-SIGNATURE": {"empty"}},
        _also(lambda attempt: attempt.signature == b""),
    ),
    Fault(
        "compares-as-many-bytes-as-there-are",
        "RSA was written by hand; what it gives is compared by zip, which ends with the shorter: of zero, at once.",
        {"CA-SIGNATURE": {"zeros"}},
        _also(_is_zip_of_expected),
    ),
    Fault(
        "swallows-the-error-of-a-short-signature",
        "Copying a signature that is too short into its buffer raises an error, which is noted and swallowed.",
        {"CA-SIGNATURE": {"truncated"}},
        _also(_is_too_short),
    ),
    Fault(
        "verifies-the-first-bytes",
        "As many bytes as the key has are copied from the signature, and the rest is left.",
        {"CA-SIGNATURE": {"extended"}},
        _also(_is_right_at_the_beginning),
    ),
    Fault(
        "verifies-the-signature-as-a-number",
        "The signature is made a large number, in which zeros in front do not count.",
        {"CA-SIGNATURE": {"extended-in-front"}},
        _also(_is_right_as_a_number),
    ),
    Fault(
        "verifies-by-either-padding",
        "The padding is a guess: where PKCS 1 v1.5 does not hold, PSS is tried.",
        {"CA-SIGNATURE": {"pss"}},
        _also(_is_right_by_pss),
    ),
    Fault(
        "verifies-by-any-digest",
        "The digest is the one that the signature names, in place of the one of the header's algorithm.",
        {"CA-SIGNATURE": {"other-digest"}},
        _also(_is_right_by_any_digest),
    ),
)

_ONE_NUMBER = (
    "An RSA signature is one number, and verifying it one operation over all its bits: no slip looks at some of them "
    "alone. Whoever takes this one verifies nothing, which every other case finds too (never-verifies-the-signature)."
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("CA-SIGNATURE", "first-byte", _ONE_NUMBER),
    Unseparated("CA-SIGNATURE", "middle-byte", _ONE_NUMBER),
    Unseparated("CA-SIGNATURE", "last-byte", _ONE_NUMBER),
)
