"""Other right id_tokens: other spellings of the same JSON, other identifiers, other moments of the same sign-in."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, grant_edited
from conformance.reference.codes import code_of
from conformance.reference.design import Change, Draft, IdToken
from conformance.reference.fault import Variation
from conformance.reference.provider_changes import id_token_claims_as, id_token_edited, id_token_with

LONGEST_SUBJECT = 255


def _backwards(_: Attempt, draft: IdToken) -> IdToken:
    return replace(draft, header=dict([*draft.header.items()][::-1]), claims=dict([*draft.claims.items()][::-1]))


def _at_the_end(_: Attempt, draft: Draft) -> Draft:
    return replace(draft, members=draft.members[::-1])


def _indented(claims: bytes) -> bytes:
    return json.dumps(json.loads(claims), indent=4).encode()


def _slashes_escaped(claims: bytes) -> bytes:
    return claims.replace(b"/", b"\\/")


def _letters_escaped(claims: bytes) -> bytes:
    pairs = json.loads(claims).items()
    return "{{{}}}".format(", ".join(f"{_escaped(name)}: {_escaped(value)}" for name, value in pairs)).encode()


def _escaped(value: Any) -> str:
    """A text with all its characters as numbers; anything else as ever."""
    if not isinstance(value, str):
        return json.dumps(value)
    return '"' + "".join(f"\\u{ord(letter):04x}" for letter in value) + '"'


def _moved(seconds: float, *names: str) -> Change:
    """These dates are told some seconds later (or earlier)."""

    def edit(_: Attempt, draft: IdToken) -> IdToken:
        return replace(draft, claims={**draft.claims, **{name: draft.claims[name] + seconds for name in names}})

    return id_token_edited(edit)


def _subject(write: Callable[[str], str]) -> Change:
    return id_token_edited(
        lambda _, draft: replace(draft, claims={**draft.claims, "sub": write(str(draft.claims["sub"]))})
    )


def _exact_login(attempt: Attempt) -> Any:
    code = code_of(attempt)
    return REMOVED if code is None else code.signed_in


def _variation(name: str, what: str, change: Change) -> Variation:
    return Variation(name, what, change, {}, ("h2m",))


VARIATIONS = (
    _variation(
        "id-token-backwards", "Header and claims have their members in another order.", id_token_edited(_backwards)
    ),
    _variation("id-token-at-the-end", "The answer has its members in another order.", grant_edited(_at_the_end)),
    _variation("id-token-indented", "The JSON of the claims is written on many lines.", id_token_claims_as(_indented)),
    _variation(
        "id-token-with-escaped-slashes",
        "Every slash has a backslash before it, as PHP writes it.",
        id_token_claims_as(_slashes_escaped),
    ),
    _variation(
        "id-token-with-escaped-letters",
        "Every letter is written as its number.",
        id_token_claims_as(_letters_escaped),
    ),
    _variation(
        "id-token-with-a-short-jti",
        "Its jti is no UUID.",
        id_token_with(jti=lambda _: secrets.token_urlsafe(8)),
    ),
    _variation("id-token-by-a-slow-clock", "The clock of the provider is two seconds late.", _moved(-2, "iat", "exp")),
    _variation("id-token-by-a-fast-clock", "Its clock is two seconds ahead.", _moved(2, "iat", "exp", "auth_time")),
    _variation(
        "id-token-with-an-exact-auth-time",
        "auth_time has a fraction; RFC 7519 allows it for every date.",
        id_token_with(auth_time=_exact_login),
    ),
    _variation(
        "id-token-with-claims-of-null",
        "Optional claims that nobody filled are null.",
        id_token_with(amr=None, at_hash=None),
    ),
    _variation(
        "pseudonyms-as-long-as-can-be",
        "A pseudonym has 255 characters.",
        _subject(lambda pseudonym: pseudonym.ljust(LONGEST_SUBJECT, "-")),
    ),
)
