"""How edits of an assertion are drawn: of header and claims, of the certificates, of the texts, of the segments."""

from conformance.fuzz import chains, compact, dates, members, tables, texts
from conformance.fuzz.dice import Dice, Draw
from conformance.fuzz.rules import REQUIRED
from conformance.fuzz.steps import Edit

_CLAIMS = ("jti", "jti", "iss", "sub", "aud", "iat", "exp", "nbf")
OTHER_HEADERS = ("kid", "cty", "crit", "zip", "b64", "x5t", "x5t#S256", "jwk", "enc", "kty", "nonce")
_HEADERS = ("alg", "typ", "x5c", *OTHER_HEADERS)
"""Neither ``jku`` nor ``x5u``: somebody might fetch what they point at."""
_EXTRA = ("x-", "x-a", "x-note", "azp", "scope", "client_id", "act", "cnf", "name", "", "a.b", "a[b]", "$where")
ODD_NAMES = ("__proto__", "constructor", "toString", "__class__", "@type", "$ref", "xml:lang", "null", "0")
_PARTS = ("claims", "claims", "header")
_TEXTS = {"claims": ("iss", "sub", "aud", "jti", "jti"), "header": ("alg", "typ")}
SECONDS = tuple(sign * 10**power for power in range(4, 13) for sign in (1, -1))
POWERS = (3, -3, 6, 9, -6, -9, 12)
SEPARATORS = (",", " ", ";", "\n", "\r\n", "|", "&", "\t", "\0", ".", "..", "")


def _name(dice: Dice, part: str) -> object:
    which = dice.below(8)
    if which < 5:
        return dice.of(_CLAIMS if part == "claims" else _HEADERS)
    return dice.of(_EXTRA if which == 5 else ODD_NAMES) if which < 7 else ("text", *tables.text(dice))


def member_set(dice: Dice) -> Edit:
    """A member of any value, mostly one that an endpoint knows."""
    part = dice.of(_PARTS)
    return ("member.set", part, _name(dice, part), dice.of(tables.TYPES) if dice.is_one_in(3) else tables.value(dice))


def claim_type(dice: Dice) -> Edit:
    """A known claim of another type."""
    return ("member.set", "claims", dice.of(_CLAIMS[1:]), dice.of(tables.TYPES))


def header_set(dice: Dice) -> Edit:
    """A member of the header of any value, most often of another type."""
    value = dice.of(tables.TYPES) if dice.is_one_in(2) else tables.value(dice)
    return ("member.set", "header", dice.of(_HEADERS), value)


def date_set(dice: Dice) -> Edit:
    """A date of any number."""
    return ("member.set", "claims", dice.of(("iat", "exp", "exp", "nbf")), tables.number(dice))


def deep_value(dice: Dice) -> Edit:
    """A value at a place where an endpoint reads it last, or keeps it."""
    return ("member.set", "claims", dice.of(("jti", "x-note", "nbf", "x-a", "")), tables.value(dice))


def deep_container(dice: Dice) -> Edit:
    """Arrays and objects at such a place."""
    return ("member.set", "claims", dice.of(("x-note", "x-a", "jti", "act")), tables.container(dice))


def deep_text(dice: Dice) -> Edit:
    """A string at such a place."""
    if dice.below(2):
        return ("member.set", "claims", dice.of(("jti", "x-note")), tables.string(dice))
    return ("member.alter", "claims", "jti", dice.of(tuple(members.ALTERED)[:2]), *tables.text(dice))


def _member(dice: Dice) -> Edit:
    part = dice.of(_PARTS)
    name = dice.of(tuple(REQUIRED[part]))
    which = dice.below(4)
    if which == 0:
        return ("member.remove", part, name)
    if which == 1:
        return ("member.rename", part, name, dice.of(tuple(members.RENAMED)))
    if which == 2:
        return ("member.wrap", part, name, dice.of(tuple(members.WRAPPED)))
    twice = None if dice.is_one_in(4) else tables.value(dice)
    return ("member.double", part, name, twice, dice.is_one_in(2))


def _alter(dice: Dice) -> Edit:
    part = dice.of(_PARTS)
    name = dice.of(_TEXTS[part])
    if dice.is_one_in(4):
        return ("member.cut", part, name, dice.of(tables.PLACES))
    return ("member.alter", part, name, dice.of(tuple(members.ALTERED)), *tables.short_text(dice))


def _date(dice: Dice) -> Edit:
    name, which = dice.of(("iat", "exp")), dice.below(3)
    if which == 0:
        return ("date.move", name, dice.of(SECONDS))
    return ("date.scale", name, dice.of(POWERS)) if which == 1 else ("date.spell", name, dice.of(tuple(dates.SPELLED)))


def _chain(dice: Dice) -> Edit:
    place, which = dice.of((0, 0, 1, 2, 3)), dice.below(9)
    draws: tuple[Draw, ...] = (
        lambda _: ("x5c.remove", place),
        lambda _: ("x5c.double", place, dice.of((1, 2, 3, 10, 50))),
        lambda _: ("x5c.rotate", dice.below(3)),
        lambda _: ("x5c.entry", place, tables.value(dice)),
        lambda _: ("x5c.flip", place, dice.below(1200), dice.below(8)),
        lambda _: ("x5c.flip", place, dice.below(64), dice.below(8)),
        lambda _: ("x5c.cut", place, dice.of(tables.PLACES)),
        lambda _: ("x5c.spell", place, dice.of(tuple(chains.SPELLED))),
        lambda _: ("x5c.spoil", place, *tables.short_text(dice)),
    )
    made: Edit = draws[which](dice)
    return made


def text_edit(dice: Dice, part: str) -> Edit:
    """An edit of the JSON text of that part."""
    which = dice.below(9)
    draws: tuple[Draw, ...] = (
        lambda _: ("text.cut", part, dice.of(tables.PLACES)),
        lambda _: ("text.add", part, *tables.short_text(dice), dice.is_one_in(2)),
        lambda _: ("text.token", part, dice.below(24), dice.of(texts.TOKENS)),
        lambda _: ("text.byte", part, dice.of(tables.PLACES), dice.of(_FORBIDDEN)),
        lambda _: ("text.encode", part, dice.of(texts.ENCODINGS)),
        lambda _: ("text.nest", part, dice.of("[{"), dice.of(tables.DEPTHS)),
        lambda _: ("text.replace", part, tables.value(dice)),
        lambda _: ("text.replace", part, tables.container(dice)),
        lambda _: ("text.quote", part, dice.of(("'", "`", "", "\u201c", "\\u0022"))),
    )
    made: Edit = draws[which](dice)
    return made


_FORBIDDEN = tuple(byte for byte in range(256) if texts.is_forbidden(byte))


def _text(dice: Dice) -> Edit:
    return text_edit(dice, dice.of(_PARTS))


def _segment(dice: Dice) -> Edit:
    number, which = dice.below(3), dice.below(11)
    draws: tuple[Draw, ...] = (
        lambda _: ("segment.cut", number, dice.of(tables.PLACES)),
        lambda _: ("segment.grow", number, dice.of("AazQ_-"), dice.of(tables.SIZES)),
        lambda _: ("segment.insert", number, dice.of(tables.PLACES), *tables.short_text(dice)),
        lambda _: ("segment.flip", number, dice.of(tables.PLACES), dice.below(8)),
        lambda _: ("segment.empty", number),
        lambda _: ("segment.pad", number, 1 + dice.below(8)),
        lambda _: ("signature.set", dice.of((0, 1, 127, 128, 255)), dice.of(tables.SIZES)),
        lambda _: ("segment.drop", number),
        lambda _: ("segment.copy", number, dice.below(2)),
        lambda _: ("segment.swap", number, dice.below(2)),
        lambda _: ("segment.more", dice.of("AazQ"), dice.of(tables.SMALL_SIZES), dice.of((1, 2, 3, 100, 1000))),
    )
    made: Edit = draws[which](dice)
    return made


def _whole(dice: Dice) -> Edit:
    which = dice.below(4)
    if which == 0:
        return ("assertion.wrap", dice.of(tuple(compact.WRAPPED)))
    if which == 1:
        return ("assertion.repeat", dice.of(SEPARATORS), dice.of((1, 2, 9)))
    (letters, size), dots = tables.text(dice), dice.of((2, 2, 2, 0, 1, 3, 4, 99))
    # a hundred segments of 64 kB each show no more than four, and fill the memory of whoever sends them
    return ("assertion.replace", letters, min(size, tables.SMALL_SIZES[-1]) if dots > 4 else size, dots)


def harmless(dice: Dice) -> Edit:
    """An edit that leaves the assertion as good as it was."""
    part = dice.of(("claims", "header"))
    which = dice.below(5)
    if which == 0:
        return ("member.order", part, 1 + dice.below(5 if part == "header" else 719))
    if which == 1:
        return ("text.space", part, dice.below(24), dice.of((" ", "\t", "\n", "\r\n", " \n")), 1 + dice.below(64))
    if which == 2:
        return ("text.add", part, dice.of((" ", "\t", "\n", "\r\n")), 1 + dice.below(16), dice.is_one_in(2))
    if which == 3:
        if dice.is_one_in(2):
            return ("member.escape", part, dice.of(_TEXTS[part]), True)
        return ("member.escape", part, dice.of(tuple(REQUIRED[part])), False)
    return ("member.set", "claims", f"x-{dice.of(('a', 'note', 'b.c', '1'))}", tables.plain_value(dice))


ODD: tuple[Draw, ...] = (
    *(member_set,) * 4,
    *(claim_type,) * 3,
    *(header_set,) * 3,
    *(date_set,) * 4,
    *(deep_value,) * 4,
    *(deep_container,) * 3,
    *(deep_text,) * 4,
    *(_member,) * 3,
    *(_alter,) * 2,
    _date,
    *(_chain,) * 4,
    *(_text,) * 6,
    *(_segment,) * 5,
    *(_whole,) * 2,
    *(harmless,) * 2,
)
"""Edits of an assertion; one that stands here several times is drawn so much more often."""
HARMLESS: tuple[Draw, ...] = (harmless,)
