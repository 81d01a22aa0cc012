"""Faults of the form, the header and the signature of the id_token (chapter ID)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from conformance.reference.access_tokens import segment
from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, both
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.id_token_certificates import another_party
from conformance.reference.provider_changes import (
    id_token_claims_as,
    id_token_edited,
    id_token_header,
    id_token_sent_as,
)

H2M = ("h2m",)
_MIME = bytes.maketrans(b"-_", b"+/")


def _padded(_: Attempt, text: str) -> str:
    return ".".join(each + "=" * (-len(each) % 4) for each in text.split("."))


def _written_twice(claims: bytes) -> bytes:
    return json.dumps(claims.decode()).encode()


def _with_the_subject_again(claims: bytes) -> bytes:
    return claims[:-1] + b', "sub": ' + json.dumps(json.loads(claims)["sub"]).encode() + b"}"


def _signing(sign: Callable[[Attempt, bytes], bytes]) -> Change:
    """The signature is made in another way."""
    return id_token_edited(lambda attempt, draft: replace(draft, sign=lambda signed: sign(attempt, signed)))


def _with_pss(attempt: Attempt, signed: bytes) -> bytes:
    return attempt.world.key.sign(signed, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())


def _with_a_secret(_: Attempt, signed: bytes) -> bytes:
    return hmac.digest(b"change-me", signed, "sha256")


def _without_the_header(attempt: Attempt, signed: bytes) -> bytes:
    return attempt.world.key.sign(signed.partition(b".")[2], PKCS1v15(), SHA256())


def _with_sha512(attempt: Attempt, signed: bytes) -> bytes:
    return attempt.world.key.sign(signed, PKCS1v15(), SHA512())


def _of_the_digest(attempt: Attempt, signed: bytes) -> bytes:
    return attempt.world.key.sign(hashlib.sha256(signed).digest(), PKCS1v15(), SHA256())


def _with_another_key(attempt: Attempt, signed: bytes) -> bytes:
    """The key of another party stands for any other key of the house."""
    return another_party(attempt).key.sign(signed, PKCS1v15(), SHA256())


def _claim_added(_: Attempt, text: str) -> str:
    header, payload, signature = text.split(".")
    claims = {**json.loads(base64.urlsafe_b64decode(payload + "==")), "amr": ["pwd"]}
    return f"{header}.{segment(json.dumps(claims).encode())}.{signature}"


def _fingerprint(attempt: Attempt) -> str:
    return segment(attempt.world.chain[0].fingerprint(SHA256()))


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


_FORM = (
    _fault("pads-the-id-token", "The encoder leaves the padding of base64 in.", "ID-JWS", id_token_sent_as(_padded)),
    _fault(
        "writes-the-id-token-in-mime-base64",
        "The encoder of the standard library has the alphabet of MIME; only the padding was cut off.",
        "ID-JWS",
        id_token_sent_as(lambda _, text: text.encode().translate(_MIME).decode()),
    ),
    _fault(
        "leaves-the-id-token-unsigned",
        "It comes over TLS from the provider itself, and OpenID Connect lets a client do without a signature then.",
        "ID-JWS",
        both(_signing(lambda _, __: b""), id_token_header(alg="none", x5c=REMOVED)),
    ),
    _fault(
        "serialises-the-claims-twice",
        "The claims are text already when they get to the library, which makes JSON of any value.",
        "ID-JWS",
        id_token_claims_as(_written_twice),
    ),
    _fault(
        "writes-sub-twice",
        "sub is a field of the token and of the user's record, and both are written out.",
        "ID-JWS",
        id_token_claims_as(_with_the_subject_again),
    ),
)

_HEADER = (
    _fault(
        "signs-the-id-token-with-pss",
        "The newer padding was thought the safer choice.",
        "ID-ALG",
        both(_signing(_with_pss), id_token_header(alg="PS256")),
    ),
    _fault(
        "signs-the-id-token-with-hmac",
        "HS256 is the default of the library, and the settings hold a secret for it.",
        "ID-ALG",
        both(_signing(_with_a_secret), id_token_header(alg="HS256")),
    ),
    _fault(
        "names-the-algorithm-as-its-platform-does",
        "The name by which the signature was asked for is written into the header.",
        "ID-ALG",
        id_token_header(alg="SHA256withRSA"),
    ),
    _fault(
        "calls-the-id-token-an-access-token",
        "Both tokens are made by one function, which writes at+jwt.",
        "ID-TYP",
        id_token_header(typ="at+jwt"),
    ),
    _fault(
        "leaves-typ-out-of-the-id-token",
        "The library writes typ only where it is asked to; the RFC leaves it open.",
        "ID-TYP",
        id_token_header(typ=REMOVED),
    ),
    _fault(
        "names-the-key-of-the-id-token",
        "The library writes a kid wherever it signs.",
        "ID-HEADERS",
        id_token_header(kid="signing-key-1"),
    ),
    _fault(
        "adds-the-fingerprint-of-its-certificate",
        "The library writes x5t#S256 beside x5c.",
        "ID-HEADERS",
        id_token_header(**{"x5t#S256": _fingerprint}),
    ),
)

_SIGNATURE = (
    _fault(
        "signs-the-claims-alone",
        "The signature is over the payload; the header was put in front afterwards.",
        "ID-SIGNATURE",
        _signing(_without_the_header),
    ),
    _fault(
        "signs-id-tokens-with-its-other-key",
        "The key was renewed on the machine that signs, and the certificates of the old one stayed in the settings.",
        "ID-SIGNATURE",
        _signing(_with_another_key),
    ),
    _fault(
        "signs-with-sha-512-and-says-256",
        "The digest was changed where the signature is made, and not where alg is written.",
        "ID-SIGNATURE",
        _signing(_with_sha512),
    ),
    _fault(
        "signs-the-digest-of-the-digest",
        "The security module hashes what it gets, and gets a hash.",
        "ID-SIGNATURE",
        _signing(_of_the_digest),
    ),
    _fault(
        "adds-a-claim-after-signing",
        "A filter of the answer adds amr to what was signed already.",
        "ID-SIGNATURE",
        id_token_sent_as(_claim_added),
    ),
)

FAULTS = _FORM + _HEADER + _SIGNATURE
