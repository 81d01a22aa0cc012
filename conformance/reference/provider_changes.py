"""Changes of an identity provider, each one line where a fault is written, as in changes.py."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.changes import REMOVED
from conformance.reference.design import Change, Design, IdTokenEdit, LandingEdit, Provider


def provider_edited(edit: Callable[[Provider], Provider]) -> Change:
    """The provider is edited by a function; ValueError for a design that is none."""

    def change(design: Design) -> Design:
        return replace(design, provider=edit(provider_of(design)))

    return change


def provider_of(design: Design) -> Provider:
    """The provider of a design; ValueError where it is none."""
    if design.provider is None:
        raise ValueError(f"this design of {design.profile} is no identity provider")
    return design.provider


def provider_with(**values: Any) -> Change:
    """The provider has these values; see `design.Provider`."""
    return provider_edited(lambda provider: replace(provider, **values))


def at_authorise(change: Change) -> Change:
    """What a change does to rules and settings (`without`, `relaxed`, `setting` …), at the authorise endpoint."""

    def changed(design: Design) -> Design:
        provider = provider_of(design)
        there = change(replace(design, rules=provider.rules, settings=provider.settings))
        return replace(design, provider=replace(provider, rules=there.rules, settings=there.settings))

    return changed


def landing_edited(edit: LandingEdit) -> Change:
    """The parameters that are sent to the redirect URI are edited."""
    return provider_edited(lambda provider: replace(provider, landing_edits=(*provider.landing_edits, edit)))


def id_token_edited(edit: IdTokenEdit) -> Change:
    """The id_token is edited before it is signed."""
    return provider_edited(lambda provider: replace(provider, id_token_edits=(*provider.id_token_edits, edit)))


def id_token_with(**claims: Any) -> Change:
    """Claims of the id_token have these values, or what a function of the attempt says, or are `REMOVED`."""
    return id_token_edited(lambda attempt, draft: replace(draft, claims=_with(draft.claims, _values(attempt, claims))))


def id_token_header(**members: Any) -> Change:
    """As `id_token_with`, for the members of its header."""
    return id_token_edited(lambda attempt, draft: replace(draft, header=_with(draft.header, _values(attempt, members))))


def _values(attempt: object, members: dict[str, Any]) -> dict[str, Any]:
    return {name: value(attempt) if callable(value) else value for name, value in members.items()}


def _with(members: Any, changed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **changed}.items() if value is not REMOVED}
