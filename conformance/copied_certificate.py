"""Certificates that are copied from others in all but what is wanted otherwise."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from conformance.outcome import NotTestable


def new_key() -> rsa.RSAPrivateKey:
    """A new RSA key of 2048 bits; it takes about 40 ms."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_like(
    template: x509.Certificate,
    holder: rsa.RSAPrivateKey,
    signer: rsa.RSAPrivateKey,
    *,
    subject: x509.Name | None = None,
    issuer: x509.Name | None = None,
    own: x509.SubjectKeyIdentifier | None = None,
    authority: x509.SubjectKeyIdentifier | None = None,
) -> x509.Certificate:
    """A certificate for the holder's key by the signer's, equal to the template in all that is not given.

    `own` and `authority` replace the subject's and the authority's key identifier, where the template has one.
    NotTestable where the template is so unusual that it cannot be copied.
    """
    try:
        builder = x509.CertificateBuilder(
            subject_name=subject or template.subject,
            issuer_name=issuer or template.issuer,
            public_key=holder.public_key(),
            serial_number=template.serial_number,
            not_valid_before=template.not_valid_before_utc,
            not_valid_after=template.not_valid_after_utc,
        )
        for extension in template.extensions:
            value = _with_identifiers(extension.value, own, authority)
            builder = builder.add_extension(value, extension.critical)
        return builder.sign(signer, hashes.SHA256())
    except ValueError as error:
        raise NotTestable(f"a certificate of the client's chain cannot be copied: {error}") from error


def key_identifier(certificate: x509.Certificate) -> x509.SubjectKeyIdentifier:
    """The subject key identifier of a certificate, from its key where it states none (RFC 5280, section 4.2.1.2)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key())
    except ValueError as error:
        raise NotTestable(f"a certificate of the client's chain cannot be copied: {error}") from error


def new_key_identifier(key: rsa.RSAPrivateKey) -> x509.SubjectKeyIdentifier:
    """The key identifier that a CA would compute for this key."""
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def renamed(name: x509.Name, common_name: str) -> x509.Name:
    """The name with another common name."""
    kept = [attribute for attribute in name if attribute.oid != NameOID.COMMON_NAME]
    return x509.Name([*kept, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _with_identifiers(
    value: x509.ExtensionType, own: x509.SubjectKeyIdentifier | None, authority: x509.SubjectKeyIdentifier | None
) -> x509.ExtensionType:
    if own and isinstance(value, x509.SubjectKeyIdentifier):
        return own
    if authority and isinstance(value, x509.AuthorityKeyIdentifier):
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority)
    return value
