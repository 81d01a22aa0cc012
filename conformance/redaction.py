"""Secrets leave no trace: every text of an exchange passes here when its record is made.

Values are hidden by what they are, not by the name of the field they stand in, in the spellings in which they travel.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

_SHORTEST = 4
_SHORTEST_CREDENTIALS = len("Basic ") + 16
_FIRST_MARK = 0xF0000
"""Private characters stand for secrets while a text is searched."""
_OPEN, _CLOSE = "\u2039", "\u203a"
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
"""Texts that a URL and JSON leave as they are."""
_ESCAPE = re.compile("%[0-9A-F]{2}")
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
    """Every spelling in which a secret travels: plain, in a URL, in JSON, in base64; none is shorter than it is."""
    raw = value.encode("utf-8", "surrogatepass")
    encoded = {value, base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()}
    if not _PLAIN.fullmatch(value):
        in_url = {quote(raw, safe=""), quote_plus(raw), quote(raw)}
        encoded |= in_url | {_ESCAPE.sub(lambda found: found[0].lower(), one) for one in in_url}
        in_json = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        encoded |= in_json | {one.replace("/", "\\/") for one in in_json} | {html.escape(value)}
    return tuple(sorted(filter(None, encoded), key=len, reverse=True))


def hide(text: str, secrets: Mapping[str, str]) -> str:
    """Give ``text`` without any of ``secrets`` (value to label) and without any token that it shows by its form."""
    # the longest first, for one may be the beginning of another; names of secrets are put in when all are found
    names: dict[str, str] = {}
    for value in sorted(secrets, key=len, reverse=True):
        if _SHORTEST <= len(value) <= len(text):
            for spelling in _fitting(value, len(text)):
                if spelling in text:
                    mark = f"{_OPEN}{chr(_FIRST_MARK + len(names))}{_CLOSE}"
                    text, names[mark] = text.replace(spelling, mark), fingerprint(value, secrets[value])
    for mark, name in names.items():
        text = text.replace(mark, name)
    return _hide_by_form(text)


def _fitting(value: str, longest: int) -> tuple[str, ...]:
    """The spellings that can stand in a text of that length; most texts are too short for any but the plain one."""
    if len(value) * 4 > longest * 3 and _PLAIN.fullmatch(value):
        return (value,)
    return spellings(value)


def _hide_by_form(text: str) -> str:
    # A search for a word costs a tenth of one for a pattern, and most texts hold none of these words.
    if "_token" in text:
        text = _TOKEN_MEMBER.sub(lambda m: m[1] + _once(m[2], "token") + m[3], text)
        text = _TOKEN_FIELD.sub(lambda m: m[1] + _once(m[2], "token"), text)
    if len(text) >= _SHORTEST_CREDENTIALS and any(scheme in text.lower() for scheme in ("bearer", "basic")):
        text = _CREDENTIALS.sub(lambda m: m[1] + fingerprint(m[2], "credentials"), text)
    return _JWT.sub(lambda m: fingerprint(m[0], "JWT"), text) if "eyJ" in text else text


def _once(value: str, label: str) -> str:
    return value if value.startswith(_OPEN) else fingerprint(value, label)
