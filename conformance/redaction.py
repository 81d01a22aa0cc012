"""Secrets leave no trace: every text of an exchange passes here when its record is made.

Values are hidden by what they are, not by the name of the field they stand in, in the spellings in which they travel.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

from conformance.spelled import LONGEST, runs_of, spellings_of

Way = Callable[[str], str]
_SHORTEST = 4
_HEAD = 48
"""Characters of a secret by which it is looked for."""
_SHORTEST_CREDENTIALS = len("Basic ") + 16
_FIRST_MARK = 0xF0000
"""Private characters stand for secrets while a text is searched."""
_OPEN, _CLOSE = "\u2039", "\u203a"
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
"""Texts that a URL and JSON leave as they are."""
_ODD = re.compile(r"[^A-Za-z0-9_.~-]+")
_UNICODE_ESCAPES = ("\\u", "5Cu", "5cu")
_ESCAPE = re.compile("%[0-9A-F]{2}")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+")
_TOKEN_MEMBER = re.compile(r'("(?:access_token|refresh_token|id_token)"\s*:\s*")((?:[^"\\]|\\.)+)(")')
_CREDENTIALS = re.compile(r"(?i)(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{16,})")
_TOKEN_FIELD = re.compile(r"(\b(?:access_token|refresh_token|id_token)=)([^&\s;\"<]+)")


_WEAK = frozenset({"client secret", "credentials", "password"})
"""Labels of secrets that people may have chosen: part of a digest would tell whoever guesses one that it is right."""


def fingerprint(value: str, label: str) -> str:
    """Name a secret so that it can neither be used nor guessed; two that are long and random can be told apart."""
    if label in _WEAK:
        return f"{_OPEN}{label}, {len(value)} characters{_CLOSE}"
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_OPEN}{label}, {len(value)} characters, sha256 {digest}{_CLOSE}"


def _raw(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _in_base64(value: str) -> str:
    return base64.b64encode(_raw(value)).decode()


def _in_base64url(value: str) -> str:
    return base64.urlsafe_b64encode(_raw(value)).decode()


def _escaped(escape: Callable[[bytes], str]) -> Way:
    """Escape what is odd and leave the rest alone: the library takes a step for each character."""
    return lambda value: _ODD.sub(lambda odd: escape(_raw(odd[0])), value)


_IN_URL = (_escaped(lambda raw: quote(raw, safe="")), _escaped(quote), _escaped(quote_plus))
_IN_JSON: tuple[Way, ...] = (
    lambda value: json.dumps(value)[1:-1],
    lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
)
_WAYS: tuple[Way, ...] = (
    *(lambda value, way=way: way(value).replace("/", "\\/") for way in _IN_JSON),
    *_IN_JSON,
    *(lambda value, way=way: _ESCAPE.sub(lambda found: found[0].lower(), way(value)) for way in _IN_URL),
    *_IN_URL,
    html.escape,
)


@lru_cache(maxsize=512)
def _starts(value: str) -> tuple[tuple[Way, str], ...]:
    """The ways in which a secret travels, each with what it then begins with; none makes it shorter.

    To write a secret of 200,000 characters in every way takes long, to look for its first characters does not.
    """
    head = value[:_HEAD]
    whole = len(_raw(head)) // 3 * 4
    in_base64 = [(way, way(head)[:whole]) for way in (_in_base64, _in_base64url)]
    others = [] if _PLAIN.fullmatch(value) else [(way, way(head)) for way in _WAYS]
    return (*in_base64, *others, (str, head))


def hide(text: str, secrets: Mapping[str, str]) -> str:
    """Give ``text`` without any of ``secrets`` (value to label) and without any token that it shows by its form."""
    # the longest first, for one may be the beginning of another; names of secrets are put in when all are found
    names: dict[str, str] = {}
    fitting = [value for value in secrets if _SHORTEST <= len(value) <= len(text)]
    for value in sorted(fitting, key=len, reverse=True):
        mark = f"{_OPEN}{chr(_FIRST_MARK + len(names))}{_CLOSE}"
        hidden = _marked(text, value, mark)
        if hidden != text:
            text, names[mark] = hidden, fingerprint(value, secrets[value])
    for mark, name in names.items():
        text = text.replace(mark, name)
    return _hide_by_form(text)


def _marked(text: str, value: str, mark: str) -> str:
    """Put the mark in the place of every spelling of a secret."""
    if len(value) > LONGEST:
        for spelling in _found(value, text):
            text = text.replace(spelling, mark)
        return text
    if _PLAIN.fullmatch(value):
        text = text.replace(value, mark)
    # to make the patterns of a secret takes tens of milliseconds, and hardly any text needs them
    is_escaped = any(escape in text for escape in _UNICODE_ESCAPES)
    if not is_escaped and not any(run in text for run in runs_of(value)):
        return text
    for spelled in spellings_of(value):
        if spelled.is_in(text):
            text = spelled.pattern.sub(mark, text)
    return text


def _found(value: str, text: str) -> list[str]:
    """The spellings of a long secret that stand in a text, the longest first."""
    spelled = {way(value) for way, start in _starts(value) if start in text}
    return sorted((one for one in spelled if one in text), key=len, reverse=True)


def _label_of(scheme: str) -> str:
    return "token" if scheme.strip().lower() == "bearer" else "credentials"


def _hide_by_form(text: str) -> str:
    # A search for a word costs a tenth of one for a pattern, and most texts hold none of these words.
    if "_token" in text:
        text = _TOKEN_MEMBER.sub(lambda m: m[1] + _once(m[2], "token") + m[3], text)
        text = _TOKEN_FIELD.sub(lambda m: m[1] + _once(m[2], "token"), text)
    if len(text) >= _SHORTEST_CREDENTIALS and ("bearer" in (lower := text.lower()) or "basic" in lower):
        text = _CREDENTIALS.sub(lambda m: m[1] + fingerprint(m[2], _label_of(m[1])), text)
    return _JWT.sub(lambda m: fingerprint(m[0], "JWT"), text) if "eyJ" in text else text


def _once(value: str, label: str) -> str:
    return value if value.startswith(_OPEN) else fingerprint(value, label)
