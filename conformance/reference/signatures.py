"""How the reference endpoint verifies signatures: one verifier per name of an algorithm."""

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from conformance.reference.attempt import Attempt, Verifier


def is_signed_by(
    key: RSAPublicKey | None, signature: bytes, signed: bytes, padding: AsymmetricPadding, digest: HashAlgorithm
) -> bool:
    """Whether the signature over these bytes was made with the private half of the key; never where there is none."""
    if key is None:
        return False
    try:
        key.verify(signature, signed, padding, digest)
    except InvalidSignature:
        return False
    return True


def rsa_verifier(digest: Callable[[], HashAlgorithm]) -> Verifier:
    """Verifies RSASSA PKCS 1 v1.5 with that digest by the attempt's key (RFC 7518, section 3.3)."""

    def verified(attempt: Attempt) -> bool:
        return is_signed_by(attempt.key, attempt.signature, attempt.signed, PKCS1v15(), digest())

    return verified


VERIFIERS: Mapping[str, Verifier] = {
    "RS256": rsa_verifier(SHA256),
    "RS384": rsa_verifier(SHA384),
    "RS512": rsa_verifier(SHA512),
}
