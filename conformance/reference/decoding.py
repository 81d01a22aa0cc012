"""How the reference endpoint reads forms, base64 and JSON: leniently for the value, and a strict test beside each.

The lenient readings are what most libraries do. The rules ask the strict tests, so that an endpoint which left one
out is a rule less, not another parser.
"""

import base64
import binascii
import json
import re
from functools import lru_cache
from typing import Any, NoReturn

Pairs = tuple[tuple[str, str], ...]
_VISIBLE = bytes(range(0x21, 0x7F))
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")


class NoJsonError(ValueError):
    """The text is no JSON that could be read."""


def read_form(text: bytes) -> Pairs:
    """The pairs of a form body or query, in order; what is no UTF-8 is replaced, not refused."""
    pairs = (part.partition(b"=") for part in text.split(b"&") if part)
    return tuple((_unescaped(name), _unescaped(value)) for name, _, value in pairs)


def _unescaped(text: bytes) -> str:
    plain = text.replace(b"+", b" ")
    return (_octets(plain) if b"%" in plain else plain).decode("utf-8", "replace")


def _octets(text: bytes) -> bytes:
    # as urllib.parse.unquote_to_bytes, which takes a step for each escape
    return _ESCAPES.sub(lambda found: bytes.fromhex(found[0].replace(b"%", b"").decode("ascii")), text)


def is_strict_form(text: bytes) -> bool:
    """Whether the body is visible ASCII whose escapes are whole and stand for UTF-8 (RFC 6749, appendix B)."""
    if text.translate(None, _VISIBLE) or re.search(rb"%(?![0-9A-Fa-f]{2})", text):
        return False
    if b"%" not in text:
        return True
    try:
        _octets(text).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=64)  # a header with its chain is long, and the same each time
def read_segment(text: str) -> bytes | None:
    """The bytes of a base64url segment, forgiving padding, alphabet, white space and spare bits; None if unreadable."""
    letters = re.sub(r"[^A-Za-z0-9_+/-]", "", text)
    try:
        return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=64)  # a header with its chain is long, and the same each time
def is_strict_segment(text: str) -> bool:
    """Whether the text is base64url without padding whose spare bits are zero (RFC 7515, section 2)."""
    data = read_segment(text)
    return data is not None and base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii") == text


def read_json(data: bytes) -> Any:
    """The value of a JSON text in UTF-8, as Python's library reads it: NaN is known, the last of two names wins."""
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoJsonError(type(error).__name__) from None


def read_json_first_wins(data: bytes) -> Any:
    """As `read_json`, but of two equal names in one object the first wins."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    except (ValueError, RecursionError) as error:
        raise NoJsonError(type(error).__name__) from None


@lru_cache(maxsize=64)  # a header with its chain is long, and the same each time
def is_strict_json(data: bytes) -> bool:
    """Whether the text is JSON by RFC 8259: no NaN, no infinity."""
    try:
        _STRICT.decode(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise NoJsonError(name)


_STRICT = json.JSONDecoder(parse_constant=_refuse_constant)


@lru_cache(maxsize=64)  # a header with its chain is long, and the same each time
def has_repeated_names(data: bytes) -> bool:
    """Whether any object of the JSON text has a name twice (RFC 7515, section 4; RFC 7519, section 4)."""
    repeated: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        named = dict(pairs)
        if len(named) < len(pairs):
            repeated.append("")
        return named

    try:
        json.loads(data.decode("utf-8"), object_pairs_hook=note)
    except (ValueError, RecursionError):
        return False
    return bool(repeated)
