"""A text without any escape that code on the way can give it: of URLs, JSON, HTML and Python, and one in another.

An endpoint that repeats a secret may put it into JSON, that into a sentence, that into JSON again; a header field may
show its UTF-8 as other letters. What is looked for and what it is looked for in are both brought to one plain form.
"""

import base64
import html
import re
from collections.abc import Callable
from functools import lru_cache
from json import dumps
from urllib.parse import quote, quote_plus

_ROUNDS = 5
"""How many escapes of different kinds may lie one in another; of one kind there may be any number."""
_SHORTEST = 4
_SHORTEST_PACKED = 5
"""Letters of base64 below which they may be anything."""
_LONG = 1000
"""Characters of a value from which its forms are made anew each time: an assertion is looked for a few times only."""


def _octets(escape: str) -> str:
    """The pattern of one character in UTF-8 of which each octet is escaped; or else of one octet."""
    following = f"{escape}[89abAB][0-9a-fA-F]"
    four, three = f"{escape}[fF][0-4](?:{following}){{3}}", f"{escape}[eE][0-9a-fA-F](?:{following}){{2}}"
    return f"{four}|{three}|{escape}[cCdD][0-9a-fA-F]{following}|{escape}[0-9a-fA-F]{{2}}"


# Possessive and with a look behind, so that a hostile run of backslashes is walked through once.
_SLASHES = r"(?<!\\)\\++"
_HALVES = r"u[dD][89abAB][0-9a-fA-F]{2}\\++u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(
    rf"(?P<unicode>{_SLASHES}(?:{_HALVES}|u[0-9a-fA-F]{{4}}|U00[01][0-9a-fA-F]{{5}}))"
    rf"|(?P<octets>{_octets(rf'{_SLASHES}x')}|{_octets('%(?:25)*')})"
    rf"|(?P<blank>{_SLASHES}[nrt])"
    r"|&(?:amp;)*(?P<entity>\#[0-9]{1,8}|\#[xX][0-9a-fA-F]{1,7}|[a-zA-Z]{2,8}[0-9]{0,2});"
    r"|(?P<misread>[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
)
_ESCAPING = re.compile(r"[%\\&\xc2-\xf4]")
_URL_ESCAPE = re.compile("%[0-9A-F]{2}")
_NULS = re.compile("\0+")
"""Of UTF-16, where they part an escape as well."""
_LAST_TWO = re.compile(r"[0-9a-fA-F]{2}(?=[\\%]|$)")
_DIGITS = re.compile(r"[uU]([0-9a-fA-F]+)")
_DROPPED = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\\+\0-"
)
"""What some spellings have and others have not: blanks, and the plus for them; backslashes; NULs.

Plus and minus stand for each other in base64, as slash and underscore do.
"""
_LEFT_OUT = re.compile(f"[{re.escape(_DROPPED)}]+")
_SLASH = str.maketrans("_", "/")
_PLAINER = _SLASH | str.maketrans("", "", _DROPPED)
"""Both at once: a pattern takes ten times as long for a text of base64url."""


def plain(text: str) -> str:
    """Give the plain form of a text."""
    for _ in range(_ROUNDS):
        if not _ESCAPING.search(text):
            break
        before, text = text, _unescaped(text).replace("\0", "")
        if before == text:
            break
    return text.translate(_PLAINER)


def _unescaped(text: str) -> str:
    """Take every escape away once; where none can begin, the pattern is not tried, which takes most of the time."""
    parts, last = list[str](), 0
    for candidate in _ESCAPING.finditer(text):
        begin = candidate.start()
        if begin >= last and (found := _ESCAPE.match(text, begin)):
            parts += (text[last:begin], _meaning(found))
            last = found.end()
    return "".join((*parts, text[last:]))


class Traced:
    """The plain form of a text, of which every character knows where it came from."""

    def __init__(self, text: str) -> None:
        """Take the same steps as ``plain``, and remember the way."""
        self.text = text
        self._starts, self._ends = list(range(len(text))), list(range(1, len(text) + 1))
        for _ in range(_ROUNDS):
            before = self.text
            self._step(_ESCAPE, _meaning)
            self._step(_NULS, lambda _: "")
            if before == self.text:
                break
        self._step(_LEFT_OUT, lambda _: "")
        self.text = self.text.translate(_SLASH)

    def _step(self, pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], str]) -> None:
        parts, starts, ends, last = list[str](), list[int](), list[int](), 0
        for found in pattern.finditer(self.text):
            begin, end, told = found.start(), found.end(), meaning(found)
            parts += [self.text[last:begin], told]
            starts += self._starts[last:begin] + [self._starts[begin]] * len(told)
            ends += self._ends[last:begin] + [self._ends[end - 1]] * len(told)
            last = end
        self.text = "".join((*parts, self.text[last:]))
        self._starts, self._ends = starts + self._starts[last:], ends + self._ends[last:]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Say where a stretch of the plain form stood in the text."""
        return self._starts[start], self._ends[end - 1]


def forms_of(value: str) -> tuple[str, ...]:
    """What of a value stands in plain forms: itself, and what base64 and hex make of it."""
    return _known_forms(value) if len(value) < _LONG else _forms(value)


def whole_spellings(value: str) -> tuple[str, ...]:
    """Give a value as it is; with its usual escapes, where it has hardly anything that the plain form would keep."""
    return (value,) if len(value) >= _LONG else _known_spellings(value)


@lru_cache(maxsize=512)
def _known_spellings(value: str) -> tuple[str, ...]:
    return _all_spellings(value) if len(plain(value)) < _SHORTEST else (value,)


def _all_spellings(value: str) -> tuple[str, ...]:
    raw, of_html = value.encode("utf-8", "surrogatepass"), html.escape(value)
    of_json = [dumps(value)[1:-1], dumps(value, ensure_ascii=False)[1:-1]]
    of_urls = [quote(raw, safe=""), quote(raw), quote_plus(raw)]
    of_urls += [_URL_ESCAPE.sub(lambda found: found[0].lower(), one) for one in of_urls]
    of_pages = [of_html, of_html.replace("&quot;", "&#34;").replace("&#x27;", "&#39;")]
    of_pages += [one.encode("ascii", "xmlcharrefreplace").decode("ascii") for one in of_pages]
    found = {*of_json, *(one.replace("/", "\\/") for one in of_json), *of_urls, *of_pages, raw.decode("latin-1"), value}
    return tuple(sorted(found, key=len, reverse=True))


def _forms(value: str) -> tuple[str, ...]:
    user, colon, secret = value.partition(":")
    # base64 of what a form or JSON make of it; of credentials, id and secret apart (RFC 6749, 2.3.1)
    written = [value, _form(value), dumps(value)[1:-1], *([_form(user) + colon + _form(secret)] if colon else [])]
    found = [plain(value)]
    for raw in dict.fromkeys(text.encode("utf-8", "surrogatepass") for text in written):
        found += [raw.hex(), raw.hex().upper(), *_in_base64(raw)]
    return tuple(one for one in dict.fromkeys(found) if len(one) >= _SHORTEST)


_known_forms = lru_cache(maxsize=512)(_forms)


def _in_base64(raw: bytes) -> list[str]:
    """The letters of base64 that stand for octets wherever they lie in a longer text, as they stand in plain forms.

    A letter holds six bits: those at the ends hold bits of what stands beside.
    """
    found = [base64.b64encode(raw).decode("ascii").rstrip("=")]
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).decode("ascii")
        found.append(whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6])
    return [part.replace("+", "") for part in found if len(part) >= _SHORTEST_PACKED]


def _form(value: str) -> str:
    return quote_plus(value, errors="surrogatepass")


# --- escapes ----------------------------------------------------------------------------------------------------------


def _meaning(found: re.Match[str]) -> str:
    """What an escape stands for."""
    text = found[0]
    match found.lastgroup:
        case "unicode":
            halves = "".join(chr(int(digits, 16)) for digits in _DIGITS.findall(text))
            return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        case "octets":
            return _read(bytes.fromhex("".join(_LAST_TWO.findall(text))))
        case "misread":
            return _read(text.encode("latin-1"))
        case "entity":
            return _of_entity(found["entity"])
    return ""


def _of_entity(name: str) -> str:
    """A character by its name or number; a browser takes some numbers for others, but no program that writes them."""
    if name[0] != "#":
        return html.unescape(f"&{name};")
    number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
    return chr(number) if number < 0x110000 else f"&{name};"


def _read(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")
