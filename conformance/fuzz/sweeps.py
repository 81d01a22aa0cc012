"""Edits out of finite tables: every place that an endpoint knows by every type, by sizes, by kinds of letters.

They are not drawn but walked through, each once and in an order of the seed's: drawing would come to one of them in one
run and to another in the next.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from conformance.fuzz import tables, texts
from conformance.fuzz.draws_assertion import ODD_NAMES, OTHER_HEADERS
from conformance.fuzz.draws_form import NAMES
from conformance.fuzz.forms import LONG
from conformance.fuzz.heads import PARAMETERS
from conformance.fuzz.recipe import is_harmless, step_of
from conformance.fuzz.rules import REQUIRED
from conformance.fuzz.steps import Edit, Recipe, is_apart
from conformance.fuzz.tables_head import CHARSETS, FIELDS, METHOD_SIZES, NAME_LETTERS, TYPES
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
_SELDOM_BORNE = re.compile("[\\0-\\x1f\\x7f\\ud800-\\udfff]")
_WIDTHS = (0, 1, 2, 10, 16, 17, 32, 64, 65, 100, 101, 128, 256, 257, 1000)


_TOGETHER = 3
"""Edits of an unknown place that are sent at once: none of them is a reason not to read the others."""


@dataclass(frozen=True)
class Sweep:
    """known: edits that an endpoint looks at, each sent alone; unknown: those that it ignores, harmless ones too."""

    known: tuple[Edit, ...]
    unknown: tuple[Edit, ...]

    def walk(self, seed: int) -> tuple[Recipe, ...]:
        """Give recipes that hold every edit once; the seed decides the order, and which unknown ones go together."""
        together = _together(_shuffled(self.unknown, seed))
        return tuple(_shuffled([*((edit,) for edit in self.known), *together], seed))


NOTHING = Sweep((), ())
"""What there is to walk through where all is drawn."""


def _shuffled(parts: Iterable[tuple[Any, ...]], seed: int) -> list[tuple[Any, ...]]:
    # by a digest, so that the order is the same wherever and whenever the seed is used
    return sorted(parts, key=lambda part: blake2b(f"{seed} {part!r}".encode(), digest_size=8).digest())


def _together(edits: Iterable[Edit]) -> list[Recipe]:
    """Put each edit to the first few that it lies apart from."""
    full: list[Recipe] = []
    waiting: list[Recipe] = []
    for edit in edits:
        place = step_of(edit).place
        fitting = next((few for few in waiting if all(is_apart(place, step_of(one).place) for one in few)), ())
        if fitting:
            waiting.remove(fitting)
        more = (*fitting, edit)
        (full if len(more) == _TOGETHER else waiting).append(more)
    return [*full, *waiting]


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
        *(("member.set", "header", name, ("literal", "1")) for name in _names()),
        *(("member.set", "claims", name, ("nested", *one)) for name in ("jti", "aud") for one in _deep("[", "{", "[{")),
        *_segments(),
        *_texts("header"),
        *_texts("claims"),
    )
    unknown = (
        *(("member.set", "claims", name, ("text", "a", size)) for name in ("jti", "x-a") for size in tables.SIZES),
        *(("member.alter", "claims", "jti", "followed by", letter, len(letter)) for letter in _LETTERS),
        *_additions("claims"),
    )
    return _sweep(known, unknown)


@cache
def of_request(profile: str) -> Sweep:
    """Give that of a flow's request outside the assertion."""
    known = (*_heads(profile), *(_body() if profile == "ciam" else _form(profile)), *_credentials(profile))
    more = _additions("body") if profile == "ciam" else _parameters()
    return _sweep(known, (*_fields(), *more))


def _sweep(known: Iterable[Edit], unknown: Iterable[Edit]) -> Sweep:
    ignored = dict.fromkeys(unknown)
    alone = [edit for edit in (*known, *filter(_is_seldom_borne, ignored)) if not is_harmless((edit,))]
    return Sweep(tuple(dict.fromkeys(alone)), tuple(edit for edit in ignored if edit not in alone))


def _is_seldom_borne(part: Any) -> bool:
    """Tell whether there are letters in an edit that many an endpoint refuses wherever they stand."""
    if isinstance(part, tuple):
        return any(map(_is_seldom_borne, part))
    return isinstance(part, str) and _SELDOM_BORNE.search(part) is not None


def _deep(*brackets: str) -> Iterable[tuple[str, int]]:
    return ((each, depth) for each in brackets for depth in range(1, 9))


def _containers() -> Iterable[Edit]:
    yield from (("nested", *one) for one in _deep(*tables.BRACKETS))
    yield from (("wide", bracket, count) for bracket in "[{" for count in _WIDTHS)


def _additions(part: str) -> Iterable[Edit]:
    """Members of JSON that nobody knows."""
    yield from (("member.set", part, "x-note", value) for value in (*tables.TYPES, *_containers()))
    yield from (("member.set", part, "x-a", ("literal", text)) for text in _NUMBERS)
    yield from (("member.set", part, "x-a", ("text", letter, len(letter))) for letter in _LETTERS)
    yield from (("member.set", part, ("text", "a", size), ("literal", "1")) for size in tables.SMALL_SIZES)
    yield from (("member.set", part, name, ("literal", "1")) for name in _names())


def _names() -> Iterable[str | Edit]:
    """Names of members that nobody gives one."""
    yield from (("text", letter, len(letter)) for letter in _FEW)
    yield from ODD_NAMES


def _segments() -> Iterable[Edit]:
    yield from (("signature.set", 255, size) for size in _WIDTHS)
    yield from (edit for number in range(3) for edit in (("segment.empty", number), ("segment.pad", number, 1)))
    yield from (("segment.cut", number, 1) for number in range(3))
    yield from (("segment.more", "a", 1, times) for times in _WIDTHS[1:11])


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
    yield from (("member.set", "body", name, ("literal", text)) for name in names for text in _NUMBERS)
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
    yield from (("content-type.set", f"{own}; a=", "a", size) for size in _SIZES)
    yield from (("method.set", "A", size) for size in METHOD_SIZES)
    yield from (("query.add", "a", letter, len(letter)) for letter in _FEW)


def _fields() -> Iterable[Edit]:
    """Header fields."""
    values = (("", 0), ("a", 8193), ("\xe9", 1), ("1", 1))
    yield from (("header.add", name, *text) for name in FIELDS for text in values)
    yield from (("header.add", ("text", letter, 8), "1", 1) for letter in NAME_LETTERS)
    yield from (("header.add", ("text", "a", size), "1", 1) for size in _SIZES if size < 2000)
    yield from (("header.many", count) for count in _WIDTHS[1:14])
