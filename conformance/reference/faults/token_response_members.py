"""Faults in the members of the answer that grants (chapter RES): the token, its type, its life."""

import base64

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, grant_with, setting, token_made_by
from conformance.reference.fault import EVERY, Fault
from conformance.reference.m2m import opaque_token


def _seconds_since_first(attempt: Attempt) -> int:
    """What Python does to a default argument: it is worked out once, when the first token is made."""
    started = attempt.world.notes.setdefault("first", attempt.now)
    return int(attempt.settings.token_life + attempt.now - started)


_FORMAT = "JWT"

_MEMBERS = (
    Fault(
        "breaks-the-line-behind-the-token",
        "The encoder is the one for e-mail, which ends its lines.",
        {"RES-ACCESS-TOKEN": EVERY},
        token_made_by(lambda attempt: base64.encodebytes(opaque_token(attempt).encode()[:32]).decode()),
    ),
    Fault(
        "decodes-the-token-as-latin-1",
        "Random bytes are made a string by giving each the character of its number.",
        {"RES-ACCESS-TOKEN": EVERY},
        token_made_by(lambda attempt: f"\u00e9\u00ff{opaque_token(attempt)}"),
    ),
    Fault(
        "joins-token-and-client-by-a-colon",
        "The token is its key in the store, colon and all.",
        {"RES-BEARER-SYNTAX": EVERY},
        token_made_by(lambda attempt: f"token:{opaque_token(attempt)}"),
    ),
    Fault(
        "puts-the-scheme-into-the-token",
        "The token is stored as the whole header value, Bearer and a space in front.",
        {"RES-BEARER-SYNTAX": EVERY},
        token_made_by(lambda attempt: f"Bearer {opaque_token(attempt)}"),
    ),
    Fault(
        "forgets-the-token-type",
        "The example that was copied had no token_type.",
        {"RES-TOKEN-TYPE": EVERY},
        grant_with(token_type=REMOVED),
    ),
    Fault(
        "calls-the-token-a-jwt",
        "token_type was taken for the format of the token.",
        {"RES-TOKEN-TYPE": EVERY},
        grant_with(token_type=_FORMAT),
    ),
)

_LIFETIME = (
    Fault(
        "counts-the-life-backwards",
        "The two sides of a subtraction are swapped: now minus expiry.",
        {"RES-EXPIRES-IN": EVERY},
        grant_with(expires_in=-3600),
    ),
    Fault(
        "does-not-tell-the-life",
        "expires_in is optional, so it was left out.",
        {"RES-EXPIRES-PRESENT": EVERY},
        grant_with(expires_in=REMOVED),
    ),
    Fault(
        "counts-from-its-start",
        "The time of issue is a default argument, which is worked out once.",
        {"RES-EXPIRES-RELATIVE": EVERY},
        grant_with(expires_in=_seconds_since_first),
    ),
    Fault(
        "sends-a-point-in-time",
        "exp was copied into expires_in.",
        {"RES-EXPIRES-RELATIVE": EVERY, "RES-EXPIRES-DURATION": EVERY, "RES-EXPIRES-3600": EVERY},
        grant_with(expires_in=lambda attempt: int(attempt.now) + 3600),
    ),
    Fault(
        "sends-a-point-in-milliseconds",
        "The platform's clock counts milliseconds, and nobody subtracted the present.",
        {"RES-EXPIRES-RELATIVE": EVERY, "RES-EXPIRES-DURATION": EVERY, "RES-EXPIRES-3600": EVERY},
        grant_with(expires_in=lambda attempt: int(attempt.now * 1000) + 3_600_000),
    ),
    Fault(
        "counts-milliseconds",
        "The configuration has milliseconds, and nobody divided.",
        {"RES-EXPIRES-DURATION": EVERY, "RES-EXPIRES-3600": EVERY},
        grant_with(expires_in=3_600_000),
    ),
    Fault(
        "counts-minutes",
        "The life is configured in minutes, and nobody multiplied.",
        {"RES-EXPIRES-3600": EVERY},
        setting(token_life=60),
    ),
)

FAULTS: tuple[Fault, ...] = (*_MEMBERS, *_LIFETIME)
