"""What the checks of dangerous assertions need beside the client."""

from collections.abc import Mapping

import pytest

from conformance.callbacks import Offered, offered_by
from conformance.client import Client
from conformance.listener_place import place_of, place_towards

LISTENER = "--conformance-dangerous-listener"


@pytest.fixture
def callbacks(client: Client, danger: None, pytestconfig: pytest.Config) -> Mapping[str, Offered]:  # noqa: ARG001
    """What became of every address that was offered in a header, by case."""
    given = pytestconfig.getoption(LISTENER)
    return offered_by(client, place_of(given) if given else place_towards(client.target.endpoint))
