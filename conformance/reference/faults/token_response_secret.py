"""Faults in keeping the client's secret, and in the answers to clients that have one (chapter RES)."""

import base64
from dataclasses import replace

from conformance.reference.access_tokens import jwt_with
from conformance.reference.attempt import Attempt
from conformance.reference.changes import (
    grant_edited,
    grant_with,
    refusal_edited,
    token_made_by,
    with_members,
)
from conformance.reference.design import Draft, Refusal
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming, Message
from conformance.reference.setting_up import APP, SECRETS

BOTH, CIAM, BASIC = ("ciam", "basic"), ("ciam",), ("basic",)


def secret_of(attempt: Attempt) -> str:
    """The stored secret of the client that asks."""
    return attempt.world.secrets.get(attempt.identity or "", "")


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _as_identity(attempt: Attempt, draft: Draft) -> Draft:
    """The pair of id and secret, by which the next hop is to know the client."""
    credentials = _in_base64(f"{attempt.identity}:{secret_of(attempt)}")
    return replace(draft, headers=(*draft.headers, ("X-Identity", credentials)))


def _with_stored_secret(_: Message, __: Refusal, draft: Draft) -> Draft:
    return with_members(draft, {"expected": SECRETS[APP]})


def _with_request(message: Message, _: Refusal, draft: Draft) -> Draft:
    body = message.body.decode("utf-8", "replace") if isinstance(message, Incoming) else ""
    return with_members(draft, {"received": body[:200]})


def _with_header(message: Message, _: Refusal, draft: Draft) -> Draft:
    sent = message.header("Authorization") if isinstance(message, Incoming) else None
    return with_members(draft, {"received": sent or ""})


def _fault(name: str, slip: str, change: object, profiles: tuple[str, ...] = BOTH) -> Fault:
    return Fault(name, slip, {"RES-NO-SECRET": EVERY}, change, profiles)  # type: ignore[arg-type]


FAULTS: tuple[Fault, ...] = (
    _fault(
        "puts-the-secret-into-the-token",
        "The claims are made of the client's whole record in the database.",
        token_made_by(jwt_with(client=lambda attempt: {"name": attempt.identity, "secret": secret_of(attempt)})),
    ),
    _fault(
        "puts-the-secret-into-the-token-in-base64",
        "The record stores the secret in base64, which was taken for encryption, and the claims are made of it.",
        token_made_by(jwt_with(key=lambda attempt: _in_base64(secret_of(attempt)))),
    ),
    _fault(
        "returns-the-whole-client",
        "The client's record is serialised into the answer, secret and all.",
        grant_with(client=lambda attempt: {"id": attempt.identity, "secret": secret_of(attempt)}),
    ),
    _fault(
        "tells-the-next-hop-by-the-secret",
        "A header for the gateway behind carries the credentials, and nobody takes it off again.",
        grant_edited(_as_identity),
    ),
    _fault(
        "tells-which-secret-it-expected",
        "A message for debugging names what was expected in place of the secret that came.",
        refusal_edited(_with_stored_secret, causes="secret-matches"),
    ),
    _fault(
        "repeats-a-body-without-a-grant",
        "A request without a grant type is given back, so that the caller may see what arrived.",
        refusal_edited(_with_request, causes="grant-type-present"),
        CIAM,
    ),
    _fault(
        "repeats-the-header-of-a-wrong-grant",
        "The header is given back with the refusal of a grant type, in base64 as it came.",
        refusal_edited(_with_header, causes="grant-type-is-known"),
        BASIC,
    ),
    Fault(
        "repeats-whatever-secret-came",
        "The beginning of the body is given back to a client that is not known.",
        {"RES-NO-SECRET": EVERY, "ERR-NO-LEAK": EVERY},
        refusal_edited(_with_request, causes="client-is-registered"),
        CIAM,
    ),
    Fault(
        "narrows-scopes-in-silence",
        "The token gets the scopes of the client's registration, and the answer names those that were asked for.",
        {"RES-SCOPE": EVERY},
        token_made_by(jwt_with(scope=lambda _: "openid")),
        BASIC,
    ),
    Fault(
        "counts-milliseconds-of-a-week",
        "The configuration has milliseconds, and nobody divided.",
        {"RES-EXPIRES-DURATION": EVERY},
        grant_with(expires_in=604_800_000),
        BOTH,
    ),
)
