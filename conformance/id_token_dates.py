"""Chapter ID: what the dates of an id_token have to be (RFC 7519, section 2; readings A6 and A18)."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from conformance.id_token import IdToken
from conformance.id_token_facts import Expectations, Undecided, said
from conformance.outcome import NotTestable, Violated, judge

LIFETIME = 30
"""Seconds between iat and exp of an iSHARE JWT."""
MISLEADING = (
    "the signed example on the page of the H2M access token has its dates as strings too: the example misleads, "
    "for RFC 7519 and the printed example of the same page have numbers (reading A6)"
)
AS_STRING = (
    "auth_time is a string of digits, as the table of the H2M page has it; OpenID Connect has a number (reading A6)"
)
_DIGITS = re.compile(r"[0-9]{1,20}\Z")
_NEVER = 1e20
_MILLISECONDS = 1e11
"""From this number on (the year 5138) a date can only be meant in a smaller unit than seconds."""


def has_dates(token: IdToken, _: Expectations) -> None:
    """ID-DATES: iat and exp are JSON numbers in whole seconds."""
    found = {name: _fault(token.claims, name) for name in ("iat", "exp")}
    wrong = "; ".join(fault for fault in found.values() if fault)
    strings = [name for name in found if _is_digits(token.claims.get(name))]
    if wrong:
        expected = "iat and exp are JSON numbers in whole seconds"
        raise Violated(expected, wrong, notes=(MISLEADING,) if strings else ())


def is_issued_now(token: IdToken, known: Expectations) -> None:
    """ID-IAT: issued when the answer came, within the skew."""
    issued = _seconds(token, "iat")
    if known.arrived is None:
        raise Undecided("when it came is not known")
    expected = f"iat is within {known.skew:g} s of {told(known.arrived)}, when the id_token came"
    late = known.arrived - issued
    side = "before" if late > 0 else "after"
    judge(abs(late) <= known.skew, expected, f"iat is {told(issued)}, {abs(late):.0f} s {side} it came")


def lives_thirty_seconds(token: IdToken, _: Expectations) -> None:
    """ID-LIFETIME: exp is iat + 30."""
    lifetime = _seconds(token, "exp") - _seconds(token, "iat")
    judge(abs(lifetime - LIFETIME) < 0.001, f"exp is iat + {LIFETIME}", f"exp is iat {lifetime:+.15g}")


def has_login_time(token: IdToken, known: Expectations) -> str | None:
    """ID-AUTH-TIME: Unix seconds, not after now (else: iat), not before the login; a string of digits is noted."""
    name, claims = "auth_time", token.claims
    fault = None if _is_digits(claims.get(name)) else _fault(claims, name, whole=False)
    login = _number(claims.get(name))
    if fault or login is None or login >= _MILLISECONDS:
        raise Violated("auth_time is a Unix time in seconds", fault or said(claims, name))
    latest, its_name = (known.arrived, "now") if known.arrived is not None else (_number(claims.get("iat")), "iat")
    if latest is not None:
        judge(login <= latest + known.skew, f"auth_time is not after {its_name}", _apart(login, latest, its_name))
    note = AS_STRING if _is_digits(claims[name]) else None
    if known.login is None:
        raise Undecided("when the human logged in is not known", note)
    first = f"auth_time is not before the login that opened the session, {told(known.login)}"
    judge(login >= known.login - known.skew, first, _apart(login, known.login, "the login"))
    return note


def told(seconds: float) -> str:
    """Write a Unix time as a date where it is one."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError):
        return f"{seconds:.15g}"
    return f"{moment.isoformat()}Z ({seconds:.15g})"


def _apart(one: float, other: float, name: str) -> str:
    side = "after" if one > other else "before"
    return f"it is {told(one)}, {abs(one - other):.0f} s {side} {name}"


def _seconds(token: IdToken, name: str) -> float:
    """A date as a number. One that is a string of digits is told in ID-DATES alone; what it says is judged."""
    value = _number(token.claims.get(name))
    is_usable = _is_digits(token.claims.get(name)) or _fault(token.claims, name, whole=False) is None
    if value is None or value >= _MILLISECONDS or not is_usable:
        raise NotTestable(f"it needs ID-DATES: {said(token.claims, name)}")
    return value


def _fault(claims: Mapping[str, Any], name: str, *, whole: bool = True) -> str | None:
    """Say what keeps a claim from being a date in seconds."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return said(claims, name)
    if value < 0 or value == math.inf:
        return f"{said(claims, name)}, which is no time"
    if whole and value != math.floor(value):
        return f"{said(claims, name)}, with a fraction"
    return f"{said(claims, name)}, in milliseconds" if value >= _MILLISECONDS else None


def _number(value: Any) -> float | None:
    """A number, or a string of digits, as a number; None for anything else, and for what no clock will ever show."""
    if _is_digits(value):
        return float(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < _NEVER else None


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and _DIGITS.match(value) is not None
