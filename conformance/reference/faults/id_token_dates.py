"""Faults of the dates of an id_token (chapter ID)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import id_token_edited, id_token_with

H2M = ("h2m",)
WORKING_DAY = 8 * 3600
OPENING_OF_AN_ACCOUNT = 1_546_300_800
"""The first of January 2019, in Unix seconds."""


def _written(write: Callable[[Any], Any], *names: str) -> Change:
    """These dates of the id_token are written in another way."""

    def edit(_: Attempt, draft: Any) -> Any:
        return replace(draft, claims={**draft.claims, **{name: write(draft.claims[name]) for name in names}})

    return id_token_edited(edit)


def _as_iso(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


_FORM = (
    _fault(
        "writes-exp-as-text",
        "exp comes out of a template, the other dates from the library.",
        "ID-DATES",
        _written(str, "exp"),
    ),
    _fault(
        "writes-dates-as-the-example-does",
        "The signed example of the page has all its dates in quotes.",
        "ID-DATES",
        _written(str, "iat", "exp", "auth_time"),
    ),
    _fault(
        "writes-dates-in-milliseconds",
        "The clock of the language counts milliseconds.",
        "ID-DATES",
        _written(lambda seconds: seconds * 1000, "iat", "exp"),
    ),
    _fault(
        "writes-dates-as-iso-8601",
        "The serialiser writes every date like that.",
        "ID-DATES",
        _written(_as_iso, "iat", "exp"),
    ),
    _fault(
        "writes-fractions-of-seconds",
        "The clock of the language gives seconds with a fraction, and nobody cut it off.",
        "ID-DATES",
        _written(lambda seconds: seconds + 0.25, "iat", "exp"),
    ),
    _fault("forgets-exp-in-the-id-token", "iat was thought to say enough.", "ID-DATES", id_token_with(exp=REMOVED)),
)

_VALUES = (
    _fault(
        "issues-id-tokens-in-local-time",
        "The local time of Amsterdam was taken for UTC.",
        "ID-IAT",
        _written(lambda seconds: seconds + 3600, "iat", "exp"),
    ),
    _fault(
        "dates-id-tokens-back",
        "Clients whose clocks are late complained, so every id_token is issued a minute ago.",
        "ID-IAT",
        _written(lambda seconds: seconds - 60, "iat", "exp"),
    ),
    _fault(
        "lets-id-tokens-live-for-an-hour",
        "The id_token lives as long as the access token.",
        "ID-LIFETIME",
        id_token_with(exp=lambda attempt: int(attempt.now) + 3600),
    ),
    _fault(
        "takes-seconds-for-milliseconds",
        "The setting for the life of JWTs is in milliseconds, and was added to seconds.",
        "ID-LIFETIME",
        id_token_with(exp=lambda attempt: int(attempt.now) + 30_000),
    ),
    _fault(
        "adds-the-skew-to-exp",
        "The skew that the client allows for anyway is added by the provider too.",
        "ID-LIFETIME",
        _written(lambda seconds: seconds + 5, "exp"),
    ),
    _fault(
        "lets-id-tokens-end-at-once",
        "exp is a copy of iat.",
        "ID-LIFETIME",
        _written(lambda seconds: seconds - 30, "exp"),
    ),
)

_AUTH_TIME = (
    _fault(
        "forgets-auth-time",
        "OpenID Connect wants it only where max_age was sent.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=REMOVED),
    ),
    _fault(
        "counts-auth-time-in-milliseconds",
        "The clock of the language counts milliseconds.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=lambda attempt: int(attempt.now * 1000)),
    ),
    _fault(
        "writes-auth-time-as-iso-8601",
        "The moment of the login is text in the store.",
        "ID-AUTH-TIME",
        _written(_as_iso, "auth_time"),
    ),
    _fault(
        "tells-the-end-of-the-session",
        "The session has one date, and that is its end.",
        "ID-AUTH-TIME",
        _written(lambda seconds: seconds + WORKING_DAY, "auth_time"),
    ),
    _fault(
        "tells-when-the-account-was-opened",
        "The record of the user has one date, and that is its beginning.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=OPENING_OF_AN_ACCOUNT),
    ),
    _fault(
        "never-notes-the-login",
        "The field is never filled, and its default is zero.",
        "ID-AUTH-TIME",
        id_token_with(auth_time=0),
    ),
)

FAULTS = _FORM + _VALUES + _AUTH_TIME
