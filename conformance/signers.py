"""Other ways to make a signature than the honest one: what forgers and careless senders write in its place."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.assertion import Assertion, Signer, base64url
from conformance.identity import Identity


def hmac_keyed(secret: Callable[[Identity], bytes], told: str) -> Signer:
    """Sign by HS256 (RFC 7518, section 3.2) with a secret made of what is known of the client; ``told`` names it."""

    def sign(assertion: Assertion, signing_input: bytes) -> bytes:
        return hmac.digest(secret(assertion.identity), signing_input, hashlib.sha256)

    sign.__doc__ = f"HMAC keyed with {told}"
    return sign


def by_pss(assertion: Assertion, signing_input: bytes) -> bytes:
    """The client's key, by RSASSA-PSS with SHA-256 (RFC 7518, section 3.5)."""
    return assertion.identity.key.sign(signing_input, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())


def by_sha512(assertion: Assertion, signing_input: bytes) -> bytes:
    """The client's key, over a digest by SHA-512, which is RS512's."""
    return assertion.identity.sign(signing_input, "RS512")


def kept_from_rs256(assertion: Assertion, _: bytes) -> bytes:
    """The client's key, over the header as it was while it said RS256."""
    header = assertion.header | {"alg": "RS256"}
    good = replace(assertion, header=header)
    signing_input = f"{base64url(good.header_bytes)}.{base64url(good.claims_bytes)}"
    return assertion.identity.sign(signing_input.encode("ascii"))


def nothing(_: Assertion, __: bytes) -> bytes:
    """Nobody: it is empty."""
    return b""
