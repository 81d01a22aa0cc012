"""A sample of `make planted` and `make unaccused`: crashes that nobody thought of are found, right endpoints accused of
nothing."""

import pytest

from conformance.fuzz.budgets import Budget
from conformance.reference.setting_up import PROFILES, good_design
from tests.planted import PLANTED, firsts
from tests.unaccused import accusations

SMALL = Budget("small", 40, 4, 200, 0, "tests")
OF_THE_ISSUE = (
    "claim-nested-3",
    "claim-of-256",
    "lone-surrogate",
    "jose-header-of-8-kb",
    "jti-with-nul",
    "field-of-8-kb",
)
BY_NAME = {one.name: one for one in PLANTED}


def test_each_planted_crash_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(PLANTED) > 60
    assert {profile for one in PLANTED for profile in one.profiles} == set(PROFILES)


def test_a_run_meets_crashes_that_no_strategy_knows() -> None:
    found = firsts("m2m", "certification", 1, OF_THE_ISSUE)
    assert set(OF_THE_ISSUE) <= set(found)


def test_a_crash_that_is_met_is_a_finding_of_the_check() -> None:
    design = BY_NAME["value-with-entity"].change(good_design("basic"))
    (accused,) = accusations("planted", design, Budget("small", 200, 0, 500, 0, "tests"), (1,))
    assert accused.requirement == "REQ-ROBUST"
    assert "status 500" in accused.words


@pytest.mark.parametrize("profile", PROFILES)
def test_the_strict_endpoint_is_accused_of_nothing(profile: str) -> None:
    assert list(accusations("strict", good_design(profile), SMALL, (1,))) == []
