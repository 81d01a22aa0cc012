r"""JSON values as short descriptions: what is 64 kB on the wire takes twenty characters in a recipe.

("text", letters, count)         a string: the letters over and over, cut to that many characters, odd ones escaped
("raw", letters, count)          the same with its letters as UTF-8; half a surrogate pair becomes what is no UTF-8
("literal", text)                a JSON text as it stands: a number, a word, or something that is no JSON
("digits", count)                a whole number of so many digits
("nested", brackets, depth)      arrays and objects in one another, whose brackets are taken from these in turn
("unclosed", brackets, depth)    the same without an end
("wide", bracket, count)         an array or object of so many members
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from conformance.fuzz.steps import told

Value = tuple[Any, ...]

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS = ("null", "true", "false", "[]", "{}", "[null]", "[{}]", "[[]]", '[""]', '{"a":null}', '{"":0}')
_NULL = ("literal", "null")
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(r"[A-Za-z0-9 ._-]*")
_LONGEST_PLAIN, _DEEPEST_PLAIN, _WIDEST_PLAIN = 255, 5, 16
_SAFE_INTEGER = 2**53


def text_of(letters: str, count: int) -> str:
    """Repeat letters and cut them to ``count`` characters."""
    return (letters * (count // len(letters) + 1))[:count] if letters else ""


def once(letters: str, count: int) -> str:
    """Give the letters that there are in ``text_of``, each time once: enough to tell what kinds of them there are."""
    return letters[:count]


@lru_cache(32)  # an edit asks several times; some of these texts are large
def json_of(value: Value) -> str:
    """Write a value as JSON, or as what is meant to be none; ValueError for what is no description."""
    try:
        return _WRITERS[value[0]](*value[1:])
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"no value: {told(repr(value))}") from error


def _escaped(letters: str, count: int) -> str:
    return json.dumps(text_of(letters, count))


def _raw(letters: str, count: int) -> str:
    return json.dumps(text_of(letters, count), ensure_ascii=False)


def _literal(text: str) -> str:
    return text


def _digits(count: int) -> str:
    return "9" * max(count, 1)


def _opened(brackets: str, depth: int) -> str:
    return text_of(brackets, depth).replace("{", '{"a":')


def _nested(brackets: str, depth: int) -> str:
    closing = text_of(brackets, depth)[::-1].translate(str.maketrans("[{", "]}"))
    return f"{_opened(brackets, depth)}0{closing}"


def _wide(bracket: str, count: int) -> str:
    if bracket == "{":
        return "{" + ",".join(f'"a{number}":0' for number in range(count)) + "}"
    return "[" + ",".join("0" * count) + "]"


_WRITERS: Mapping[str, Callable[..., str]] = {
    "text": _escaped,
    "raw": _raw,
    "literal": _literal,
    "digits": _digits,
    "nested": _nested,
    "unclosed": _opened,
    "wide": _wide,
}


def is_json(value: Value) -> bool:
    """Tell whether a value is JSON in UTF-8 by its description (RFC 8259), however deep, long or large it is."""
    if value[0] == "unclosed":
        return bool(value[2] <= 0)
    if value[0] == "raw":
        return _HALF.search(text_of(value[1], value[2])) is None
    return value[0] != "literal" or value[1] in _WORDS or _NUMBER.fullmatch(value[1]) is not None


def is_text(value: Value) -> bool:
    """Tell whether a value is a string."""
    return value[0] in ("text", "raw")


def is_null(value: Value) -> bool:
    """Tell whether a value is null."""
    return value == _NULL


def is_flat(value: Value) -> bool:
    """Tell whether a value is neither an array nor an object."""
    return is_text(value) or number_of(value) is not None or value in (("literal", "true"), ("literal", "false"), _NULL)


def number_of(value: Value) -> float | None:
    """Give a value as a number, infinity for one that is too large; None where it is none."""
    written = json_of(value) if value[0] in ("literal", "digits") else ""
    return float(written) if _NUMBER.fullmatch(written) else None


def is_plain(value: Value) -> bool:
    """Tell whether nobody has a reason to stumble at a value, so that whoever ignores it must have borne it first."""
    if not is_json(value):
        return False
    if is_text(value):
        return bool(value[2] <= _LONGEST_PLAIN and _PLAIN.fullmatch(value[1]))
    if value[0] in ("nested", "wide"):
        return bool(value[2] <= (_DEEPEST_PLAIN if value[0] == "nested" else _WIDEST_PLAIN))
    number = number_of(value)
    return number is None or (abs(number) < _SAFE_INTEGER and len(json_of(value)) < 20)


def shown(value: Value) -> str:
    """Say a value in a few words."""
    kind, *rest = value
    if is_text(value):
        return _shown_text(*rest) + ("" if kind == "text" else ", not escaped")
    if kind == "literal":
        return told(rest[0])[1:-1] if rest[0].isascii() else told(rest[0])
    if kind == "digits":
        return f"a number of {rest[0]} digits"
    endings = {"nested": "nested {} deep", "unclosed": "opened {} times and never closed", "wide": "with {} members"}
    return f"{told(rest[0])} {endings[kind].format(rest[1])}"


def _shown_text(letters: str, count: int) -> str:
    few = text_of(letters, min(count, max(len(letters), 8)))
    return told(few) if len(few) == count else f"{count} characters of {told(text_of(letters, len(letters)))}"
