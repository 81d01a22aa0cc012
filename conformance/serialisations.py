"""An assertion in the serialisations that iSHARE does not take: JSON (RFC 7515, section 7.2) and JWE (RFC 7516)."""

import json
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conformance.assertion import Assertion, base64url, written


def flattened(compact: str) -> str:
    """Write a compact JWS as flattened JSON."""
    protected, payload, signature = compact.split(".")
    return json.dumps({"payload": payload, "protected": protected, "signature": signature})


def general(compact: str) -> str:
    """Write a compact JWS as general JSON, with its one signature."""
    protected, payload, signature = compact.split(".")
    return json.dumps({"payload": payload, "signatures": [{"protected": protected, "signature": signature}]})


def encrypted(assertion: Assertion) -> str:
    """Write the claims as a compact JWE that nobody signed, by A256GCM with a key of zeros (RFC 7518, section 4.5)."""
    header = base64url(b'{"alg":"dir","enc":"A256GCM","typ":"JWT"}')
    initial = secrets.token_bytes(12)
    sealed = AESGCM(bytes(32)).encrypt(initial, assertion.claims_bytes, header.encode("ascii"))
    return f"{header}..{base64url(initial)}.{base64url(sealed[:-16])}.{base64url(sealed[-16:])}"


def encrypted_by_password(assertion: Assertion, count: int) -> str:
    """Write what looks like the claims as a compact JWE whose key is derived from a password in ``count`` steps.

    Nobody knows the password (RFC 7518, section 4.8): whoever derives the key first finds that out afterwards.
    """
    salt = base64url(secrets.token_bytes(16))
    header = {"alg": "PBES2-HS256+A128KW", "enc": "A256GCM", "typ": "JWT", "p2s": salt, "p2c": count}
    parts = (written(header), *map(secrets.token_bytes, (40, 12, len(assertion.claims_bytes), 16)))
    return ".".join(map(base64url, parts))
