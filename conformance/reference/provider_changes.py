"""Changes of an identity provider, each one line where a fault is written, as in changes.py."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.access_tokens import segment
from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, grant_edited, with_members
from conformance.reference.design import Change, Design, Draft, IdTokenEdit, LandingEdit, Provider
from conformance.reference.h2m import good_provider


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


def asked_plainly(design: Design) -> Design:
    """The provider takes plain OpenID Connect requests, and knows nothing of request objects."""
    provider = provider_of(design)
    return replace(design, provider=good_provider("plain", provider.login, provider.consent))


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


def id_token_sent_as(write: Callable[[Attempt, str], str]) -> Change:
    """The finished id_token is edited as text."""

    def edit(attempt: Attempt, draft: Draft) -> Draft:
        return with_members(draft, {"id_token": write(attempt, str(draft.member("id_token")))})

    return grant_edited(edit)


def id_token_claims_as(write: Callable[[bytes], bytes]) -> Change:
    """The JSON text of the claims is written in another way, and signed with RS256 as it is written."""

    def made_again(attempt: Attempt, text: str) -> str:
        header, payload, _ = text.split(".")
        signed = f"{header}.{segment(write(base64.urlsafe_b64decode(payload + '==')))}"
        return f"{signed}.{segment(attempt.world.key.sign(signed.encode('ascii'), PKCS1v15(), SHA256()))}"

    return id_token_sent_as(made_again)


def _values(attempt: object, members: dict[str, Any]) -> dict[str, Any]:
    return {name: value(attempt) if callable(value) else value for name, value in members.items()}


def _with(members: Any, changed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **changed}.items() if value is not REMOVED}
