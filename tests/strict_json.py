"""A reader of JSON by the letter of RFC 8259, as deep as the text is; it shares no line with Python's own."""

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    r'[ \t\n\r]*(?:(?P<sign>[{}\[\]:,])|(?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?P<word>true|false|null))[ \t\n\r]*"
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HUGE = 400


class WrongError(Exception):
    """Why a request is not right."""


def need(holds: bool, wrong: str) -> None:
    if not holds:
        raise WrongError(wrong)


def object_of(data: bytes, is_lenient: bool) -> dict[str, Any]:
    """The members of a JSON object; of two equal names the last one counts for the lenient reader."""
    data = data.removeprefix(b"\xef\xbb\xbf") if is_lenient else data
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise WrongError("no UTF-8") from None
    tokens = list(_tokens(text))
    value, rest = _value(tokens, is_lenient)
    need(rest == len(tokens) and isinstance(value, dict), "no JSON object")
    assert isinstance(value, dict)
    return value


def _tokens(text: str) -> Iterator[Any]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise WrongError("no JSON")
        place = found.end()
        if found["sign"]:
            yield found["sign"]
        elif found["string"] is not None:
            yield ("value", re.sub(r"\\(u....|.)", _unescaped, found["string"][1:-1]))
        elif found["number"]:
            yield ("value", _number(found["number"]))
        else:
            yield ("value", {"true": True, "false": False, "null": None}[found["word"]])


def _unescaped(found: re.Match[str]) -> str:
    letter = found[1]
    return chr(int(letter[1:], 16)) if letter[0] == "u" else _ESCAPES.get(letter, letter)


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdigit() and len(text) < _HUGE else float(text)


def _value(tokens: list[Any], is_lenient: bool) -> tuple[Any, int]:
    """One value and the place behind it, without recursion."""
    stack: list[tuple[Any, list[Any]]] = []
    place = 0
    while True:
        need(place < len(tokens), "JSON cut off")
        token, place = tokens[place], place + 1
        if token in ("{", "["):
            stack.append((token, []))
            if place < len(tokens) and tokens[place] == {"{": "}", "[": "]"}[token]:
                done, place = _closed(stack.pop(), is_lenient), place + 1
            else:
                place = _named(tokens, place, stack)
                continue
        else:
            need(isinstance(token, tuple), "no JSON value")
            done = token[1]
        while stack:
            stack[-1][1].append(done)
            need(place < len(tokens), "JSON cut off")
            token, place = tokens[place], place + 1
            if token == ",":
                place = _named(tokens, place, stack)
                break
            need(token == {"{": "}", "[": "]"}[stack[-1][0]], "no JSON")
            done = _closed(stack.pop(), is_lenient)
        else:
            return done, place


def _named(tokens: list[Any], place: int, stack: list[tuple[Any, list[Any]]]) -> int:
    """Read the name of the member that follows, where it is one of an object."""
    if stack[-1][0] == "[":
        return place
    name = tokens[place] if place < len(tokens) else None
    need(isinstance(name, tuple) and isinstance(name[1], str) and tokens[place + 1 : place + 2] == [":"], "no member")
    assert isinstance(name, tuple)
    stack[-1][1].append(name[1])
    return place + 2


def _closed(container: tuple[Any, list[Any]], is_lenient: bool) -> Any:
    kind, found = container
    if kind == "[":
        return found
    members = dict(zip(found[::2], found[1::2], strict=True))
    need(is_lenient or len(members) * 2 == len(found), "a name twice")
    return members
