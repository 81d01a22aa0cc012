"""Edits out of finite tables: every place that an endpoint knows by every type, by sizes, by kinds of letters.

Three quarters of all inputs are drawn from them. As no input is sent twice, a long search comes to almost every one,
which drawing from everything at once does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from conformance.fuzz import tables, texts
from conformance.fuzz.dice import Dice
from conformance.fuzz.draws_assertion import ODD_NAMES, OTHER_HEADERS
from conformance.fuzz.draws_form import NAMES
from conformance.fuzz.forms import LONG
from conformance.fuzz.heads import PARAMETERS
from conformance.fuzz.recipe import compatible, is_harmless
from conformance.fuzz.rules import REQUIRED
from conformance.fuzz.steps import Edit, Recipe
from conformance.fuzz.tables_head import CHARSETS, FIELDS, NAME_LETTERS, TYPES
from conformance.request import FORM, JSON

_TYPES = (*(("literal", word) for word in tables.WORDS), ("literal", "0"), ("text", "a", 0))
_NUMBERS = (
    *("-0", "-0.0", "-1", "0.5", "1e0", "1E+2", "1e-2", "1e308", "1e309", "-1e400", "5e-324", "1e-400", "1e99999"),
    *(str(2**width + more) for width in (15, 31, 32, 53, 63, 64) for more in (-1, 0)),
)
_SIZES = (0, 1, 2, 9, 16, 17, 32, 50, 63, 64, 65, 100, 101, 128, 255, 256, 257, 512, 1000, 1024, 2000, 2049, 4096, 8193)
_LETTERS = tuple(dict.fromkeys(letter for kind in tables.LETTERS for letter in kind))
_FEW = (
    *("\0", "\x01", "\t", "\n", "\r\n", "\x7f", "\x85", "\ud800", "\udc00", "\xe9", "\u0130", "\u2028", "\u202e"),
    *("\U0001f600", "\uffff", "'", '"', "\\", "%", "%s%n", "http://[", "<", "{", "[", "${x}", "//", " ", "&", "=", "+"),
)
_WIDTHS = (0, 1, 2, 10, 16, 17, 32, 64, 65, 100, 101, 128, 256, 257, 1000)


_TOGETHER = 3
"""Edits of an unknown place that are sent at once: none of them is a reason not to read the others."""


@dataclass(frozen=True)
class Sweep:
    """known: edits at places that an endpoint looks at, each sent alone; unknown: those at places that it ignores."""

    known: tuple[Edit, ...]
    unknown: tuple[Edit, ...]

    def draw(self, dice: Dice) -> Recipe:
        """Draw one of the known, or some of the unknown."""
        if dice.below(3) < 2:
            return (dice.of(self.known),)
        return compatible(tuple(dice.of(self.unknown) for _ in range(_TOGETHER)))


@cache
def of_assertion() -> Sweep:
    """Give that of an assertion."""
    known = (
        *(("member.set", "claims", name, value) for name in (*REQUIRED["claims"], "nbf") for value in tables.TYPES),
        *(("member.set", "claims", name, ("literal", text)) for name in ("exp", "nbf") for text in _NUMBERS),
        *(("member.set", "claims", "aud", ("wide", "[", count)) for count in _WIDTHS),
        *(("member.set", "header", name, value) for name in REQUIRED["header"] for value in tables.TYPES),
        *(("member.set", "header", name, value) for name in OTHER_HEADERS for value in _TYPES),
        *(("x5c.entry", 0, value) for value in tables.TYPES),
        *(("x5c.entry", 1, value) for value in _TYPES),
        *(("x5c.spoil", 0, letter, len(letter)) for letter in _FEW),
        *(("x5c.double", place, times) for place in range(4) for times in (1, 10)),
        *_texts("header"),
        *_texts("claims"),
    )
    unknown = (
        *(("member.set", "claims", name, ("text", "a", size)) for name in ("jti", "x-a") for size in tables.SIZES),
        *(("member.alter", "claims", "jti", "followed by", letter, len(letter)) for letter in _LETTERS),
        *_additions("claims"),
    )
    return Sweep(_odd(known), _odd(unknown))


@cache
def of_request(profile: str) -> Sweep:
    """Give that of a flow's request outside the assertion."""
    known = (*_heads(profile), *(_body() if profile == "ciam" else _form(profile)), *_credentials(profile))
    more = _additions("body") if profile == "ciam" else _parameters()
    return Sweep(_odd(known), _odd((*_fields(), *more)))


def _odd(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(dict.fromkeys(edit for edit in edits if not is_harmless((edit,))))


def _containers() -> Iterable[Edit]:
    yield from (("nested", brackets, depth) for brackets in tables.BRACKETS for depth in range(1, 9))
    yield from (("wide", bracket, count) for bracket in "[{" for count in _WIDTHS)


def _additions(part: str) -> Iterable[Edit]:
    """Members of JSON that nobody knows."""
    yield from (("member.set", part, "x-note", value) for value in (*tables.TYPES, *_containers()))
    yield from (("member.set", part, "x-a", ("literal", text)) for text in _NUMBERS)
    yield from (("member.set", part, "x-a", ("text", letter, len(letter))) for letter in _LETTERS)
    yield from (("member.set", part, ("text", "a", size), ("literal", "1")) for size in tables.SMALL_SIZES)
    yield from (("member.set", part, ("text", letter, len(letter)), ("literal", "1")) for letter in _FEW)
    yield from (("member.set", part, name, ("literal", "1")) for name in ODD_NAMES)


def _texts(part: str) -> Iterable[Edit]:
    yield from (("text.encode", part, encoding) for encoding in texts.ENCODINGS)
    yield from (
        ("text.add", part, letter, 1, is_front)
        for letter in ("\ufeff", "\0", "\x1e", "a")
        for is_front in (True, False)
    )
    yield from (("text.replace", part, value) for value in _TYPES)


def _form(profile: str) -> Iterable[Edit]:
    is_basic, names = profile == "basic", tuple(dict.fromkeys(NAMES[profile]))
    short = [name for name in names if name not in LONG]
    yield from (("parameter.set", name, "a", size, is_basic) for name in names for size in _SIZES)
    yield from (("parameter.insert", name, letter, len(letter), -1, is_basic) for name in short for letter in _FEW)
    yield from (("parameter.set", name, letter, len(letter), is_basic) for name in names for letter in _FEW)
    yield from (("parameter.set", name, letter, 255, is_basic) for name in names for letter in tables.LISTS)


def _parameters() -> Iterable[Edit]:
    yield from (("parameter.add", "note", letter, len(letter)) for letter in _LETTERS)
    yield from (("parameter.add", "note", "a", size) for size in _SIZES)
    yield from (("form.name", letter, len(letter)) for letter in _FEW)
    yield from (("form.name", "a", size) for size in _SIZES)
    yield from (("parameter.many", count) for count in _WIDTHS[1:])


def _body() -> Iterable[Edit]:
    names = tuple(REQUIRED["body"])
    yield from (("member.set", "body", name, value) for name in names for value in tables.TYPES)
    yield from (("member.set", "body", name, ("text", letter, len(letter))) for name in names for letter in _FEW)
    yield from (("member.alter", "body", name, "followed by", letter, len(letter)) for name in names for letter in _FEW)
    yield from (("member.set", "body", name, ("text", "a", size)) for name in names for size in _SIZES)
    yield from (("member.set", "body", "client_id", ("literal", text)) for text in _NUMBERS)
    yield from _texts("body")


def _credentials(profile: str) -> Iterable[Edit]:
    if profile == "basic":
        yield from (("credentials.encode", "a", "a", size, is_secret) for size in _SIZES for is_secret in (True, False))
        yield from (
            ("credentials.encode", "a", one, len(one), is_secret) for one in _FEW for is_secret in (True, False)
        )


def _heads(profile: str) -> Iterable[Edit]:
    own = JSON if profile == "ciam" else FORM
    yield from (("content-type.with", own, "charset", charset, "bare") for charset in CHARSETS)
    yield from (
        ("content-type.with", own, "charset", charset, how) for charset in ("utf-8", "hex") for how in PARAMETERS
    )
    yield from (("content-type.set", kind, "", 0) for kind in TYPES)
    yield from (("query.add", "a", letter, len(letter)) for letter in _FEW)


def _fields() -> Iterable[Edit]:
    """Header fields."""
    values = (("", 0), ("a", 8193), ("\xe9", 1), ("1", 1))
    yield from (("header.add", name, *text) for name in FIELDS for text in values)
    yield from (("header.add", ("text", letter, 8), "1", 1) for letter in NAME_LETTERS)
    yield from (("header.add", ("text", "a", size), "1", 1) for size in _SIZES if size < 2000)
    yield from (("header.many", count) for count in _WIDTHS[1:14])
