"""A detached signature over a manifest: a compact JWS without its payload (RFC 7515, appendix F)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from jose import jwk, jws

_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_HASHES: Mapping[str, Callable[[], SHA256 | SHA384 | SHA512]] = {"256": SHA256, "384": SHA384, "512": SHA512}
_SHORTEST_RSA = 2048  # bits; RFC 7518, section 3.3
_THUMBPRINT = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}


class UnusableKeyError(ValueError):
    """A key file that cannot be used, told in a sentence that quotes nothing of it."""


@dataclass(frozen=True)
class Signature:
    """What a detached signature says of itself.

    thumbprint: of the key (RFC 7638), None where it names none; is_critical: whether it demands extensions.
    """

    algorithm: str
    thumbprint: str | None
    is_critical: bool = False


@dataclass(frozen=True)
class Key:
    """A key that signs or verifies. algorithm: of JWS; thumbprint: the SHA-256 of its public half (RFC 7638)."""

    algorithm: str
    thumbprint: str
    material: Any = field(repr=False)
    public: RSAPublicKey | EllipticCurvePublicKey = field(repr=False)


def signing_key(path: Path) -> Key:
    """Read a private RSA or EC key from a PEM file. Raises UnusableKeyError."""
    content = _content(path)
    try:
        key = load_pem_private_key(content, password=None)
    except TypeError:
        raise UnusableKeyError(f"{path} is locked with a passphrase; it is needed without one.") from None
    except ValueError:
        raise UnusableKeyError(f"{path} holds no private key in PEM form that can be read.") from None
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise UnusableKeyError(f"{path} holds a key that is neither RSA nor EC.")
    return _key(path, key, key.public_key())


def verifying_key(path: Path) -> Key:
    """Read a public RSA or EC key from a PEM file, also from a certificate. Raises UnusableKeyError."""
    content = _content(path)
    try:
        is_certificate = b"BEGIN CERTIFICATE" in content
        key = x509.load_pem_x509_certificate(content).public_key() if is_certificate else load_pem_public_key(content)
    except ValueError:
        told = "holds no public key and no certificate in PEM form that can be read."
        raise UnusableKeyError(f"{path} {told}") from None
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise UnusableKeyError(f"{path} holds a key that is neither RSA nor EC.")
    return _key(path, key, key)


def sign(payload: bytes, key: Key) -> str:
    """Sign `payload` with the key; the JWS that is given does not contain it."""
    whole = jws.sign(payload, key.material, headers={"kid": key.thumbprint}, algorithm=key.algorithm)
    header, _, signature = whole.split(".")
    return f"{header}..{signature}"


def holds(detached: str, payload: bytes, key: Key) -> bool:
    """Whether a detached JWS over `payload` was made with the private half of `key`, and is written in its one form."""
    header, empty, signature = [*detached.split("."), "", "", ""][:3]
    if empty or detached != f"{header}..{_encoded(_decoded(signature))}":
        return False
    signed = described(detached)
    if signed is None or signed.algorithm != key.algorithm or signed.is_critical:
        return False
    return _is_signed(f"{header}.{_encoded(payload)}".encode("ascii"), _decoded(signature), key)


def _is_signed(content: bytes, signature: bytes, key: Key) -> bool:
    """Verify by cryptography itself: what strangers hand in is nothing for python-jose, which only signs here."""
    hashing = _HASHES[key.algorithm[2:]]()
    try:
        if isinstance(key.public, RSAPublicKey):
            key.public.verify(signature, content, PKCS1v15(), hashing)
        else:
            key.public.verify(_der(signature, (key.public.curve.key_size + 7) // 8), content, ECDSA(hashing))
    except (InvalidSignature, ValueError):
        return False
    return True


def _der(signature: bytes, size: int) -> bytes:
    """The two numbers of an EC signature, which JWS writes one behind the other (RFC 7518, section 3.4)."""
    if len(signature) != 2 * size:
        raise ValueError("a signature of another length")
    return encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))


def described(detached: str) -> Signature | None:
    """Read who signed and how, as the JWS itself says; None where it is none."""
    try:
        header = json.loads(_decoded(detached.partition(".")[0]))
        kid = header.get("kid")
        return Signature(str(header["alg"]), kid if isinstance(kid, str) else None, "crit" in header)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None


def _key(path: Path, key: Any, public: RSAPublicKey | EllipticCurvePublicKey) -> Key:
    algorithm = _CURVES.get(public.curve.name) if isinstance(public, EllipticCurvePublicKey) else "RS256"
    if algorithm is None:
        raise UnusableKeyError(f"{path} holds an EC key of a curve that JWS does not know; P-256 will do.")
    if isinstance(public, RSAPublicKey) and public.key_size < _SHORTEST_RSA:
        raise UnusableKeyError(f"{path} holds an RSA key of {public.key_size} bits; 2048 are needed.")
    numbers: Mapping[str, Any] = jwk.construct(public, algorithm).to_dict()  # type: ignore[arg-type]
    plain = {name: _plain(numbers[name]) for name in _THUMBPRINT[_plain(numbers["kty"])]}
    canonical = json.dumps(plain, separators=(",", ":"), sort_keys=True).encode()
    thumbprint = _encoded(hashlib.sha256(canonical).digest())
    return Key(algorithm, thumbprint, jwk.construct(key, algorithm), public)


def _plain(value: str | bytes) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else value


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableKeyError(f"{path} cannot be read: {error.strerror}.") from None


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    """The bytes of a base64url text; empty where it is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
