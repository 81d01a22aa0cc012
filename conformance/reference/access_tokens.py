"""Access tokens of other kinds than the good endpoint's opaque one: what a live server might hand out."""

import base64
import json
import secrets
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.attempt import Attempt

Make = Callable[[Attempt], str]


def jwt_token(attempt: Attempt) -> str:
    """A signed JWT, such as many servers hand out (RFC 9068): its inside is the server's own business."""
    signed = signing_input(attempt)
    return f"{signed}.{segment(attempt.world.key.sign(signed.encode('ascii'), PKCS1v15(), SHA256()))}"


def jwt_with(**claims: Callable[[Attempt], Any]) -> Make:
    """Make a signed JWT in which these claims have the value that a function of the attempt gives."""

    def make(attempt: Attempt) -> str:
        changed = {name: value(attempt) for name, value in claims.items()}
        signed = signing_input(attempt, claims=changed)
        return f"{signed}.{segment(attempt.world.key.sign(signed.encode('ascii'), PKCS1v15(), SHA256()))}"

    return make


def signing_input(attempt: Attempt, header: dict[str, Any] | None = None, claims: dict[str, Any] | None = None) -> str:
    """Header and claims of a JWT for the client that asks, with members in the place of others or added."""
    issued = int(attempt.now)
    good = {
        "iss": attempt.world.party,
        "sub": attempt.identity,
        "client_id": attempt.identity,
        "aud": attempt.world.party,
        "iat": issued,
        "exp": issued + attempt.settings.token_life,
        "jti": secrets.token_urlsafe(16),
        "scope": " ".join(attempt.scopes) or attempt.settings.scope,
    }
    parts = ({"alg": "RS256", "typ": "at+jwt"} | (header or {}), good | (claims or {}))
    return ".".join(segment(json.dumps(part).encode()) for part in parts)


def segment(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
