"""Secrets leave no trace: every text of an exchange passes here when its record is made.

Values are hidden by what they are, not by the name of the field they stand in, in the spellings in which they travel.
"""

import hashlib
import hmac
import os
import re
import secrets as random
from collections.abc import Iterator, Mapping

from conformance.spelled import Traced, forms_of, plain, whole_spellings

_SHORTEST = 4
_SHORTEST_CREDENTIALS = len("Basic ") + 16
_FIRST_MARK = 0xF0000
"""Private characters stand for secrets while a text is searched."""
_OPEN, _CLOSE = "\u2039", "\u203a"
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+")
_FLAT_JWT = re.compile(r"eyJ[A-Za-z0-9/]{8,}\.[A-Za-z0-9/=]+\.[A-Za-z0-9/=]+")
"""One in the plain form of a text."""
_TOKEN_MEMBER = re.compile(r'("(?:access_token|refresh_token|id_token)"\s*:\s*")((?:[^"\\]|\\.)+)(")')
_CREDENTIALS = re.compile(r"(?i)(\b(?:bearer|basic)\s+)([A-Za-z0-9._~+/=-]{16,})")
_TOKEN_FIELD = re.compile(r"(\b(?:access_token|refresh_token|id_token)=)([^&\s;\"<]+)")
_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_NUL = re.compile(r"\\+x00|\\+u0000|\0")
_SHORTEST_WORD = 8
LONGEST_WORD = 1000
"""Characters of a secret that is looked for as a word; what is longer is an assertion, which is known by its form."""
_NONE: Mapping[str, str] = {}
_WORDS = tuple(
    re.compile(rf"[A-Za-z0-9{more}]{{{_SHORTEST_WORD},}}") for more in ("", "_-", "._~-", "._~+/-", "._~+/=-")
)
"""What a token can look like, with fewer and with more signs: in a form or a cookie a name and = stand before it."""
WEAK = frozenset({"client secret", "secret of the other client", "credentials", "password"})
"""Labels of secrets that people may have chosen: nobody is to learn whether two of them are the same."""
_OF_THIS_RUN = (os.environ.get("PYTEST_XDIST_TESTRUNUID") or random.token_hex(16)).encode()
"""What fingerprints are made with: the same on all workers of a run, and gone with it.

Without it nobody can tell whether a guess is right, not even of a token that is a counter or of a code of six digits.
"""


class Secrets(dict[str, str]):
    """Values that no text may show, each with its label; a traceback that shows its arguments does not either."""

    def __repr__(self) -> str:
        """Tell how many."""
        return f"Secrets({len(self)})"


def fingerprint(value: str, label: str) -> str:
    """Name a secret so that it can neither be used nor guessed; two of one run can be told apart."""
    if label in WEAK:
        return f"{_OPEN}{label}, {len(value)} characters{_CLOSE}"
    digest = hmac.digest(_OF_THIS_RUN, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:8]
    return f"{_OPEN}{label}, {len(value)} characters, no. {digest}{_CLOSE}"


def hide(text: str, secrets: Mapping[str, str], words: Mapping[str, str] = _NONE) -> str:
    """Give ``text`` without any of ``secrets`` (value to label) and without any token that it shows by its form.

    words: further secrets, none longer than ``LONGEST_WORD``, which are looked for as words alone, for they are many.
    """
    # the longest first, for one may be the beginning of another; names of secrets are put in when all are found
    fitting = sorted((value for value in secrets if _SHORTEST <= len(value) <= len(text)), key=len, reverse=True)
    long = [value for value in fitting if len(value) > LONGEST_WORD]
    marks: dict[str, str] = {}
    text = _marked(text, long, marks)
    found = words_of(text, words)
    text = _marked(text, sorted({*fitting[len(long) :], *found}, key=len, reverse=True), marks)
    flat = plain(text)
    tokens = [*(_JWT.findall(text) if "eyJ" in text else ()), *(_FLAT_JWT.findall(flat) if "eyJ" in flat else ())]
    # whole tokens before spellings: of one that is no secret of ours, a part may be
    for token in sorted(tokens, key=len, reverse=True):
        marks.setdefault(token, _mark(len(marks)))
        text = text.replace(token, marks[token])
    if marks:
        text = _without_spellings(text, plain(text) if tokens else flat, marks)
    labels = {**found, **secrets} if found else secrets
    for value, mark in marks.items():
        if mark in text:
            text = text.replace(mark, fingerprint(value, labels.get(value, "JWT")))
    return _hide_by_form(text)


def _marked(text: str, values: list[str], marks: dict[str, str]) -> str:
    """Put a mark in the place of each value, and note it."""
    for value in values:
        marks[value] = _mark(len(marks))
        for spelling in whole_spellings(value):
            text = text.replace(spelling, marks[value])
    return text


def _mark(number: int) -> str:
    return f"{_OPEN}{chr(_FIRST_MARK + number)}{_CLOSE}"


def words_of(text: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Give those of many secrets that stand in a text as a word, not escaped; none of them is asked for by itself."""
    if not secrets or len(text) < _SHORTEST_WORD:
        return {}
    if "0" in text or "\0" in text:
        text = _NUL.sub("", text)
    words = {part for pattern in _WORDS for part in pattern.findall(text)}
    return {word: secrets[word] for word in words & secrets.keys()}


def _without_spellings(text: str, flat: str, marks: Mapping[str, str]) -> str:
    """Put marks in the place of every other spelling of secrets; ``flat`` is the plain form of the text."""
    # what the plain form leaves out is a small part of any secret
    fitting = [value for value in marks if len(value) // 2 <= len(flat)]
    found = {value: forms for value in fitting if (forms := [one for one in forms_of(value) if one in flat])}
    if not found:
        return text
    parts, last = list[str](), 0
    for start, end, value in _stretches(Traced(text), found):
        if start >= last:
            parts += [text[last:start], marks[value]]
        last = max(last, end)
    return "".join((*parts, text[last:]))


def _stretches(traced: Traced, found: Mapping[str, list[str]]) -> list[tuple[int, int, str]]:
    """Where secrets stand in a text: start, end and which one; of two that begin together the longer one first."""
    places = ((*traced.place(*one), value) for value, forms in found.items() for one in _within(traced.text, forms))
    return sorted(places, key=lambda place: (place[0], -place[1]))


def _within(text: str, forms: list[str]) -> Iterator[tuple[int, int]]:
    for form in forms:
        start = text.find(form)
        while start >= 0:
            yield start, start + len(form)
            start = text.find(form, start + 1)


def _label_of(scheme: str) -> str:
    return "token" if scheme.strip().lower() == "bearer" else "credentials"


def _hide_by_form(text: str) -> str:
    # A search for a word costs a tenth of one for a pattern, and most texts hold none of these words.
    if "_token" in text:
        text = _TOKEN_MEMBER.sub(lambda m: m[1] + _once(m[2], "token") + m[3], text)
        text = _TOKEN_FIELD.sub(lambda m: m[1] + _once(m[2], "token"), text)
    if len(text) >= _SHORTEST_CREDENTIALS and ("bearer" in (lower := text.lower()) or "basic" in lower):
        text = _CREDENTIALS.sub(lambda m: m[1] + fingerprint(m[2], _label_of(m[1])), text)
    if "PRIVATE KEY" in text:
        text = _KEY.sub(f"{_OPEN}private key{_CLOSE}", text)
    return text


def _once(value: str, label: str) -> str:
    return value if value.startswith(_OPEN) else fingerprint(value, label)
