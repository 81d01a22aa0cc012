"""Changes of a design, each one line where a fault is written. Every function gives a `Change`: Design -> Design."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from conformance.reference.attempt import Attempt, Settings
from conformance.reference.design import (
    AnswerEdit,
    Around,
    Change,
    Design,
    Draft,
    GrantEdit,
    Refusal,
    RefusalEdit,
    Rule,
)
from conformance.reference.message import Headers, Incoming, Message, Outgoing
from conformance.reference.world import World

Holds = Callable[[Attempt], bool]

REMOVED: Any = object()
"""In the place of a value: the member or header is left out."""


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(design: Design) -> Design:
        for each in changes:
            design = each(design)
        return design

    return change


def without(*names: str) -> Change:
    """The rules of these names are left out; KeyError where there is none of that name."""
    return lambda design: replace(
        design, rules=tuple(rule for rule in design.rules if rule.name not in _known(design, names))
    )


def replaced(name: str, holds: Holds) -> Change:
    """The rule of that name asks something else; it refuses as before."""
    return _mapped(name, lambda rule: (replace(rule, holds=holds),))


def relaxed(name: str, also: Holds) -> Change:
    """The rule of that name also lets pass what `also` says."""
    return _mapped(name, lambda rule: (replace(rule, holds=lambda attempt: rule.holds(attempt) or also(attempt)),))


def refusing(name: str, **changes: Any) -> Change:
    """The rule of that name refuses differently: `status`, `error`, `description`, `headers`."""
    return _mapped(name, lambda rule: (replace(rule, refusal=replace(rule.refusal, **changes)),))


def before(name: str, rule: Rule) -> Change:
    """A further rule in front of the one of that name."""
    return _mapped(name, lambda known: (rule, known))


def after(name: str, rule: Rule) -> Change:
    """A further rule behind the one of that name."""
    return _mapped(name, lambda known: (known, rule))


def setting(**values: Any) -> Change:
    """Settings of other values; see `attempt.Settings`."""
    return lambda design: replace(design, settings=replace(design.settings, **values))


def setting_from(values: Callable[[Settings], dict[str, Any]]) -> Change:
    """Settings of other values that are made from the present ones."""
    return lambda design: replace(design, settings=replace(design.settings, **values(design.settings)))


def taking_algorithm(name: str, verifier: Callable[[Attempt], bool]) -> Change:
    """One more algorithm is taken, with its verifier."""
    return setting_from(lambda settings: {"verifiers": {**settings.verifiers, name: verifier}})


def token_made_by(make: Callable[[Attempt], str]) -> Change:
    """The access token is made in another way."""
    return lambda design: replace(design, token=make)


def opened_when(opens: Callable[[World, Incoming, str], bool]) -> Change:
    """The protected resource is opened under another condition."""
    return lambda design: replace(design, opens=opens)


def grant_edited(edit: GrantEdit) -> Change:
    """The answer that grants is edited by a function."""
    return lambda design: replace(design, grant_edits=(*design.grant_edits, edit))


def grant_with(**members: Any) -> Change:
    """Members of the granting answer have these values, or what a function of the attempt says, or are `REMOVED`."""
    return grant_edited(
        lambda attempt, draft: with_members(
            draft, {name: value(attempt) if callable(value) else value for name, value in members.items()}
        )
    )


def grant_header(name: str, value: Any) -> Change:
    """A header of the granting answer has this value, or is `REMOVED`."""
    return grant_edited(lambda _, draft: replace(draft, headers=with_header(draft.headers, name, value)))


def grant_status(status: int) -> Change:
    """The granting answer has another status."""
    return grant_edited(lambda _, draft: replace(draft, status=status))


def refusal_edited(
    edit: RefusalEdit, causes: Collection[str] | str | None = None, errors: Collection[str] | str | None = None
) -> Change:
    """Refusals are edited: all of them, those of these causes (names of rules) or those with these error codes."""

    def edited(message: Message, refusal: Refusal, draft: Draft) -> Draft:
        chosen = _among(refusal.cause, causes) and _among(refusal.error, errors)
        return edit(message, refusal, draft) if chosen else draft

    return lambda design: replace(design, refusal_edits=(*design.refusal_edits, edited))


def refusal_with(
    *,
    causes: Collection[str] | str | None = None,
    errors: Collection[str] | str | None = None,
    status: int | None = None,
    body: bytes | None = None,
    headers: dict[str, Any] | None = None,
    **members: Any,
) -> Change:
    """Refusals have another status, body, headers or members (`error=…`, or `REMOVED`); which ones: see above."""

    def edit(_: Message, __: Refusal, draft: Draft) -> Draft:
        draft = with_members(draft, members)
        for name, value in (headers or {}).items():
            draft = replace(draft, headers=with_header(draft.headers, name, value))
        return replace(draft, status=status or draft.status, body=draft.body if body is None else body)

    return refusal_edited(edit, causes, errors)


def answer_edited(edit: AnswerEdit) -> Change:
    """Every answer of the token endpoint is edited, when it is otherwise complete."""
    return lambda design: replace(design, answer_edits=(*design.answer_edits, edit))


def answer_header(name: str, value: Any) -> Change:
    """A header of every answer of the token endpoint has this value, or is `REMOVED`."""
    return answer_edited(lambda _, answer: replace(answer, headers=with_header(answer.headers, name, value)))


def resource_edited(edit: AnswerEdit) -> Change:
    """The answers of the protected resource are edited."""
    return lambda design: replace(design, resource_edits=(*design.resource_edits, edit))


def wrapped(around: Around) -> Change:
    """The whole endpoint is wrapped: `around(world, message, answer)` may call `answer(message)` or not."""
    return lambda design: replace(design, around=(*design.around, around))


def with_members(draft: Draft, members: dict[str, Any]) -> Draft:
    """The draft with these members changed in their place, added at the end, or `REMOVED`."""
    kept = [(name, members.get(name, value)) for name, value in draft.members]
    known = {name for name, _ in draft.members}
    added = [(name, value) for name, value in members.items() if name not in known]
    return replace(draft, members=tuple(pair for pair in (*kept, *added) if pair[1] is not REMOVED))


def with_header(headers: Headers, name: str, value: Any) -> Headers:
    """The headers with this one changed in its place, added at the end, or `REMOVED`; repeated ones become one."""
    if value is REMOVED:
        return tuple(pair for pair in headers if pair[0].lower() != name.lower())
    places = [number for number, (each, _) in enumerate(headers) if each.lower() == name.lower()]
    if not places:
        return (*headers, (name, value))
    rest = [pair for number, pair in enumerate(headers) if number not in places]
    rest.insert(places[0], (name, value))
    return tuple(rest)


def answer_with_header(answer: Outgoing, name: str, value: Any) -> Outgoing:
    """The answer with one header changed, added or `REMOVED`."""
    return replace(answer, headers=with_header(answer.headers, name, value))


def _among(value: str, wanted: Collection[str] | str | None) -> bool:
    return wanted is None or value in ({wanted} if isinstance(wanted, str) else wanted)


def _known(design: Design, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        design.rule(name)
    return names


def _mapped(name: str, change: Callable[[Rule], tuple[Rule, ...]]) -> Change:
    def changed(design: Design) -> Design:
        design.rule(name)
        rules = (change(rule) if rule.name == name else (rule,) for rule in design.rules)
        return replace(design, rules=tuple(each for group in rules for each in group))

    return changed
