"""Other right ways to grant: tokens of every kind, other members, other spellings of the same JSON."""

import json
import math
import secrets
from dataclasses import replace
from typing import Any

from conformance.reference.access_tokens import jwt_token, jwt_with
from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, both, grant_edited, grant_with, setting, token_made_by
from conformance.reference.design import Draft, Members
from conformance.reference.fault import Variation


def token_handed_out_again(attempt: Attempt) -> str:
    """One token for each client while it lives."""
    with attempt.world.lock:
        known: tuple[str, float] = attempt.world.notes.get(("token", attempt.identity), ("", 0.0))
        token, until = known
        if until <= attempt.now + 60:
            token, until = secrets.token_urlsafe(32), attempt.now + attempt.settings.token_life
            attempt.world.notes["token", attempt.identity] = (token, until)
    attempt.notes["until"] = until
    return token


def _life_that_is_left(attempt: Attempt, draft: Draft) -> Draft:
    left = attempt.notes["until"] - attempt.now
    attempt.world.issue(attempt.notes["token"], attempt.identity or "", attempt.notes["until"])
    members = tuple((name, math.floor(left) if name == "expires_in" else value) for name, value in draft.members)
    return replace(draft, members=members)


def _backwards(_: Attempt, draft: Draft) -> Draft:
    return replace(draft, members=draft.members[::-1])


def _rendered(**options: Any) -> Any:
    def render(members: Members) -> bytes:
        return b"\n " + json.dumps(dict(members), **options).encode("utf-8") + b"\r\n\t"

    return lambda _, draft: replace(draft, render=render)


def _escaped(members: Members) -> bytes:
    text = json.dumps(dict(members))
    return "".join(f"\\u{ord(letter):04x}" if letter.isalpha() else letter for letter in text).encode("ascii")


_LOWER, _CAPITALS = "bearer", "BEARER"

VARIATIONS: tuple[Variation, ...] = (
    Variation(
        "jwt-access-token",
        "The access token is a signed JWT.",
        token_made_by(jwt_token),
        {"RES-TOKEN-SIGNED": "holds", "RES-TOKEN-CLIENT": "holds", "RES-TOKEN-CLOCK": "holds"},
    ),
    Variation(
        "narrower-scope-that-is-told",
        "The access token is a JWT of a narrower scope, and the answer says which.",
        both(
            token_made_by(jwt_with(scope=lambda _: "iSHARE:read")),
            grant_with(scope="iSHARE:read"),
        ),
        {
            "RES-TOKEN-SIGNED": "holds",
            "RES-TOKEN-CLIENT": "holds",
            "RES-TOKEN-CLOCK": "holds",
            "RES-SCOPE": "holds",
        },
    ),
    Variation(
        "access-token-of-16-characters",
        "The access token has 16 characters, which is 96 bits.",
        token_made_by(lambda _: secrets.token_urlsafe(12)),
    ),
    Variation(
        "access-token-of-4000-characters",
        "The access token has 4,000 characters.",
        token_made_by(lambda _: secrets.token_urlsafe(3000)),
    ),
    Variation(
        "access-token-of-every-character",
        "The access token has every sign that a bearer token may have.",
        token_made_by(lambda _: f"~{secrets.token_hex(24)}.-_+/=="),
    ),
    Variation(
        "same-token-while-it-lives",
        "A client that asks again gets the token that it has, with what is left of its life.",
        both(setting(token_life=1800), token_made_by(token_handed_out_again), grant_edited(_life_that_is_left)),
        {"RES-FRESH": "violated", "RES-UNGUESSABLE": "not-applicable", "RES-EXPIRES-3600": "violated"},
    ),
    Variation(
        "expires-in-left-out",
        "The answer does not say how long the token lives.",
        grant_with(expires_in=REMOVED),
        {
            "RES-EXPIRES-IN": "not-applicable",
            "RES-EXPIRES-PRESENT": "violated",
            "RES-EXPIRES-RELATIVE": "not-applicable",
            "RES-EXPIRES-DURATION": "not-applicable",
            "RES-EXPIRES-3600": "not-applicable",
        },
    ),
    Variation(
        "expires-in-five-minutes",
        "The token lives for five minutes.",
        setting(token_life=300),
        {"RES-EXPIRES-3600": "violated"},
    ),
    Variation(
        "expires-in-with-a-fraction",
        "The life of the token is a number with a fraction, which the schema of the page allows.",
        grant_with(expires_in=1799.5),
        {"RES-EXPIRES-PRESENT": "violated", "RES-EXPIRES-3600": "violated"},
    ),
    Variation(
        "expires-in-drawn-by-lot",
        "The life of each token is drawn by lot, so that not all are renewed at once.",
        grant_with(expires_in=lambda _: 1800 + secrets.randbelow(300)),
        {"RES-EXPIRES-3600": "violated"},
    ),
    Variation(
        "expires-in-68-years",
        "The token says that it lives as long as its number type can count.",
        grant_with(expires_in=2**31 - 1),
        {"RES-EXPIRES-DURATION": "violated", "RES-EXPIRES-3600": "violated"},
    ),
    Variation(
        "token-type-in-lower-case",
        "The token type is written bearer.",
        grant_with(token_type=_LOWER),
        {"RES-TOKEN-TYPE-SPELLING": "violated"},
    ),
    Variation("token-type-in-capitals", "The token type is written BEARER.", grant_with(token_type=_CAPITALS)),
    Variation(
        "more-members",
        "The answer has members that no page names, one with letters beyond ASCII, one an object, one null.",
        grant_with(scope="iSHARE", organisation="Überfällig & Söhne", limits={"calls": [1, 2, {}]}, session=None),
    ),
    Variation(
        "members-in-another-order", "The members of the answer stand in another order.", grant_edited(_backwards)
    ),
    Variation("pretty-printed", "The JSON is indented, with white space around it.", grant_edited(_rendered(indent=4))),
    Variation(
        "raw-letters-beyond-ascii",
        "The JSON holds letters beyond ASCII as UTF-8, without escapes.",
        both(grant_with(organisation="Zuidhollandsché ✓"), grant_edited(_rendered(ensure_ascii=False))),
    ),
    Variation(
        "escapes-every-letter",
        "Every letter of the JSON is written as an escape.",
        grant_edited(lambda _, draft: replace(draft, render=_escaped)),
    ),
    Variation(
        "long-answer",
        "The answer has a member of 100 kB beside the others.",
        grant_with(notice="word " * 20_000),
    ),
)
