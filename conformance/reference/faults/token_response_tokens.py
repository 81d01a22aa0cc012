"""Faults in making the access token (chapter RES)."""

import base64
import secrets
import struct
import uuid

from conformance.reference.access_tokens import jwt_with, segment, signing_input
from conformance.reference.attempt import Attempt
from conformance.reference.changes import token_made_by
from conformance.reference.fault import EVERY, Fault


def _unsecured(attempt: Attempt) -> str:
    return f"{signing_input(attempt, header={'alg': 'none'})}."


def _signature_left_out(attempt: Attempt) -> str:
    return f"{signing_input(attempt)}."


def _last_by_client_and_hour(attempt: Attempt) -> str:
    key = ("token", attempt.identity)
    return str(attempt.world.notes.setdefault(key, secrets.token_urlsafe(32)))


def _last_by_scope(attempt: Attempt) -> str:
    return str(attempt.world.notes.setdefault(("token", attempt.parameter("scope")), secrets.token_urlsafe(32)))


def _from_the_list(attempt: Attempt) -> str:
    """Tokens are drawn in advance, and each client has its own place in the one list of them."""
    number = attempt.world.count(f"grants of {attempt.identity}")
    return str(attempt.world.notes.setdefault(("list", number), secrets.token_urlsafe(32)))


def _clock_and_counter(attempt: Attempt) -> str:
    packed = struct.pack(">QI", int(attempt.now * 1000), attempt.world.count("token"))
    return base64.urlsafe_b64encode(packed).decode()


_READABLE = (
    Fault(
        "issues-unsecured-tokens",
        "No key was configured, and the token builder falls back to alg none.",
        {"RES-TOKEN-SIGNED": EVERY},
        token_made_by(_unsecured),
    ),
    Fault(
        "forgets-the-signature",
        "The token is put together by hand, and its third part stayed empty.",
        {"RES-TOKEN-SIGNED": EVERY},
        token_made_by(_signature_left_out),
    ),
    Fault(
        "names-a-client-from-the-configuration",
        "client_id is filled with the server's own, which the configuration calls client_id as well.",
        {"RES-TOKEN-CLIENT": EVERY},
        token_made_by(jwt_with(client_id=lambda attempt: attempt.world.party)),
    ),
    Fault(
        "dates-the-token-in-local-time",
        "exp is computed from the local time of a summer day in Amsterdam.",
        {"RES-TOKEN-CLOCK": EVERY},
        token_made_by(jwt_with(exp=lambda attempt: int(attempt.now) + 3600 + 7200)),
    ),
    Fault(
        "issues-tokens-of-the-past",
        "exp has the minutes of the configuration subtracted from now.",
        {"RES-TOKEN-CLOCK": EVERY},
        token_made_by(jwt_with(exp=lambda attempt: int(attempt.now) - 60)),
    ),
    Fault(
        "narrows-the-scope-in-silence",
        "The token gets the scope of the client's registration, and the answer does not say so.",
        {"RES-SCOPE": EVERY},
        token_made_by(jwt_with(scope=lambda _: "iSHARE:read")),
    ),
)

_PREDICTABLE = (
    Fault(
        "counts-its-tokens",
        "The token is the row number of its record.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(lambda attempt: f"token-{attempt.world.count('token'):012d}"),
    ),
    Fault(
        "hides-a-counter-in-base64",
        "Client and row number are encoded, which was taken for encryption.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(
            lambda attempt: segment(f"{attempt.identity}:{attempt.world.count('token'):08d}".encode()),
        ),
    ),
    Fault(
        "tells-the-time-as-token",
        "The token is the time in microseconds, which is never the same twice.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(lambda attempt: f"{int(attempt.now * 1e6):x}"),
    ),
    Fault(
        "packs-clock-and-counter",
        "The token is the key of a distributed table: milliseconds and a number.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(_clock_and_counter),
    ),
    Fault(
        "uses-uuids-of-version-1",
        "The first function of the library that makes a UUID was taken.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(lambda _: str(uuid.uuid1(node=0x001B21A0C5F3))),
    ),
    Fault(
        "draws-32-bits",
        "The random number is an int, written in eight digits behind a long prefix.",
        {"RES-UNGUESSABLE": EVERY},
        token_made_by(lambda _: f"production-access-token-{secrets.randbits(32):08x}"),
    ),
    Fault(
        "hands-out-its-token-again",
        "The answer is cached for each client.",
        {"RES-FRESH": EVERY},
        token_made_by(_last_by_client_and_hour),
    ),
    Fault(
        "caches-tokens-by-scope",
        "The key of the token cache is the scope alone.",
        {"RES-FRESH": EVERY, "RES-PER-CLIENT": EVERY},
        token_made_by(_last_by_scope),
    ),
    Fault(
        "goes-through-one-list-for-each-client",
        "Tokens are drawn in advance, and every client starts at the head of the list.",
        {"RES-PER-CLIENT": EVERY},
        token_made_by(_from_the_list),
    ),
)

FAULTS: tuple[Fault, ...] = (*_READABLE, *_PREDICTABLE)
