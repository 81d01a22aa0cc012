"""The strict endpoint of the flow Basic: client credentials in HTTP Basic, with the page's own error bodies."""

from dataclasses import replace
from typing import Any

from jose import jwt

from conformance.reference import rules_http, rules_parameters, rules_secret
from conformance.reference.attempt import Attempt, Settings
from conformance.reference.design import Design, Draft, Refusal, Rule
from conformance.reference.m2m import bearer_grant, is_token_alive, opaque_token
from conformance.reference.message import Message
from conformance.reference.refusals import invalid_request, invalid_scope, unsupported_grant_type

GRANT_TYPES = frozenset({"client_credentials", "authorization_code"})
SCOPES = frozenset({"openid", "email", "profile", "inspect"})

GRANT_RULES = (
    *(rule for rule in rules_parameters.GRANT_RULES if rule.name == "grant-type-present"),
    Rule(
        "grant-type-is-known",
        lambda attempt: attempt.parameter("grant_type") in {*attempt.settings.grant_types, None},
        unsupported_grant_type("This grant type is not served"),
    ),
    Rule(
        "code-is-known",
        lambda attempt: attempt.parameter("grant_type") != "authorization_code",
        invalid_request("The authorization code is missing or unknown"),
    ),
)
SCOPE_RULES = (
    Rule("scope-present", lambda attempt: bool(attempt.scopes), invalid_scope("The scope is missing")),
    Rule(
        "scopes-are-known",
        lambda attempt: set(attempt.scopes) <= attempt.settings.scopes,
        invalid_scope("A scope is unknown"),
    ),
)
RULES = (
    *rules_http.RULES,
    *rules_parameters.ONCE_RULES,
    *rules_secret.HEADER_RULES,
    *GRANT_RULES,
    *SCOPE_RULES,
)


def with_scope_and_tokens(attempt: Attempt, draft: Draft) -> Draft:
    """The page's further members: the granted scope, an id_token and a refresh token."""
    draft = bearer_grant(attempt, draft)
    more = (
        ("scope", " ".join(attempt.scopes)),
        ("id_token", signed_with_the_secret(attempt)),
        ("refresh_token", opaque_token(attempt)),
    )
    return replace(draft, members=(*draft.members, *more))


def signed_with_the_secret(attempt: Attempt, key: str | bytes | None = None, **claims: Any) -> str:
    """An id_token about the client itself, by HS256 with its secret (OpenID Connect Core, section 3.1.3.7).

    `key` is another key in the secret's place, `claims` are those that differ.
    """
    client, now = attempt.identity or "", int(attempt.now)
    good = {"iss": "https://id.example", "sub": client, "aud": client, "iat": now, "exp": now + 3600}
    secret = attempt.world.secrets.get(client, "") if key is None else key
    return str(jwt.encode(good | claims, secret, algorithm="HS256"))


def as_the_page_has_it(_: Message, __: Refusal, draft: Draft) -> Draft:
    """The page calls the description of an error errorDescription."""
    members = tuple(("errorDescription" if name == "error_description" else name, v) for name, v in draft.members)
    return replace(draft, members=members)


def _header_client(attempt: Attempt) -> str | None:
    return str(attempt.credentials.client) if attempt.credentials else None


def good_basic() -> Design:
    """The strict Basic endpoint: every MUST and every SHOULD of the profile holds."""
    settings = Settings(
        path="/api/id/v1/auth/token",
        token_life=604_800,
        credentials=rules_secret.header_credentials,
        identity=_header_client,
        grant_types=GRANT_TYPES,
        scopes=SCOPES,
    )
    design = Design("basic", RULES, settings, opaque_token, with_scope_and_tokens, is_token_alive)
    return replace(design, refusal_edits=(as_the_page_has_it,))
