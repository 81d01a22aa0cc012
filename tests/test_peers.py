"""A server that nobody of this project wrote is judged over HTTP, and every finding on it is known and explained."""

import os
from collections import Counter

import pytest

from conformance.catalogue import load_catalogue
from tests.peers.environment import NoEnvironmentError, python_of
from tests.peers.findings import LAYERS, differences, known
from tests.peers.page import PAGE, PEERS, PROFILE, with_tables
from tests.peers.running import run

PEER = "python_ishare"


@pytest.fixture(scope="module")
def environment() -> None:
    """The peer's own environment; only away from continuous integration may it be missing."""
    try:
        python_of(PEER)
    except NoEnvironmentError as reason:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            raise
        pytest.skip(f"the environment of {PEER} cannot be made here: {reason}")


@pytest.mark.usefixtures("environment")
def test_what_is_found_at_the_peer_is_exactly_what_is_explained() -> None:
    found = run(PEER)
    assert found.status == 1, "the suite itself did not run to its end"
    assert differences(found, known(PEER)) == []
    assert found.report.targets[0].verdict == "violates"
    assert set(found.outcomes) == {one.id for one in load_catalogue().values() if PROFILE in one.profiles}


def test_every_finding_names_a_row_its_layer_and_its_cause() -> None:
    catalogue = load_catalogue()
    for one in known(PEER).findings:
        row = catalogue[one.requirement]
        assert set(one.cases) <= set(row.cases or (None,)), one.requirement
        assert one.layer in LAYERS
        assert one.explanation.endswith("."), one.requirement
        assert "|" not in one.explanation, one.requirement


def test_no_case_is_explained_twice() -> None:
    told = Counter(pair for finding in known(PEER).findings for pair in finding.pairs)
    assert [pair for pair, times in told.items() if times > 1] == []


def test_the_page_shows_the_table_as_it_is() -> None:
    page = PAGE.read_text()
    assert with_tables(page, PEERS) == page
