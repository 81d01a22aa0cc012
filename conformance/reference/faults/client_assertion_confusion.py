"""Faults in taking a public key for a shared secret (CA-ALG-CONFUSION): one for each form in which keys are kept."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.reference.attempt import Attempt, Verifier
from conformance.reference.certificates import rsa_key
from conformance.reference.changes import taking_algorithm
from conformance.reference.fault import Fault

Kept = Callable[[x509.Certificate], bytes]
_PEM, _DER = Encoding.PEM, Encoding.DER


def _key(encoding: Encoding, form: PublicFormat, certificate: x509.Certificate) -> bytes:
    key = rsa_key(certificate)
    return b"" if key is None else key.public_bytes(encoding, form)


def _spki(certificate: x509.Certificate) -> bytes:
    return _key(_PEM, PublicFormat.SubjectPublicKeyInfo, certificate)


def _certificate(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(_PEM)


def _entry(certificate: x509.Certificate) -> bytes:
    return base64.b64encode(certificate.public_bytes(_DER))


def _numbers(certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """Modulus and exponent."""
    key = rsa_key(certificate)
    if key is None:
        return b"", b""
    numbers = key.public_numbers()
    exponent = numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")
    return numbers.n.to_bytes(key.key_size // 8, "big"), exponent


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _jwk(certificate: x509.Certificate) -> bytes:
    modulus, exponent = _numbers(certificate)
    return json.dumps({"e": _url(exponent), "kty": "RSA", "n": _url(modulus)}, separators=(",", ":")).encode()


_KEPT: dict[str, tuple[str, Kept]] = {
    "public-key-pem": ("the public key as PEM", _spki),
    "public-key-pem-crlf": (
        "the public key as PEM with the line ends of Windows",
        lambda certificate: b"\r\n".join(_spki(certificate).split(b"\n")),
    ),
    "public-key-pem-no-last-line-end": (
        "the public key as PEM, trimmed",
        lambda certificate: _spki(certificate).strip(),
    ),
    "public-key-der": (
        "the public key as DER",
        lambda certificate: _key(_DER, PublicFormat.SubjectPublicKeyInfo, certificate),
    ),
    "rsa-public-key-pem": (
        "the RSA key as PEM of PKCS 1",
        lambda certificate: _key(_PEM, PublicFormat.PKCS1, certificate),
    ),
    "rsa-public-key-der": (
        "the RSA key as DER of PKCS 1",
        lambda certificate: _key(_DER, PublicFormat.PKCS1, certificate),
    ),
    "certificate-pem": ("the certificate as PEM", _certificate),
    "certificate-pem-crlf": (
        "the certificate as PEM with the line ends of Windows",
        lambda certificate: b"\r\n".join(_certificate(certificate).split(b"\n")),
    ),
    "certificate-pem-no-last-line-end": (
        "the certificate as PEM, trimmed",
        lambda certificate: _certificate(certificate).strip(),
    ),
    "certificate-pem-of-one-line": (
        "the entry of x5c with the two lines of PEM put around it",
        lambda certificate: b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n" % _entry(certificate),
    ),
    "certificate-der": ("the certificate as DER", lambda certificate: certificate.public_bytes(_DER)),
    "x5c-entry": ("the entry of x5c as it stands there", _entry),
    "jwk": ("a JSON Web Key as text, in the order of its thumbprint", _jwk),
    "modulus": ("the bytes of the modulus", lambda certificate: _numbers(certificate)[0]),
    "modulus-base64url": ("the modulus as base64url", lambda certificate: _url(_numbers(certificate)[0]).encode()),
    "blank": ("the shared secret of each client, which for one with a certificate is empty", lambda _: b""),
}


def _keyed(kept: Kept) -> Verifier:
    def verified(attempt: Attempt) -> bool:
        if attempt.leaf is None:
            return False
        expected = hmac.digest(kept(attempt.leaf), attempt.signed, hashlib.sha256)
        return hmac.compare_digest(expected, attempt.signature)

    return verified


FAULTS: tuple[Fault, ...] = tuple(
    Fault(
        f"keys-an-hmac-with-{name}",
        f"The key store holds {what}, and the library takes what it is given for whatever algorithm the header names.",
        {"CA-ALG-CONFUSION": {name}},
        taking_algorithm("HS256", _keyed(kept)),
    )
    for name, (what, kept) in _KEPT.items()
)
