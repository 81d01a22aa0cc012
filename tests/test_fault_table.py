"""The proof of the product: every specimen of the reference endpoint, over HTTP, and exactly what is found at it."""

from typing import Any

import pytest

from conformance.reference.fault import Fault, Oddity, OverStrict, Variation, Wreck
from conformance.reference.faults import all_faults
from conformance.reference.oddities import all_oddities
from conformance.reference.over_strict import all_over_strict
from conformance.reference.setting_up import good_design
from conformance.reference.variations import all_variations
from conformance.reference.wrecks import all_wrecks
from tests.expected_outcomes import GOOD, expected_of, is_negative
from tests.fault_table import rows
from tests.specimens import differences, run


def each(argument: str, specimens: tuple[Any, ...]) -> pytest.MarkDecorator:
    """Parametrize by specimens, under their names."""
    return pytest.mark.parametrize(argument, specimens, ids=[one.name for one in specimens])


def test_the_good_endpoint_conforms() -> None:
    found = run(good_design())
    assert found.outcomes == expected_of({})
    assert set(found.outcomes) == {row.id for row in rows("m2m")}
    assert (found.status, found.report.targets[0].verdict) == (0, "conforms")


@each("fault", all_faults("m2m"))
def test_a_fault_is_found_by_exactly_what_it_breaks(fault: Fault) -> None:
    found = run(fault.change(good_design()))
    assert not differences(found, fault.breaks)
    assert bool(found.crashes) is fault.crashes


@each("fault", all_over_strict("m2m"))
def test_an_over_strict_fault_is_found_by_exactly_what_it_breaks(fault: OverStrict) -> None:
    found = run(fault.change(good_design()))
    assert not differences(found, fault.breaks)
    assert not found.crashes


@each("variation", all_variations("m2m"))
def test_a_legal_variation_conforms(variation: Variation) -> None:
    found = run(variation.change(good_design()))
    assert found.outcomes == expected_of(variation.expected)
    assert (found.status, found.report.targets[0].verdict) == (0, "conforms")


@each("wreck", all_wrecks("m2m"))
def test_no_negative_sent_to_a_wreck_holds(wreck: Wreck) -> None:
    found = run(wreck.change(good_design()), timeout=0.5)
    purposes = {one.number: one.purpose for one in found.report.run.exchanges}
    held = [
        check.id
        for check in found.report.run.checks
        if check.outcome == "holds"
        and is_negative(check.requirement, check.case)
        and any(purposes[number] == "changed request" and number > wreck.begins_after for number in check.exchanges)
    ]
    assert not held
    assert found.status in (1, 10)
    assert found.report.targets[0].verdict != "conforms"


@each("oddity", all_oddities("m2m"))
def test_an_oddity_has_the_outcome_that_it_should_have(oddity: Oddity) -> None:
    assert run(oddity.change(good_design())).outcomes == expected_of(oddity.expected)


def test_the_expected_outcomes_name_rows_that_exist() -> None:
    assert set(GOOD) <= {row.id for row in rows("m2m")}
