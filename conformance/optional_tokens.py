"""The further tokens of a granting answer at basic: whether a client can use them (OpenID Connect Core, section 2)."""

import base64
import binascii
import hashlib
import hmac
import json
import string
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from conformance.jwt_reading import ReadJwt, read_jwt
from conformance.outcome import NotApplicable, NotTestable
from conformance.strict_json import kind_of

_LETTERS = frozenset(string.ascii_letters + string.digits + "-_.")
MEMBERS = ("access_token", "id_token", "refresh_token")


def text_fault(members: Mapping[str, Any], name: str) -> str | None:
    """Say why a token is no text that can be used; None where it is. Raises ``NotApplicable`` where there is none."""
    if name not in members:
        raise NotApplicable(f"the answer has no {name}")
    found = members[name]
    if not isinstance(found, str):
        return f"{name} is {kind_of(found)}"
    return None if found else f"{name} is an empty string"


def id_token_of(members: Mapping[str, Any]) -> str:
    """Give the id_token; raise ``NotApplicable`` where there is none, or one that only its client can open."""
    if fault := text_fault(members, "id_token"):
        raise NotTestable(f"it needs id_token to be a text: {fault}")
    text: str = members["id_token"]
    if text.count(".") == 4 and _is_encrypted(text):
        raise NotApplicable("the id_token is encrypted, as it may be for a client with a key")
    return text


def _is_encrypted(text: str) -> bool:
    try:
        header = json.loads(_bytes(text.partition(".")[0]))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(header, dict) and "enc" in header


def _bytes(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def jwt_fault(members: Mapping[str, Any]) -> str | None:
    """Say that the id_token is no JWT; None where it is one."""
    text = id_token_of(members)
    if odd := sorted(set(text) - _LETTERS):
        return f"the id_token is not base64url without padding: it holds {', '.join(map(ascii, odd[:5]))}"
    return None if read_jwt(text) else "the id_token is no header, claims and signature of a JWT"


def readable_id_token(members: Mapping[str, Any]) -> ReadJwt:
    """Give the id_token's header and claims; raise ``NotTestable`` where it is no JWT."""
    fault, read = jwt_fault(members), read_jwt(id_token_of(members))
    if fault or read is None:
        raise NotTestable(f"it needs the id_token to be a JWT: {fault}")
    return read


def expiry_fault(claims: Mapping[str, Any], now: float) -> str | None:
    """Say why ``exp`` does not lie ahead of ``now`` (Unix seconds by the endpoint's clock); None where it does."""
    if "exp" not in claims:
        return "the id_token has no exp"
    ends = claims["exp"]
    if not isinstance(ends, int | float) or isinstance(ends, bool):
        return f"exp is {kind_of(ends)}"
    return None if ends > now else f"exp lies {now - ends:,.0f} s back"


def audience_fault(claims: Mapping[str, Any], client: str) -> str | None:
    """Say why ``aud`` does not name the client; None where it does, alone or among others."""
    found = claims.get("aud")
    named = found if isinstance(found, list) else [found]
    return None if client in named else f"aud is {json.dumps(found):.200}" if "aud" in claims else "no aud"


def equality_fault(members: Mapping[str, Any]) -> str | None:
    """Name the tokens that are one and the same text; raise ``NotApplicable`` where there is but one token."""
    if not {"id_token", "refresh_token"} & members.keys():
        raise NotApplicable("the answer has no token but access_token")
    given = {name: members[name] for name in MEMBERS if isinstance(members.get(name), str) and members[name]}
    equal = (f"{one} equals {other}" for one, other in combinations(given, 2) if given[one] == given[other])
    return ", ".join(equal) or None


def is_signed_with(token: str, key: bytes) -> bool:
    """Tell whether an HS256 JWT was signed with this key (RFC 7518, section 3.2)."""
    signed, _, signature = token.rpartition(".")
    made = hmac.new(key, signed.encode("utf-8"), hashlib.sha256).digest()
    try:
        return hmac.compare_digest(made, _bytes(signature))
    except (ValueError, binascii.Error):
        return False


def key_that_signed(token: str, secret: str, other_secret: str | None) -> str | None:
    """Name the key that verifies an HS256 JWT in the right one's place, of those that are mistaken for it."""
    raw = secret.encode("utf-8")
    digest = hashlib.sha256(raw)
    tried = {
        "the SHA-256 of the secret": digest.digest(),
        "the SHA-256 of the secret, in hex": digest.hexdigest().encode("ascii"),
        "an empty key": b"",
        **({"the secret of the other client": other_secret.encode("utf-8")} if other_secret else {}),
        **dict(_read_as_base64(secret)),
    }
    return next((name for name, key in tried.items() if is_signed_with(token, key)), None)


def _read_as_base64(secret: str) -> Iterator[tuple[str, bytes]]:
    try:
        yield "the secret read as base64", base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_")
    except (ValueError, binascii.Error):
        return
