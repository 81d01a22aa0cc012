"""The pseudonyms that were seen: asked for once by each worker, judged by each check on its own."""

import pytest

from conformance.client import Client
from conformance.pseudonym_facts import Seen
from conformance.pseudonym_sightings import Sightings, pseudonyms_seen


@pytest.fixture
def sightings(client: Client) -> Sightings:
    """One pseudonym for each sign-in: of every human, at both clients and both providers where there are two."""
    return pseudonyms_seen(client)


@pytest.fixture
def seen(sightings: Sightings) -> tuple[Seen, ...]:
    """The pseudonyms alone."""
    return sightings.seen
