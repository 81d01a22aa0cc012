"""Answers that many checks look at: asked for once by each worker, judged by each check on its own."""

import pytest

from conformance.client import Client
from conformance.granted import NUMBER_OF_GRANTS, Grant, grants_of
from conformance.outcome import NotApplicable, NotTestable
from conformance.refusals import Refusals, refusals_of

DANGEROUS = "--conformance-dangerous"


@pytest.fixture
def grant(client: Client) -> Grant:
    """One answer that grants."""
    found = grants_of(client, 1)[0]
    client.uses(found.exchange)
    return found


@pytest.fixture
def grants(client: Client) -> list[Grant]:
    """Sixteen answers that grant, one after another."""
    found = grants_of(client, NUMBER_OF_GRANTS)
    client.uses(*(one.exchange for one in found))
    return found


@pytest.fixture
def refusals(client: Client) -> Refusals:
    """The chosen refusals of the profile, by the name of what was wrong with each request."""
    return refusals_of(client)


@pytest.fixture
def agreed_clock(client: Client) -> None:
    """Nothing about time can be judged where the endpoint's clock and ours differ too much."""
    if not client.session.trusted:
        client.session.control("opening control")
    if client.session.clock_trouble:
        raise NotTestable(client.session.clock_trouble)


@pytest.fixture
def danger(pytestconfig: pytest.Config) -> None:
    """What could harm an endpoint, or makes it call somewhere, is sent only where it is asked for."""
    if not pytestconfig.getoption(DANGEROUS):
        raise NotApplicable(
            f"it is opt-in and was not asked for: conformance run … --dangerous, or {DANGEROUS} for pytest"
        )
