"""What an answer says about the life of its token (RFC 6749, section 5.1: ``expires_in``)."""

from typing import Any

from conformance.granted import Grant
from conformance.outcome import NotApplicable, NotTestable
from conformance.strict_json import kind_of

FRACTIONS_ALLOWED = frozenset({"m2m"})
"""Profiles whose page gives ``expires_in`` the type number rather than integer (reading A5)."""
GROWS = 1.5
"""Seconds by which growth may miss the time that went by and still be the clock's."""
UNITS = (1, 1000, 1_000_000)
"""Seconds, milliseconds and microseconds: the parts of a second in which a clock is written."""


def lifetime_fault(value: Any, profile: str) -> str | None:
    """Say what is wrong with a value of ``expires_in``; None where it is a right one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"expires_in is {kind_of(value)}"
    if value < 0:
        return f"expires_in is negative: {value}"
    if profile not in FRACTIONS_ALLOWED and value % 1:
        return f"expires_in has a fraction: {value}"
    return None


def lifetime_of(grant: Grant, profile: str) -> float:
    """Give the life that an answer promises, in seconds.

    Raises ``NotApplicable`` where it says nothing, ``NotTestable`` where RES-EXPIRES-IN has something to say first.
    """
    if "expires_in" not in grant.members:
        raise NotApplicable("the answer has no expires_in")
    fault = lifetime_fault(grant.members["expires_in"], profile)
    if fault:
        raise NotTestable(f"it needs RES-EXPIRES-IN: {fault}")
    return float(min(grant.members["expires_in"], 1e300))


def grew_with_clock(growth: float, seconds: float) -> bool:
    """Tell whether a value grew by the seconds that went by, in whichever unit it counts."""
    return any(abs(growth / unit - seconds) <= GROWS for unit in UNITS)
