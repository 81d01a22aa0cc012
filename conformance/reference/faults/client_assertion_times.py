"""Faults in judging when a client assertion was issued, begins and ends (CA-IAT, CA-EXP, CA-NBF, CA-LIFETIME …)."""

from datetime import timedelta

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, relaxed, replaced, without
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, Fault
from conformance.reference.refusals import invalid_client

HOUR = 3600


def _lifetime(attempt: Attempt) -> float:
    """Seconds from iat to exp; that of a right assertion where one of them is no number: another rule says so."""
    issued, expiry = attempt.number("iat"), attempt.number("exp")
    return attempt.settings.assertion_life if issued is None or expiry is None else expiry - issued


def _lives_at(attempt: Attempt, now: float) -> bool:
    issued, expiry = attempt.number("iat"), attempt.number("exp")
    skew = attempt.settings.skew
    return issued is not None and expiry is not None and issued - skew <= now < expiry + skew


def _has_seconds_left(attempt: Attempt) -> bool:
    """The seconds of what is left, without its days: the field of a timedelta, not its total."""
    expiry = attempt.number("exp")
    if expiry is None or abs(expiry - attempt.now) > timedelta.max.days * 86_400:
        return False
    return timedelta(seconds=expiry - attempt.now).seconds <= attempt.settings.assertion_life


def _also_lasting(*lives: int) -> Change:
    return relaxed("lifetime-is-right", lambda attempt: _lifetime(attempt) in lives)


EXPIRY = (
    Fault(
        "ignores-expiry",
        "The library's check of exp was switched off for a test and never on again.",
        {"CA-EXP": {"a-little", "an-hour", "ten-years"}},
        without("not-expired"),
    ),
    Fault(
        "demands-no-expiry",
        "exp is judged where it is there; that it may be missing came to nobody's mind.",
        {"CA-EXP": {"missing"}},
        without("expiry-present"),
    ),
    Fault(
        "gives-five-minutes-of-grace",
        "The library forgives five minutes by default.",
        {"CA-EXP": {"a-little"}},
        relaxed("not-expired", lambda attempt: (attempt.number("exp") or 0) > attempt.now - 300),
    ),
    Fault(
        "forgives-summer-time",
        "A partner's clock was an hour late all summer, so an assertion that lived an hour ago is taken as well.",
        {"CA-EXP": {"an-hour"}},
        relaxed("not-expired", lambda attempt: _lives_at(attempt, attempt.now - HOUR)),
    ),
    Fault(
        "reads-the-seconds-of-a-timedelta",
        "What is left is read with timedelta.seconds in place of total_seconds(), which leaves whole days out.",
        {"CA-EXP": {"ten-years"}},
        relaxed("not-expired", _has_seconds_left),
    ),
)

ISSUED = (
    Fault(
        "demands-no-iat",
        "iat is judged where it is there, for RFC 7523 makes it optional.",
        {"CA-IAT": {"missing"}},
        without("issued-at-present"),
    ),
    Fault(
        "takes-iat-of-the-future",
        "That iat has come is not asked: most libraries look at exp alone.",
        {"CA-IAT": {"future"}},
        without("not-issued-in-the-future"),
    ),
    Fault(
        "compares-minutes-and-seconds",
        "exp and iat are compared without their hours, after a quarrel about summer time.",
        {"CA-IAT": {"an-hour-old"}},
        _also_lasting(HOUR + 30),
    ),
)

NOT_BEFORE = (
    Fault(
        "ignores-nbf",
        "nbf is no claim of the page, so nobody looks at it.",
        {"CA-NBF": {"future"}},
        without("not-before-has-come"),
    ),
    Fault(
        "demands-nbf",
        "nbf stands in the library's list of required claims.",
        {"CA-NBF": {"absent"}},
        before(
            "not-before-has-come",
            Rule("not-before-present", lambda attempt: "nbf" in attempt.claims, invalid_client("nbf is missing")),
        ),
    ),
)

LIFETIME = (
    Fault(
        "takes-any-lifetime",
        "exp is compared with the clock, and with nothing else.",
        {
            "CA-LIFETIME": EVERY,
            "CA-LIFETIME-EXACT": EVERY,
            "CA-IAT": {"an-hour-old"},
            "CA-SECONDS": {"exp-alone"},
            "CA-NUMERIC": {"iat-negative"},
        },
        without("lifetime-is-right"),
    ),
    Fault(
        "takes-a-shorter-life",
        "Thirty seconds are an upper bound alone.",
        {"CA-LIFETIME": {"10-seconds", "before-iat"}, "CA-LIFETIME-EXACT": {"29-seconds"}},
        relaxed("lifetime-is-right", lambda attempt: _lifetime(attempt) <= 30),
    ),
    Fault(
        "takes-the-lifetime-of-its-tests",
        "Ten seconds are allowed beside thirty, so that the tests need not wait so long.",
        {"CA-LIFETIME": {"10-seconds"}},
        _also_lasting(10),
    ),
    Fault(
        "takes-a-minute",
        "A minute is allowed beside thirty seconds: the default of another scheme that the endpoint serves.",
        {"CA-LIFETIME": {"60-seconds"}},
        _also_lasting(60),
    ),
    Fault(
        "takes-the-lifetime-of-an-access-token",
        "One function judges assertions and access tokens, and either's lifetime is right.",
        {"CA-LIFETIME": {"3600-seconds"}},
        relaxed("lifetime-is-right", lambda attempt: _lifetime(attempt) == attempt.settings.token_life),
    ),
    Fault(
        "leaves-an-exp-before-iat-to-the-check-of-exp",
        "A lifetime below zero is not compared, for such an assertion has expired; but that check forgives the skew.",
        {"CA-LIFETIME": {"before-iat"}},
        relaxed("lifetime-is-right", lambda attempt: _lifetime(attempt) < 0),
    ),
    Fault(
        "forgives-a-second-of-lifetime",
        "The lifetime may differ by a second, because clients round.",
        {"CA-LIFETIME-EXACT": EVERY},
        relaxed("lifetime-is-right", lambda attempt: abs(_lifetime(attempt) - 30) <= 1),
    ),
    Fault(
        "forgives-a-second-less",
        "A lifetime of twenty-nine seconds is taken, for a client that rounds exp down.",
        {"CA-LIFETIME-EXACT": {"29-seconds"}},
        _also_lasting(29),
    ),
    Fault(
        "counts-one-second-too-many",
        "The allowed lifetimes are a range whose end was meant to be left out, and is not.",
        {"CA-LIFETIME-EXACT": {"31-seconds"}},
        replaced("lifetime-is-right", lambda attempt: 30 <= _lifetime(attempt) <= 31),
    ),
)

FAULTS: tuple[Fault, ...] = (*EXPIRY, *ISSUED, *NOT_BEFORE, *LIFETIME)
