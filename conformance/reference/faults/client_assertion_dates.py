"""Faults in reading the dates of a client assertion: their types, their unit, their fractions (CA-NUMERIC …)."""

import math
from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, replaced, setting_from, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.rules_claims import DATES, is_missing_or_number

BEYOND_SECONDS = 100_000_000_000
"""A number of seconds some three thousand years ahead; of milliseconds it lies in the past."""


def _reads(convert: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    """The claims are converted when they are read, before any rule looks at them."""

    def read_claims(read: Callable[[bytes], Any], data: bytes) -> Any:
        value = read(data)
        return value | convert(value) if isinstance(value, dict) else value

    return setting_from(lambda settings: {"read_claims": lambda data: read_claims(settings.read_claims, data)})


def _reads_one(name: str, convert: Callable[[Any], Any]) -> Change:
    return _reads(lambda claims: {name: convert(claims[name])} if name in claims else {})


def _lets_pass(name: str, passes: Callable[[Any], bool]) -> Change:
    """The check of types lets this pass for one claim, and what is no number is not compared."""

    def holds(attempt: Attempt) -> bool:
        right = {each for each in DATES if is_missing_or_number(attempt, each)}
        return right | {name} == set(DATES) and (name in right or passes(attempt.claim(name)))

    return replaced("dates-are-numbers", holds)


def _number_in(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _first_of(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _without_sign(value: Any) -> Any:
    return abs(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _without_fraction(value: Any) -> Any:
    return math.floor(value) if isinstance(value, float) and math.isfinite(value) else value


def _seconds(value: Any) -> Any:
    return value // 1000 if isinstance(value, int) and value > BEYOND_SECONDS else value


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and math.isinf(value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _both_in_seconds(claims: dict[str, Any]) -> dict[str, Any]:
    """By iat it is told whether the client counts in milliseconds."""
    is_of_milliseconds = _seconds(claims.get("iat")) != claims.get("iat")
    return {name: _seconds(claims[name]) for name in ("iat", "exp") if is_of_milliseconds and name in claims}


_SLIPS: tuple[tuple[str, str, str, str, Callable[[str], Change]], ...] = (
    (
        "reads-{}-from-text",
        "{} may be text, and is turned into a number: the page's own example writes dates so.",
        "CA-NUMERIC",
        "{}-string",
        lambda name: _reads_one(name, _number_in),
    ),
    (
        "compares-{}-loosely",
        "{} is compared with an operator that finds true equal to, and not below, every number.",
        "CA-NUMERIC",
        "{}-boolean",
        lambda name: _lets_pass(name, lambda value: value is True),
    ),
    (
        "skips-{}-that-is-null",
        "That {} is there is asked of its name, and its value is judged where it is not null.",
        "CA-NUMERIC",
        "{}-null",
        lambda name: _lets_pass(name, lambda value: value is None),
    ),
    (
        "takes-the-first-{}-of-a-list",
        "One function reads all claims, and takes the first of a list, as aud may be one; {} too.",
        "CA-NUMERIC",
        "{}-array",
        lambda name: _reads_one(name, _first_of),
    ),
    (
        "compares-{}-with-nan",
        "The parser knows NaN, and {} is refused where a comparison is true: with NaN none is.",
        "CA-NUMERIC",
        "{}-nan",
        lambda name: both(without("payload-is-strict-json"), _lets_pass(name, _is_nan)),
    ),
    (
        "swallows-the-overflow-of-{}",
        "int({}) raises for infinity, and the exception is caught where it was meant for optional claims.",
        "CA-NUMERIC",
        "{}-1e400",
        lambda name: _lets_pass(name, _is_infinite),
    ),
    (
        "loses-the-sign-of-{}",
        "{} is read as a number without a sign.",
        "CA-NUMERIC",
        "{}-negative",
        lambda name: _reads_one(name, _without_sign),
    ),
    (
        "cuts-the-fraction-of-{}",
        "{} is cast to an integer when it is read.",
        "CA-NUMERIC-WHOLE",
        "{}-alone",
        lambda name: _reads_one(name, _without_fraction),
    ),
)


def _of(claim: str) -> tuple[Fault, ...]:
    """The slips of type that are made with either claim, each where that claim is read."""
    return tuple(
        Fault(name.format(claim), slip.format(claim), {row: {case.format(claim)}}, change(claim))
        for name, slip, row, case, change in _SLIPS
    )


FAULTS: tuple[Fault, ...] = (
    *_of("iat"),
    *_of("exp"),
    Fault(
        "takes-dates-with-a-fraction",
        "RFC 7519 allows fractions, and the lifetime comes out at thirty.",
        {"CA-NUMERIC-WHOLE": {"iat-and-exp"}},
        without("dates-are-whole"),
    ),
    Fault(
        "cuts-every-fraction",
        "Every date is cast to an integer when it is read.",
        {"CA-NUMERIC-WHOLE": EVERY},
        both(_reads_one("iat", _without_fraction), _reads_one("exp", _without_fraction)),
    ),
    Fault(
        "takes-milliseconds",
        "A number too large for seconds is taken for milliseconds.",
        {"CA-SECONDS": EVERY},
        both(_reads_one("iat", _seconds), _reads_one("exp", _seconds)),
    ),
    Fault(
        "takes-milliseconds-from-whoever-issues-in-them",
        "Where iat is too large for seconds, both dates are taken for milliseconds.",
        {"CA-SECONDS": {"iat-and-exp"}},
        _reads(_both_in_seconds),
    ),
    Fault(
        "takes-milliseconds-in-exp",
        "exp is divided by a thousand where it is too large, for a client in JavaScript that forgot to.",
        {"CA-SECONDS": {"exp-alone"}},
        _reads_one("exp", _seconds),
    ),
)
