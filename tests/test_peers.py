"""Servers that nobody of this project wrote are judged over HTTP, and every finding on them is known and explained."""

import os
from collections import Counter

import pytest

from conformance.catalogue import load_catalogue
from tests.peers.environment import NoEnvironmentError, python_of
from tests.peers.findings import LAYERS, differences, known
from tests.peers.given import PROFILES
from tests.peers.page import PAGE, PEERS, with_tables
from tests.peers.running import run


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest) -> str:
    """A peer with an environment of its own."""
    return with_environment(request.param)


def with_environment(peer: str) -> str:
    """Give a peer that has an environment of its own; only away from continuous integration may that be missing."""
    try:
        python_of(peer)
    except NoEnvironmentError as reason:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            raise
        pytest.skip(f"the environment of {peer} cannot be made here: {reason}")
    return peer


def test_what_is_found_at_the_peer_is_exactly_what_is_explained(peer: str) -> None:
    found = run(peer)
    assert found.status == 1, "the suite itself did not run to its end"
    assert differences(found, known(peer)) == []
    assert found.report.targets[0].verdict == "violates"
    assert set(found.outcomes) == {one.id for one in load_catalogue().values() if PROFILES[peer] in one.profiles}


@pytest.mark.parametrize("name", PEERS)
def test_every_finding_names_a_row_its_layer_and_its_cause(name: str) -> None:
    catalogue = load_catalogue()
    for one in known(name).findings:
        row = catalogue[one.requirement]
        assert set(one.cases) <= set(row.cases or (None,)), one.requirement
        assert one.layer in LAYERS
        assert one.explanation.endswith("."), one.requirement
        assert "|" not in one.explanation, one.requirement


@pytest.mark.parametrize("name", PEERS)
def test_no_case_is_explained_twice(name: str) -> None:
    told = Counter(pair for finding in known(name).findings for pair in finding.pairs)
    assert [pair for pair, times in told.items() if times > 1] == []


def test_the_page_shows_the_table_as_it_is() -> None:
    page = PAGE.read_text()
    assert with_tables(page, PEERS) == page
