"""Every spelling of a text that code on the way can give it, as patterns: URL, JSON, HTML, base64, and one in another.

An endpoint that repeats a secret may put it into JSON, that into a sentence, that into JSON again; a header field may
show its UTF-8 as other letters. A pattern for each character covers what no list of whole spellings would.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import codepoint2name
from urllib.parse import quote_plus

LONGEST = 400
"""Characters up to which patterns are made; what is longer is looked for by its beginning."""
_RUN = re.compile(r"[A-Za-z0-9]{3,}")
_NEVER_ESCAPED = re.compile(r"[A-Za-z0-9_.~-]")
_BACKSLASHES = re.compile(r"\\+")
_UNICODE_ESCAPE = re.compile(r"(?:\\|5[Cc])u00")
# Possessive, so that a hostile run of backslashes is walked through once.
_SLASHES = r"(?:\\|%(?:25)*5[Cc])*+"
_BACKSLASH = r"(?:\\|%(?:25)*5[Cc])++"
_NO_RUN = r"(?<!\\)(?<!%5[Cc])(?<!255[Cc])"
_END = r"(?:;|%(?:25)*3[Bb])"
_AND = rf"(?:&|%(?:25)*26)(?:amp{_END})*"
_HASH = r"(?:\#|%(?:25)*23)"
_PADDING = rf"(?:=|%(?:25)*3[Dd]|{_SLASHES}u003[Dd])*"


@dataclass(frozen=True)
class Spelled:
    """A pattern, and what stands in every text that it can match: that is looked for first, for it costs little."""

    pattern: re.Pattern[str]
    run: str

    def is_in(self, text: str) -> bool:
        """Tell whether the pattern is worth a try."""
        return self.run in text or _UNICODE_ESCAPE.search(text) is not None


@lru_cache(maxsize=512)
def spellings_of(value: str) -> tuple[Spelled, ...]:
    """Give the patterns of a text: itself, its base64, and the base64 of what a form makes of it."""
    return (_spelled(value, ""), *(_spelled(one, _PADDING) for one in _packed(value)))


@lru_cache(maxsize=2048)
def runs_of(value: str) -> tuple[str, ...]:
    """What stands in every text that one of the patterns can match, but for escapes of Unicode."""
    return tuple(_longest_run(one) for one in (value, *_packed(value)))


def _packed(value: str) -> tuple[str, ...]:
    """The base64 of a text: as it is, and form-encoded first, as a whole or id and secret apart (RFC 6749, 2.3.1)."""
    user, colon, secret = value.partition(":")
    apart = [_form(user) + colon + _form(secret)] if colon else []
    return tuple(dict.fromkeys(_base64_of(one) for one in (value, _form(value), *apart)))


def _form(value: str) -> str:
    return quote_plus(value, errors="surrogatepass")


def _longest_run(text: str) -> str:
    return max(_RUN.findall(text), key=len, default="")


def _base64_of(value: str) -> str:
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _spelled(text: str, ending: str) -> Spelled:
    letters = _of_base64 if ending else _of_letter
    first, *more = list(_BACKSLASHES.sub(lambda run: run[0][:1], text))
    start = _NO_RUN if first == "\\" else ""
    pattern = start + _either(letters(first), "") + "".join(_either(letters(one)) for one in more)
    return Spelled(re.compile(pattern + ending), _longest_run(text))


def _either(alternatives: Iterator[str], before: str = _SLASHES) -> str:
    """Join alternatives, with any number of backslashes in front; those of a backslash begin with one by themselves."""
    first, *more = alternatives
    if first == _BACKSLASH:
        return f"(?:{'|'.join([first, *(before + one for one in more)])})"
    return f"{before}(?:{'|'.join([first, *more])})"


def _of_base64(letter: str) -> Iterator[str]:
    """A sign of base64, and the one that stands for it in a URL (RFC 4648, section 5)."""
    yield from _of_letter(letter)
    if letter in "+/":
        yield {"+": "-", "/": "_"}[letter]
    if letter == "+":
        yield " "  # what a form makes of it


def _of_letter(letter: str, is_misread: bool = False) -> Iterator[str]:
    """One character as it is, and in the escapes of JSON, of URLs, of HTML and of Python.

    Backslashes in front of it are not its own: between two characters of a secret there may be any number.
    is_misread: the character is itself a part of one that was read in the wrong encoding.
    """
    yield _BACKSLASH if letter == "\\" else re.escape(letter)
    halves = letter.encode("utf-16-be", "surrogatepass")
    yield _SLASHES.join(f"u{_case(halves[place : place + 2].hex())}" for place in range(0, len(halves), 2))
    if not _is_odd(letter):
        return
    yield f"{_AND}(?:{_HASH}0*{ord(letter)}|{_HASH}[xX]0*{_case(f'{ord(letter):x}')}{_entity(letter)}){_END}"
    if letter == "\\":
        return
    octets = letter.encode("utf-8", "surrogatepass")
    yield "".join(rf"%(?:25)*{_case(f'{octet:02x}')}" for octet in octets)
    if letter == " ":
        yield r"(?:\+|%(?:25)*2[Bb])"
    if len(octets) > 1 and not is_misread:
        # UTF-8 in a header field, read as those are read
        yield "".join(_either(_of_letter(one, True)) for one in octets.decode("latin-1"))
        yield _SLASHES.join(f"x{_case(f'{octet:02x}')}" for octet in octets)
    if ord(letter) < 256:
        yield rf"[x%]{_case(f'{ord(letter):02x}')}"  # the same letter in ISO 8859-1


def _is_odd(letter: str) -> bool:
    return _NEVER_ESCAPED.fullmatch(letter) is None


def _case(digits: str) -> str:
    return f"(?i:{digits})" if re.search("[a-f]", digits) else digits


def _entity(letter: str) -> str:
    name = "apos" if letter == "'" else codepoint2name.get(ord(letter))
    return f"|{name}" if name else ""
