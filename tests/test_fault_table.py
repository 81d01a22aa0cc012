"""The proof of the product: every specimen of the reference endpoint, over HTTP, and exactly what is found at it."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from conformance.reference.fault import Fault, Oddity, OverStrict, Variation, Wreck
from conformance.reference.faults import all_faults
from conformance.reference.oddities import all_oddities
from conformance.reference.over_strict import all_over_strict
from conformance.reference.variations import all_variations
from conformance.reference.wrecks import all_wrecks
from tests.expected_outcomes import GOOD, expected_of, is_negative
from tests.fault_table import BUILT, RUN, part_of, parts_in_turn, rows
from tests.specimens import Found, differences, good, inputs_for, run

IN_TURN = parts_in_turn(os.environ.get("TABLE_PART", ""))
A_FEW = 40
"""Generated inputs of each check at the good endpoint; `python -m tests.planted` sends it as many as a night does."""
built = pytest.mark.parametrize("profile", BUILT)


def each(kind: Callable[[str], tuple[Any, ...]]) -> pytest.MarkDecorator:
    """Parametrize by a kind of specimens of every built profile, under their names."""
    named = [(f"{profile}-{one.name}", profile, one) for profile in RUN for one in kind(profile)]
    found = [pytest.param(profile, one, id=name) for name, profile, one in named if part_of(name) in IN_TURN]
    return pytest.mark.parametrize("profile, specimen", found)


def run_at(profile: str, specimen: Any, timeout: float = 10) -> Found:
    """Run the suite against a specimen of a profile."""
    return run(specimen.change(good(profile)), timeout=timeout, inputs=inputs_for(getattr(specimen, "breaks", {})))


@built
def test_the_good_endpoint_conforms(profile: str) -> None:
    found = run(good(profile), inputs=A_FEW)
    assert found.outcomes == expected_of(profile, {})
    assert {row.id for row in rows(profile)} <= set(found.outcomes)
    assert (found.status, found.report.targets[0].verdict) == (0, "conforms")
    assert not found.crashes


@each(all_faults)
def test_a_fault_is_found_by_exactly_what_it_breaks(profile: str, specimen: Fault) -> None:
    found = run_at(profile, specimen)
    assert not differences(found, specimen.breaks)
    assert bool(found.crashes) is specimen.crashes


@each(all_over_strict)
def test_an_over_strict_fault_is_found_by_exactly_what_it_breaks(profile: str, specimen: OverStrict) -> None:
    found = run_at(profile, specimen)
    assert not differences(found, specimen.breaks)
    assert not found.crashes


@each(all_variations)
def test_a_legal_variation_conforms(profile: str, specimen: Variation) -> None:
    found = run_at(profile, specimen)
    assert found.outcomes == expected_of(profile, specimen.expected)
    assert (found.status, found.report.targets[0].verdict) == (0, "conforms")
    assert not found.crashes


@each(all_wrecks)
def test_no_negative_sent_to_a_wreck_holds(profile: str, specimen: Wreck) -> None:
    found = run_at(profile, specimen, timeout=0.5)
    purposes = {one.number: one.purpose for one in found.report.run.exchanges}
    held = [
        check.id
        for check in found.report.run.checks
        if check.outcome == "holds"
        and is_negative(check.requirement, check.case)
        and any(purposes[number] == "changed request" and number > specimen.begins_after for number in check.exchanges)
    ]
    assert not held
    assert found.status in (1, 10)
    assert found.report.targets[0].verdict != "conforms"


@each(all_oddities)
def test_an_oddity_has_the_outcome_that_it_should_have(profile: str, specimen: Oddity) -> None:
    assert run_at(profile, specimen).outcomes == expected_of(profile, specimen.expected)


@built
def test_the_expected_outcomes_name_rows_that_exist(profile: str) -> None:
    assert set(GOOD[profile]) <= {row.id for row in rows(profile)}
