"""Secrets leave no trace: every text of an exchange passes here when its record is made.

Values are hidden by what they are, not by the name of the field they stand in, in the spellings in which they travel.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

_SHORTEST = 4
_OPEN, _CLOSE = "\u2039", "\u203a"
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+")
_TOKEN_MEMBER = re.compile(r'("(?:access_token|refresh_token|id_token)"\s*:\s*")((?:[^"\\]|\\.)+)(")')
_CREDENTIALS = re.compile(r"(?i)(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{16,})")
_TOKEN_FIELD = re.compile(r"(\b(?:access_token|refresh_token|id_token)=)([^&\s;\"<]+)")


def fingerprint(value: str, label: str) -> str:
    """Name a secret so that two can be told apart and neither can be used."""
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_OPEN}{label}, {len(value)} characters, sha256 {digest}{_CLOSE}"


@lru_cache(maxsize=512)
def spellings(value: str) -> tuple[str, ...]:
    """Every spelling in which a secret travels: plain, in a URL, in JSON, in base64 at each of the three offsets."""
    raw = value.encode("utf-8", "surrogatepass")
    encoded = {value, quote(raw, safe=""), quote_plus(raw), json.dumps(value)[1:-1], base64.b64encode(raw).decode()}
    return tuple(sorted(filter(None, encoded | {base64.urlsafe_b64encode(raw).decode()}), key=len, reverse=True))


def hide(text: str, secrets: Mapping[str, str]) -> str:
    """Give ``text`` without any of ``secrets`` (value to label) and without any token that it shows by its form."""
    for value, label in secrets.items():
        if len(value) >= _SHORTEST:
            text = _hide_value(text, value, label)
    text = _TOKEN_MEMBER.sub(lambda m: m[1] + _once(m[2], "token") + m[3], text)
    text = _TOKEN_FIELD.sub(lambda m: m[1] + _once(m[2], "token"), text)
    text = _CREDENTIALS.sub(lambda m: m[1] + fingerprint(m[2], "credentials"), text)
    return _JWT.sub(lambda m: fingerprint(m[0], "JWT"), text)


def _hide_value(text: str, value: str, label: str) -> str:
    for spelling in spellings(value):
        if spelling in text:
            text = text.replace(spelling, fingerprint(value, label))
    return text


def _once(value: str, label: str) -> str:
    return value if value.startswith(_OPEN) else fingerprint(value, label)
