"""How edits of a request are drawn beside those of assertion and form: of the head, a JSON body, credentials."""

from conformance.fuzz import draws_form, heads, members, tables
from conformance.fuzz.dice import Dice, Draw
from conformance.fuzz.draws_assertion import text_edit
from conformance.fuzz.rules import REQUIRED
from conformance.fuzz.steps import Edit
from conformance.fuzz.tables_head import CHARSETS, FIELDS, METHOD_SIZES, METHODS, NAME_LETTERS, PARAMETERS, TYPES

_MEMBERS = tuple(REQUIRED["body"])


def harmless_head(dice: Dice) -> Edit:
    """A header field that nobody knows."""
    return ("header.add", dice.of(("X-Fuzz", "X-Fuzz-1", "X-Fuzz-Note")), *tables.plain_text(dice))


def _head(dice: Dice) -> Edit:
    which = dice.below(9)
    draws: tuple[Draw, ...] = (
        *(lambda _: ("header.add", dice.of(FIELDS), *tables.text(dice)),) * 3,
        lambda _: ("header.add", ("text", dice.of(NAME_LETTERS), dice.of(tables.SMALL_SIZES)), *tables.text(dice)),
        lambda _: ("header.many", dice.of(tuple(count for count in tables.COUNTS if count <= 257))),
        lambda _: ("content-type.set", dice.of(TYPES), *tables.short_text(dice)),
        _parameter_of_type,
        lambda _: ("method.set", dice.of(METHODS), dice.of(METHOD_SIZES)),
        lambda _: ("query.add", dice.of(("a", "note")), *tables.text(dice)),
    )
    made: Edit = draws[which](dice)
    return made


def _parameter_of_type(dice: Dice) -> Edit:
    value = dice.of(CHARSETS) if dice.below(3) else tables.letters(dice)
    return ("content-type.with", dice.of(TYPES), dice.of(PARAMETERS), value, dice.of(tuple(heads.PARAMETERS)))


def harmless_body(dice: Dice) -> Edit:
    """An edit that leaves a JSON body as good as it was."""
    which = dice.below(5)
    if which == 0:
        return ("member.order", "body", 1 + dice.below(5))
    if which == 1:
        return ("text.space", "body", dice.below(16), dice.of((" ", "\t", "\n", "\r\n")), 1 + dice.below(64))
    if which == 2:
        return ("text.add", "body", dice.of((" ", "\t", "\n", "\r\n")), 1 + dice.below(16), dice.is_one_in(2))
    if which == 3:
        return ("member.escape", "body", dice.of(tuple(REQUIRED["body"])), False)
    return ("member.set", "body", f"x-{dice.of(('a', 'note', 'b.c', '1'))}", tables.plain_value(dice))


def _body_value(dice: Dice) -> Edit:
    which = dice.below(6)
    if which < 3:
        return ("member.set", "body", dice.of(_MEMBERS), tables.value(dice))
    if which < 5:
        return ("member.set", "body", dice.of(("x-a", "x-note", "scope", "__proto__", "")), tables.value(dice))
    return ("member.set", "body", ("text", *tables.text(dice)), tables.value(dice))


def _body_member(dice: Dice) -> Edit:
    name, which = dice.of(_MEMBERS), dice.below(5)
    draws: tuple[Draw, ...] = (
        lambda _: ("member.remove", "body", name),
        lambda _: ("member.wrap", "body", name, dice.of(tuple(members.WRAPPED))),
        lambda _: ("member.rename", "body", name, dice.of(tuple(members.RENAMED))),
        lambda _: ("member.alter", "body", name, dice.of(tuple(members.ALTERED)), *tables.text(dice)),
        lambda _: ("member.double", "body", name, dice.of((None, tables.value(dice))), dice.is_one_in(2)),
    )
    made: Edit = draws[which](dice)
    return made


def _body_text(dice: Dice) -> Edit:
    which = dice.below(8)
    if which == 0:
        return ("form.replace", *tables.text(dice))
    if which == 1:
        return ("form.bytes", dice.below(256), dice.of((0, 1, 7)), dice.of(tables.SIZES))
    return text_edit(dice, "body")


def _credentials(dice: Dice) -> Edit:
    which = dice.below(6)
    if which < 3:
        return ("credentials.encode", dice.of(("", "a", ":")), *tables.text(dice), dice.is_one_in(2))
    if which == 3:
        return ("credentials.cut", dice.below(80), dice.below(4))
    if which == 4:
        return ("credentials.double", 1 + dice.below(4))
    return ("credentials.set", dice.of(("Basic", "basic", "Bearer", "Digest", "", "Basic ")), *tables.text(dice))


def odd_request(profile: str) -> tuple[Draw, ...]:
    """Every edit of a flow's request, and how often each is drawn."""
    heads: tuple[Draw, ...] = (_head,) * 5
    if profile == "ciam":
        return (*(_body_value,) * 5, *(_body_member,) * 3, *(_body_text,) * 5, *heads, *(harmless_body,) * 2)
    credentials: tuple[Draw, ...] = (_credentials,) * 8 if profile == "basic" else ()
    return (*draws_form.odd(profile), *heads, *credentials)


def harmless_request(profile: str) -> tuple[Draw, ...]:
    """Every edit that leaves a flow's request as good as it was."""
    if profile == "ciam":
        return (harmless_body, harmless_head)
    return (*draws_form.harmless(profile) * 3, harmless_head)
