"""Answers of pure functions, kept for all runs of a process: the same question about the same bytes is asked once."""

import hashlib
import http.client
from collections.abc import Mapping
from email.parser import Parser
from functools import cache, lru_cache
from http.client import HTTPMessage
from io import BufferedIOBase

from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance import redaction
from conformance.identity import Identity
from conformance.reference import id_tokens, signatures
from conformance.reference.attempt import Attempt

_SIGN, _SIGN_ID_TOKEN, _IS_SIGNED_BY = Identity.sign, id_tokens._signature, signatures.is_signed_by


@cache
def _signatures() -> dict[tuple[object, str, bytes], bytes]:
    return {}


@cache
def _verdicts() -> dict[tuple[RSAPublicNumbers, str, bytes, bytes], bool]:
    return {}


def forget() -> None:
    """Forget which signatures were right: thousands of different ones fill the memory."""
    _verdicts().clear()


def sign(identity: Identity, data: bytes, algorithm: str = "RS256") -> bytes:
    """PKCS 1 v1.5 has no randomness: the same key makes the same signature of the same bytes."""
    modulus = identity.key.public_key().public_numbers().n
    place = (modulus, algorithm, hashlib.sha256(data).digest())
    known = _signatures()
    if place not in known:
        known[place] = _SIGN(identity, data, algorithm)
    return known[place]


@cache
def key_in(pem: bytes, password: None) -> PrivateKeyTypes:
    """The endpoint's own key, which takes tens of milliseconds to read."""
    return load_pem_private_key(pem, password)


def sign_id_token(attempt: Attempt, signed: bytes) -> bytes:
    """As ``sign``, for the endpoint."""
    # its key is one object for each file, which lives as long as the process
    place = (id(attempt.world.key), "of an id_token", hashlib.sha256(signed).digest())
    known = _signatures()
    if place not in known:
        known[place] = _SIGN_ID_TOKEN(attempt, signed)
    return known[place]


def is_signed_by(
    key: RSAPublicKey | None, signature: bytes, signed: bytes, padding: AsymmetricPadding, digest: HashAlgorithm
) -> bool:
    """The same signature over the same bytes is that of a key or it is not."""
    if key is None or not isinstance(padding, PKCS1v15):
        return _IS_SIGNED_BY(key, signature, signed, padding, digest)
    place = (key.public_numbers(), digest.name, signature, signed)
    known = _verdicts()
    if place not in known:
        known[place] = _IS_SIGNED_BY(key, signature, signed, padding, digest)
    return known[place]


def head_of(stream: BufferedIOBase, _class: object = HTTPMessage) -> HTTPMessage:
    """The header fields of an answer: read anew each time, taken apart once. Nobody changes them."""
    return _parsed(b"".join(http.client._read_headers(stream)))  # type: ignore[attr-defined]


@lru_cache(maxsize=4096)
def _parsed(head: bytes) -> HTTPMessage:
    return Parser(_class=HTTPMessage).parsestr(head.decode("iso-8859-1"))


def hide(text: str, secrets: Mapping[str, str], words: Mapping[str, str] | None = None) -> str:
    """A text without secrets."""
    # most texts are short, and looking for one takes as long as hiding in it
    if len(text) < 1000:
        return redaction.hide(text, secrets, words or {})
    found = {**redaction.words_of(text, words or {}), **secrets}
    return _hidden_in_long(text, tuple(found.items()))


@lru_cache(maxsize=4096)
def _hidden_in_long(text: str, secrets: tuple[tuple[str, str], ...]) -> str:
    return redaction.hide(text, dict(secrets))
