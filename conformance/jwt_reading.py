"""A token that happens to be a JWT, read without trusting it."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ReadJwt:
    """Header and claims as they stand in the token, and the bytes of its signature."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signature: bytes


def read_jwt(token: str) -> ReadJwt | None:
    """Read a compact JWS of three segments whose first is a JSON object with ``alg``; None for anything else."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        header, claims = (json.loads(_bytes(part)) for part in parts[:2])
        signature = _bytes(parts[2])
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(header, dict) or "alg" not in header or not isinstance(claims, dict):
        return None
    return ReadJwt(header, claims, signature)


def _bytes(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def is_signed(token: ReadJwt) -> bool:
    """Tell whether a token names a signature algorithm and has a signature; whose it is stays open."""
    algorithm = token.header.get("alg")
    return isinstance(algorithm, str) and algorithm.lower() != "none" and token.signature != b""
