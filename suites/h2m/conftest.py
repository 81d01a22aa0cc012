"""What the checks of a code need beside the client."""

import pytest

from conformance.outcome import NotApplicable

WAITING = "--conformance-wait-for-codes"


@pytest.fixture
def patience(pytestconfig: pytest.Config) -> None:
    """Ten minutes are waited only where they are asked for."""
    if not pytestconfig.getoption(WAITING):
        raise NotApplicable(f"it waits ten minutes, so it is asked for: {WAITING}")
