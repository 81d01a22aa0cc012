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
_UNICODE_ESCAPE = re.compile(r"(?:\\|5[Cc])u00")
_BACKSLASH = r"(?:\\|%(?:25)*5[Cc])"
_END = r"(?:;|%(?:25)*3[Bb])"
_AND = rf"(?:&|%(?:25)*26)(?:amp{_END})*"
_HASH = r"(?:\#|%(?:25)*23)"
_PADDING = rf"(?:=|%(?:25)*3[Dd]|{_BACKSLASH}+u003[Dd])*"


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
    in_base64 = dict.fromkeys(_base64_of(one) for one in (value, _encoded(value)))
    return (_spelled(value, ""), *(_spelled(one, _PADDING) for one in in_base64))


def _encoded(value: str) -> str:
    """Write id and secret, or either alone, as a form has them (RFC 6749, section 2.3.1)."""
    return quote_plus(value, safe=":", errors="surrogatepass")


def _base64_of(value: str) -> str:
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _spelled(text: str, ending: str) -> Spelled:
    is_base64 = bool(ending)
    pattern = "".join(_either(_of_base64(one) if is_base64 else _of_letter(one)) for one in text)
    return Spelled(re.compile(pattern + ending), max(_RUN.findall(text), key=len, default=""))


def _either(alternatives: Iterator[str]) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _of_base64(letter: str) -> Iterator[str]:
    """A sign of base64, and the one that stands for it in a URL (RFC 4648, section 5)."""
    yield from _of_letter(letter)
    if letter in "+/":
        yield {"+": "-", "/": "_"}[letter]
    if letter == "+":
        yield " "  # what a form makes of it


def _of_letter(letter: str, is_misread: bool = False) -> Iterator[str]:
    """One character as it is, and in the escapes of JSON, of URLs, of HTML and of Python.

    is_misread: the character is itself a part of one that was read in the wrong encoding.
    """
    before = f"{_BACKSLASH}*" if _is_odd(letter) else ""
    yield f"{_BACKSLASH}+" if letter == "\\" else before + re.escape(letter)
    halves = letter.encode("utf-16-be", "surrogatepass")
    yield "".join(rf"{_BACKSLASH}+u{_case(halves[place : place + 2].hex())}" for place in range(0, len(halves), 2))
    if not _is_odd(letter):
        return
    octets = letter.encode("utf-8", "surrogatepass")
    yield before + "".join(rf"%(?:25)*{_case(f'{octet:02x}')}" for octet in octets)
    yield f"{_AND}(?:{_HASH}0*{ord(letter)}|{_HASH}[xX]0*{_case(f'{ord(letter):x}')}{_entity(letter)}){_END}"
    if letter == " ":
        yield r"\+"
    if len(octets) > 1 and not is_misread:
        # UTF-8 in a header field, read as those are read
        yield "".join(_either(_of_letter(one, True)) for one in octets.decode("latin-1"))
        yield "".join(rf"{_BACKSLASH}+x{_case(f'{octet:02x}')}" for octet in octets)
    if ord(letter) < 256:
        yield rf"(?:{_BACKSLASH}+x|%){_case(f'{ord(letter):02x}')}"  # the same letter in ISO 8859-1


def _is_odd(letter: str) -> bool:
    return _NEVER_ESCAPED.fullmatch(letter) is None


def _case(digits: str) -> str:
    return f"(?i:{digits})" if re.search("[a-f]", digits) else digits


def _entity(letter: str) -> str:
    name = "apos" if letter == "'" else codepoint2name.get(ord(letter))
    return f"|{name}" if name else ""
