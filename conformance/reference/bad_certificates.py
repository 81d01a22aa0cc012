"""TLS as nobody should meet it: certificates that no client may trust, made when they are needed."""

import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from conformance.reference.design import TlsTrouble
from conformance.reference.setting_up import tls_context

_HERE = ipaddress.ip_address("127.0.0.1")
_ELSEWHERE = x509.DNSName("elsewhere.example")


@dataclass(frozen=True)
class Speech:
    """How a server speaks TLS. authority: PEM of the certificate that its client trusts; None for the test CA's.

    hangs: whether it takes connections and says nothing on them.
    """

    context: ssl.SSLContext
    authority: bytes | None = None
    hangs: bool = False


@dataclass(frozen=True)
class _Made:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def speech_of(trouble: TlsTrouble) -> Speech:
    """TLS with that trouble."""
    if trouble == "hangs":
        return Speech(tls_context(), hangs=True)
    if trouble == "self-signed":
        return Speech(_context(_certified(x509.IPAddress(_HERE), _until(years=1))))
    authority = _certified(None, _until(years=1))
    is_expired = trouble == "expired"
    name = x509.IPAddress(_HERE) if is_expired else _ELSEWHERE
    leaf = _certified(name, _until(days=-1) if is_expired else _until(years=1), authority)
    return Speech(_context(leaf), authority.pem)


def _until(years: int = 0, days: int = 0) -> datetime:
    return datetime.now(UTC) + timedelta(days=365 * years + days)


def _certified(name: x509.GeneralName | None, end: datetime, by: _Made | None = None) -> _Made:
    """A key and its certificate, signed by an authority or by itself; one without a name is an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    by_key = by.key if by else key
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority" if name is None else "a server")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=730))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=name is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False)
    )
    if name is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), critical=False)
    else:
        builder = builder.add_extension(_signs_certificates(), critical=True)
    return _Made(builder.sign(by_key, hashes.SHA256()), key)


def _signs_certificates() -> x509.KeyUsage:
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement crl_sign"
    unused = dict.fromkeys((*names.split(), "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(key_cert_sign=True, **unused)


def _context(leaf: _Made) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + leaf.pem)
        context.load_cert_chain(file)
    return context
