"""Chapter CA: when an assertion was issued and when it ends (iSHARE JWT, JWT Payload; RFC 7523, section 3).

Within the skew of the target file nothing is judged (reading A18). The two clocks may differ by half of it, so times
lie one and a half skews and some seconds away.
"""

import pytest

from conformance.assertion import LIFETIME
from conformance.changes import Change, claims, issued, without_claims
from conformance.check import cases, requirement
from conformance.client import Client

agreed_clock = pytest.mark.usefixtures("agreed_clock")
CLEAR = 1.5
"""Skews beyond which the two clocks cannot mean the same time."""
BEYOND = 5
"""Seconds beyond that."""
AN_HOUR = 3600
TEN_YEARS = 3652 * 86_400
"""Seconds of ten years: whole days, so that the time of day is that of a living assertion."""


@requirement("CA-EXP")
@cases(missing=without_claims("exp"))
def test_an_assertion_that_never_ends_is_refused(client: Client, change: Change) -> None:
    """CTT: ASSERTION MISSING EXP."""
    client.asks(change).is_refused()


@requirement("CA-EXP")
@cases(
    a_little=issued(ago=LIFETIME + BEYOND, skews=CLEAR), an_hour=issued(ago=AN_HOUR), ten_years=issued(ago=TEN_YEARS)
)
@agreed_clock
def test_an_assertion_past_its_end_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-IAT")
@cases(missing=without_claims("iat"))
def test_an_assertion_that_was_never_issued_is_refused(client: Client, change: Change) -> None:
    """CTT: ASSERTION MISSING IAT."""
    client.asks(change).is_refused()


@requirement("CA-IAT")
@cases(future=issued(ago=-BEYOND, skews=-CLEAR), an_hour_old=claims(iat=lambda good: good["iat"] - AN_HOUR))
@agreed_clock
def test_an_assertion_of_another_time_is_refused(client: Client, change: Change) -> None:
    """In the case an-hour-old exp lies ahead as it always does; CTT: ASSERTION INVALID IAT."""
    client.asks(change).is_refused()
