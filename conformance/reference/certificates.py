"""How the reference endpoint looks at certificates: small questions, each with a plain answer, none raising."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_DID = re.compile(r"did:ishare:EU\.[A-Z]{2}\.(.+)", re.DOTALL)
# A spoiled certificate may fail at any question that is put to it, in any of these ways.
_SPOILED = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion)


def read_certificate(text: str) -> x509.Certificate | None:
    """The certificate of one x5c entry, forgiving what base64 decoders usually forgive; None if there is none."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=False)
        return x509.load_der_x509_certificate(data)
    except (*_SPOILED, binascii.Error):
        return None


def is_strict_base64(text: str) -> bool:
    """Whether the text is plain base64 with its padding and nothing else (RFC 7515, section 4.1.6)."""
    try:
        return base64.b64encode(base64.b64decode(text.encode("ascii"), validate=True)).decode("ascii") == text
    except ValueError:
        return False


def _asked(question: Callable[[], bool]) -> bool:
    with suppress(*_SPOILED, x509.ExtensionNotFound, InvalidSignature):
        return question()
    return False


def names_issuer(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the certificate names the other as its issuer."""
    return _asked(lambda: certificate.issuer == issuer.subject)


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the certificate's signature was made with the other's key (RSA, PKCS 1 v1.5)."""
    return _asked(lambda: _verified(certificate, issuer))


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the certificate names the other as its issuer and bears its signature."""
    return names_issuer(certificate, issuer) and is_signed_by(certificate, issuer)


def is_own_issuer(certificate: x509.Certificate) -> bool:
    """Whether the certificate names itself as its issuer, as roots do."""
    return names_issuer(certificate, certificate)


def _verified(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    key, digest = issuer.public_key(), certificate.signature_hash_algorithm
    if not isinstance(key, RSAPublicKey) or digest is None:
        return False
    key.verify(certificate.signature, certificate.tbs_certificate_bytes, PKCS1v15(), digest)
    return True


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether the certificate may issue others: CA flag and the key usage for it (RFC 5280, section 6.1.4)."""
    return _asked(
        lambda: (
            certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
            and certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
        )
    )


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether its key usage allows a digital signature or non-repudiation."""

    def question() -> bool:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        return usage.digital_signature or usage.content_commitment

    return _asked(question)


def is_in_date(certificate: x509.Certificate, now: float) -> bool:
    """Whether the certificate is valid at that Unix time."""
    return has_begun(certificate, now) and not has_ended(certificate, now)


def has_begun(certificate: x509.Certificate, now: float) -> bool:
    """Whether its validity has begun at that Unix time."""
    return _asked(lambda: certificate.not_valid_before_utc <= datetime.fromtimestamp(now, UTC))


def has_ended(certificate: x509.Certificate, now: float) -> bool:
    """Whether its validity is over at that Unix time."""
    return not _asked(lambda: datetime.fromtimestamp(now, UTC) <= certificate.not_valid_after_utc)


def rsa_key(certificate: x509.Certificate) -> RSAPublicKey | None:
    """Its public key where that is an RSA key."""
    with suppress(*_SPOILED):
        key = certificate.public_key()
        return key if isinstance(key, RSAPublicKey) else None
    return None


def x5c_of(chain: Iterable[x509.Certificate]) -> list[str]:
    """The entries of an `x5c` with these certificates: base64 of the DER, leaf first (RFC 7515, section 4.1.6)."""
    return [base64.b64encode(each.public_bytes(Encoding.DER)).decode("ascii") for each in chain]


def organization(certificate: x509.Certificate) -> str | None:
    """The organizationIdentifier of the subject, 2.5.4.97; None where there is none."""
    with suppress(*_SPOILED):
        found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
        return str(found[0].value) if len(found) == 1 else None
    return None


def names_party(certificate: x509.Certificate, party: str) -> bool:
    """Whether the certificate is the party's: its organizationIdentifier is the id, or what follows the DID prefix."""
    named, did = organization(certificate), _DID.fullmatch(party)
    return named is not None and named in ({party, did[1]} if did else {party})
