"""A public key as bytes, in every form in which a careless endpoint may hold it and take it for a shared secret."""

import base64
import json
from collections.abc import Callable, Mapping

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.assertion import base64url

Form = Callable[[x509.Certificate], bytes]


def rsa_key_of(certificate: x509.Certificate) -> RSAPublicKey:
    """The certificate's key; TypeError where it is none of RSA."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise TypeError("the certificate's key is not RSA")
    return key


def modulus(certificate: x509.Certificate) -> bytes:
    """The modulus of the key, most significant byte first."""
    numbers = rsa_key_of(certificate).public_numbers()
    return numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")


def jwk_of(key: RSAPublicKey) -> dict[str, str]:
    """The key as a JSON Web Key, its members in the order of RFC 7638."""
    numbers = key.public_numbers()
    exponent, large = (base64url(each.to_bytes((each.bit_length() + 7) // 8, "big")) for each in (numbers.e, numbers.n))
    return {"e": exponent, "kty": "RSA", "n": large}


def _public(encoding: Encoding, form: PublicFormat) -> Form:
    return lambda certificate: rsa_key_of(certificate).public_bytes(encoding, form)


def _certificate(encoding: Encoding) -> Form:
    return lambda certificate: certificate.public_bytes(encoding)


def _with_crlf(form: Form) -> Form:
    return lambda certificate: form(certificate).replace(b"\n", b"\r\n")


def _without_last_line_end(form: Form) -> Form:
    return lambda certificate: form(certificate).rstrip(b"\n")


def _entry(certificate: x509.Certificate) -> bytes:
    return base64.b64encode(certificate.public_bytes(Encoding.DER))


def _armoured_entry(certificate: x509.Certificate) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + _entry(certificate) + b"\n-----END CERTIFICATE-----\n"


def _jwk(certificate: x509.Certificate) -> bytes:
    return json.dumps(jwk_of(rsa_key_of(certificate)), separators=(",", ":")).encode("ascii")


_PUBLIC_PEM = _public(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
_CERTIFICATE_PEM = _certificate(Encoding.PEM)

FORMS: Mapping[str, Form] = {
    "public-key-pem": _PUBLIC_PEM,
    "public-key-pem-crlf": _with_crlf(_PUBLIC_PEM),
    "public-key-pem-no-last-line-end": _without_last_line_end(_PUBLIC_PEM),
    "public-key-der": _public(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "rsa-public-key-pem": _public(Encoding.PEM, PublicFormat.PKCS1),
    "rsa-public-key-der": _public(Encoding.DER, PublicFormat.PKCS1),
    "certificate-pem": _CERTIFICATE_PEM,
    "certificate-pem-crlf": _with_crlf(_CERTIFICATE_PEM),
    "certificate-pem-no-last-line-end": _without_last_line_end(_CERTIFICATE_PEM),
    "certificate-pem-of-one-line": _armoured_entry,
    "certificate-der": _certificate(Encoding.DER),
    "x5c-entry": _entry,
    "jwk": _jwk,
    "modulus": modulus,
    "modulus-base64url": lambda certificate: base64url(modulus(certificate)).encode("ascii"),
    "blank": lambda _: b"",
}
"""By the name of the form: SPKI and PKCS 1 keys and certificates as PEM and DER, and what else is made of them."""
