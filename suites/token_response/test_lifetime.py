"""Chapter RES: how long the token lives (RFC 6749, section 5.1)."""

from conformance.check import requirement, waits
from conformance.client import Client
from conformance.granted import Grant, later_grant
from conformance.lifetime import grew_with_clock, lifetime_fault, lifetime_of
from conformance.outcome import NotApplicable, judge

THIRTY_DAYS = 30 * 86_400
SOME_SECONDS = 3.0
CONFIRMATIONS = 3
"""How often a short life that grows as the clock does is asked for again: one drawn by lot may grow by chance."""


@requirement("RES-EXPIRES-IN")
def test_expires_in_is_a_number_that_is_not_negative(client: Client, grant: Grant) -> None:
    if "expires_in" not in grant.members:
        raise NotApplicable("the answer has no expires_in")
    fault = lifetime_fault(grant.members["expires_in"], client.target.profile)
    judge(fault is None, "expires_in, a JSON number of zero or more", fault or "")


@requirement("RES-EXPIRES-PRESENT")
def test_the_answer_tells_how_long_the_token_lives(client: Client, grant: Grant) -> None:
    judge("expires_in" in grant.members, "expires_in", "the answer has no expires_in")
    seconds = lifetime_of(grant, client.target.profile)
    judge(seconds > 0 and seconds % 1 == 0, "a whole number of seconds above zero", f"expires_in is {seconds:g}")


@requirement("RES-EXPIRES-RELATIVE")
@waits
def test_expires_in_counts_from_the_answer(client: Client, grant: Grant) -> None:
    certain = lifetime_of(grant, client.target.profile) >= THIRTY_DAYS
    later = later_grant(client, SOME_SECONDS)
    client.uses(later.exchange)
    steps = [_growth(client, grant, later)]
    while grew_with_clock(*steps[-1]) and len(steps) <= (0 if certain else CONFIRMATIONS):
        client.session.clock.wait(SOME_SECONDS)
        grant, later = later, Grant(client.session.control("good request, to confirm"))
        steps.append(_growth(client, grant, later))
    grown, seconds = (sum(column) for column in zip(*steps, strict=True))
    actual = f"it grew by {grown:.0f} in {seconds:.0f} s, from answer to answer"
    judge(not grew_with_clock(*steps[-1]), "a duration that does not grow with the clock", actual)


def _growth(client: Client, first: Grant, second: Grant) -> tuple[float, float]:
    """By how much the value grew, and the seconds that went by."""
    values = [lifetime_of(one, client.target.profile) for one in (first, second)]
    return values[1] - values[0], second.exchange.started - first.exchange.started


@requirement("RES-EXPIRES-DURATION")
def test_the_lifetime_is_less_than_thirty_days(client: Client, grant: Grant) -> None:
    seconds = lifetime_of(grant, client.target.profile)
    actual = f"{seconds:.0f} s, which is {seconds / 86_400:.0f} days"
    judge(seconds < THIRTY_DAYS, "less than 30 days, in seconds", actual)


@requirement("RES-EXPIRES-3600")
def test_the_token_lives_for_one_hour(client: Client, grant: Grant) -> None:
    seconds = lifetime_of(grant, client.target.profile)
    judge(seconds == 3600, "expires_in 3600", f"expires_in {seconds:g}")
