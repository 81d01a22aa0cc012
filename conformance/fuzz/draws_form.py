"""How edits of a form are drawn: of its parameters, of how they are written, and of the body as a whole."""

from collections.abc import Mapping
from functools import partial
from math import factorial

from conformance.fuzz import bodies, forms, tables
from conformance.fuzz.dice import Dice, Draw
from conformance.fuzz.steps import Edit

_AUTHENTICATION = ("client_id", "client_assertion_type", "client_assertion")
NAMES: Mapping[str, tuple[str, ...]] = {
    "m2m": ("grant_type", "scope", *_AUTHENTICATION),
    "h2m": ("grant_type", *_AUTHENTICATION, "redirect_uri", "code", "code", "redirect_uri"),
    "basic": ("grant_type", "scope"),
}
"""The parameters of each flow's form; one that stands here twice is drawn twice as often."""
_UNKNOWN = ("a", "note", "b.c", "1")
_MARKS = ("&", "?", "=", "&=", "\r\n")


def _is_basic(profile: str) -> bool:
    return profile == "basic"


def _setting(profile: str, dice: Dice) -> Edit:
    return ("parameter.set", dice.of(NAMES[profile]), *tables.text(dice), _is_basic(profile))


def _adding(_: str, dice: Dice) -> Edit:
    return ("parameter.add", dice.of(_UNKNOWN), *tables.text(dice))


def _naming(profile: str, dice: Dice) -> Edit:
    which = dice.below(4)
    if which < 2:
        return ("form.name", *tables.text(dice))
    if which == 2:
        return ("parameter.many", dice.of(tables.COUNTS))
    return ("parameter.nest", dice.of(NAMES[profile]), dice.of(tables.COUNTS))


def _listing(profile: str, dice: Dice) -> Edit:
    name, which = dice.of(NAMES[profile]), dice.below(4)
    if which == 0:
        return ("parameter.remove", name, _is_basic(profile))
    if which == 1:
        return ("parameter.rename", name, dice.of(tuple(forms.RENAMED)), _is_basic(profile))
    letters, size = tables.short_text(dice)
    return ("parameter.double", name, letters, dice.of((0, size, size)), dice.is_one_in(2))


def _inserting(profile: str, dice: Dice) -> Edit:
    # what stands in an assertion is for others to edit
    name = dice.of(tuple(name for name in NAMES[profile] if name != "client_assertion"))
    if dice.is_one_in(4):
        return ("parameter.alter", name, dice.below(64), _is_basic(profile))
    return ("parameter.insert", name, *tables.text(dice), dice.of((0, -1, dice.below(64))), _is_basic(profile))


def _writing(profile: str, dice: Dice) -> Edit:
    name, which = dice.of(NAMES[profile]), dice.below(4)
    if which == 0:
        return ("form.byte", name, dice.below(16), dice.below(256))
    if which == 1:
        return ("form.equals", name, dice.of(("=", ":", "==", "%3D", " ", "=&=")))
    return ("form.spoil", name, dice.of(bodies.SPOILED), dice.is_one_in(2))


def _whole(profile: str, dice: Dice) -> Edit:
    which, is_front = dice.below(7), dice.is_one_in(2)
    draws: tuple[Draw, ...] = (
        lambda _: ("form.join", dice.of(tuple(forms.JOINTS)), _is_basic(profile)),
        lambda _: ("form.edge", *tables.short_text(dice), is_front),
        lambda _: ("form.edge", dice.of(_MARKS), dice.of(tables.SMALL_SIZES), is_front),
        lambda _: ("form.cut", dice.of(tables.PLACES), _is_basic(profile)),
        lambda _: ("form.replace", *tables.text(dice)),
        lambda _: ("form.bytes", dice.below(256), dice.of((0, 1, 7, 128)), dice.of(tables.SIZES)),
        lambda _: ("form.encode", dice.of(bodies.ENCODINGS)),
    )
    made: Edit = draws[which](dice)
    return made


def _innocent(profile: str, dice: Dice) -> Edit:
    names, which = NAMES[profile], dice.below(4)
    if which == 0:
        return ("parameter.order", 1 + dice.below(factorial(len(set(names))) - 1))
    if which == 1:
        return ("parameter.add", dice.of(_UNKNOWN), *tables.plain_text(dice))
    if which == 2:
        return ("form.escape", dice.of(names), False, dice.is_one_in(2))
    short = tuple(name for name in names if name not in forms.LONG)
    return ("form.escape", dice.of(short), True, dice.is_one_in(2))


_OFTEN = ((_setting, 5), (_adding, 3), (_naming, 2), (_listing, 3), (_inserting, 3), (_writing, 3), (_whole, 3))


def odd(profile: str) -> tuple[Draw, ...]:
    """Every edit of a flow's form, and how often each is drawn."""
    return (*(partial(draw, profile) for draw, times in _OFTEN for _ in range(times)), *harmless(profile) * 2)


def harmless(profile: str) -> tuple[Draw, ...]:
    """Every edit that leaves a flow's form as good as it was."""
    return (partial(_innocent, profile),)
