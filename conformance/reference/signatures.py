"""How the reference endpoint verifies signatures: one verifier per name of an algorithm."""

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from conformance.reference.attempt import Attempt, Verifier


def rsa_verifier(digest: Callable[[], HashAlgorithm]) -> Verifier:
    """Verifies RSASSA PKCS 1 v1.5 with that digest by the attempt's key (RFC 7518, section 3.3)."""

    def verified(attempt: Attempt) -> bool:
        if attempt.key is None:
            return False
        try:
            attempt.key.verify(attempt.signature, attempt.signed, PKCS1v15(), digest())
        except InvalidSignature:
            return False
        return True

    return verified


VERIFIERS: Mapping[str, Verifier] = {
    "RS256": rsa_verifier(SHA256),
    "RS384": rsa_verifier(SHA384),
    "RS512": rsa_verifier(SHA512),
}
