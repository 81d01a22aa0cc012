"""Certificates that no file has: an authority of one's own, with one thing wrong, or unusual and right."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from conformance.identity import Identity
from tests.id_token_samples import PROVIDER, Change, provider, signed_by

BEGIN, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2074, 1, 1, tzinfo=UTC)
AUTHORITY = {"key_cert_sign", "crl_sign"}
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Certified:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def certify(
    name: str,
    issuer: Certified | None,
    *,
    ca: bool | None = True,
    path_length: int | None = None,
    usage: set[str] | None = frozenset(AUTHORITY),  # type: ignore[assignment]
    begin: datetime = BEGIN,
    end: datetime = END,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
) -> Certified:
    """A certificate; ca and usage None: without that extension; key given: it names the provider."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    names = [x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if key is not None:
        names.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, "NTRNL-10000006"))
    subject = x509.Name(names)
    issued_by = issuer.certificate.subject if issuer else subject
    builder = x509.CertificateBuilder(issued_by, subject, own.public_key(), x509.random_serial_number(), begin, end)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
    if usage is not None:
        flags = {one: one in usage for one in USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    return Certified(builder.sign(issuer.key if issuer else own, hashes.SHA256()), own)


def leaf_of(issuer: Certified | None, **changes: Any) -> Certified:
    """The provider's certificate from another CA, with the provider's own key."""
    options: dict[str, Any] = {"ca": False, "usage": {"content_commitment"}, "key": provider().key} | changes
    return certify("Test Identity Provider", issuer, **options)


def identity_of(*certified: Certified) -> Identity:
    return Identity(PROVIDER, provider().key, tuple(one.certificate for one in certified))


def below(root: Certified, *authorities: Certified, leaf: Certified | None = None) -> Change:
    """Sign below a root of one's own, which is trusted; authorities from the root downwards."""
    issuers = [*reversed(authorities), root]
    end = leaf or leaf_of(issuers[0])
    return signed_by(identity_of(end, *issuers), roots=[root.certificate])


@cache
def root() -> Certified:
    return certify("Root", None)


@cache
def issuing() -> Certified:
    return certify("Issuing", root())


def deep(path_length: int) -> list[Certified]:
    """Two CAs, one below the other."""
    upper = certify("Upper", root(), path_length=path_length)
    return [upper, certify("Lower", upper, path_length=0)]


def curve() -> Certified:
    return leaf_of(issuing(), key=ec.generate_private_key(ec.SECP256R1()))
