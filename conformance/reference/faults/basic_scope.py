"""Faults in the grants that are known and the scopes that are granted (chapter BASIC)."""

import json
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, both, grant_with, replaced, setting_from, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.basic import BASIC

_URN = "urn:ietf:params:oauth:grant-type"
_GRANTS = {
    "password": ("password", "The grant of passwords was switched on for an app that is gone."),
    "refresh-token": (
        "refresh_token",
        "Refreshing was switched on, and its handler treats a missing token as a login.",
    ),
    "jwt-bearer": (f"{_URN}:jwt-bearer", "The grant of assertions is on by default, and the assertion is optional."),
    "device-code": (
        f"{_URN}:device_code",
        "The grant of devices came with the product, and its code is not looked for.",
    ),
}


def _knowing(grant: str) -> Change:
    return setting_from(lambda settings: {"grant_types": settings.grant_types | {grant}})


def _scope_told(make: Callable[[Attempt], object]) -> Change:
    return grant_with(scope=make)


def _lowered(attempt: Attempt) -> list[str]:
    return [value.lower() for value in attempt.scopes]


def _operators(attempt: Attempt) -> str:
    more = ["operate"] if "inspect" in attempt.scopes else []
    return " ".join((*attempt.scopes, *more))


_TYPES = (
    *(
        Fault(f"knows-the-grant-{case}", slip, {"BASIC-GRANT-ENUM": {case}}, _knowing(grant), BASIC)
        for case, (grant, slip) in _GRANTS.items()
    ),
    Fault(
        "grants-without-a-code",
        "The branch for codes looks a code up where there is one, and goes on where there is none.",
        {"BASIC-GRANT-ENUM": {"authorization-code"}},
        without("code-is-known"),
        BASIC,
    ),
)

_SCOPES = (
    Fault(
        "grants-what-is-registered-where-no-scope-is-asked-for",
        "A missing scope is filled in with everything that the client is registered for.",
        {"BASIC-SCOPE-REQUIRED": EVERY},
        both(
            without("scope-present"),
            _scope_told(lambda attempt: " ".join(attempt.scopes or sorted(attempt.settings.scopes))),
        ),
        BASIC,
    ),
    Fault(
        "lets-who-inspects-operate",
        "Whoever may inspect is put into the group of operators, and the group brings its own scope.",
        {"BASIC-SCOPE-NOT-WIDER": {"as-asked"}},
        _scope_told(_operators),
        BASIC,
    ),
    Fault(
        "grants-all-that-is-registered",
        "The scopes of the client's registration are granted, and those of the request only checked.",
        {"BASIC-SCOPE-NOT-WIDER": {"one-value"}},
        _scope_told(lambda attempt: " ".join(sorted(attempt.settings.scopes))),
        BASIC,
    ),
    Fault(
        "lowers-scopes",
        "The scopes are put in small letters before they are looked up.",
        {"BASIC-SCOPE-NOT-WIDER": {"letter-case"}},
        both(
            replaced("scopes-are-known", lambda attempt: set(_lowered(attempt)) <= attempt.settings.scopes),
            _scope_told(lambda attempt: " ".join(_lowered(attempt))),
        ),
        BASIC,
    ),
    Fault(
        "adds-a-scope-of-its-own",
        "Every token gets the scope of the service that issues it.",
        {"BASIC-SCOPE-NOT-WIDER": {"as-asked", "one-value"}},
        _scope_told(lambda attempt: " ".join((*attempt.scopes, "token-service"))),
        BASIC,
    ),
    Fault(
        "knows-every-scope",
        "The scopes are stored and handed on, and never looked up.",
        {"BASIC-SCOPE-UNKNOWN": EVERY},
        without("scopes-are-known"),
        BASIC,
    ),
    Fault(
        "drops-unknown-scopes-in-silence",
        "Unknown scopes are dropped, and an answer without scope says that all were granted.",
        {"BASIC-SCOPE-UNKNOWN": EVERY, "BASIC-RES-SCOPE-PRESENT": EVERY},
        both(without("scopes-are-known"), grant_with(scope=REMOVED)),
        BASIC,
    ),
    Fault(
        "leaves-the-scope-out",
        "The answer is a library's, whose scope is optional.",
        {"BASIC-RES-SCOPE-PRESENT": EVERY},
        grant_with(scope=REMOVED),
        BASIC,
    ),
)

_SPELLINGS = (
    Fault(
        "joins-scopes-with-commas",
        "The scopes are a list in the database, and its text has commas.",
        {"BASIC-RES-SCOPE": EVERY},
        _scope_told(lambda attempt: ",".join(attempt.scopes)),
        BASIC,
    ),
    Fault(
        "sends-scopes-as-text-of-json",
        "The list of scopes is turned into a string by the serialiser.",
        {"BASIC-RES-SCOPE": EVERY},
        _scope_told(lambda attempt: json.dumps(attempt.scopes)),
        BASIC,
    ),
    Fault(
        "sends-scopes-as-a-list",
        "The list of scopes is sent as it is.",
        {"BASIC-RES-SCOPE": EVERY, "RES-SCHEMA": EVERY},
        _scope_told(lambda attempt: list(attempt.scopes)),
        BASIC,
    ),
)

FAULTS: tuple[Fault, ...] = (*_TYPES, *_SCOPES, *_SPELLINGS)
