"""A sweep is walked whole: each of its edits is sent once, whichever part of a check sends it."""

from collections import Counter
from itertools import chain

import pytest

from conformance.fuzz.budgets import BUDGETS, Budget
from conformance.fuzz.plan import Plan
from conformance.fuzz.recipe import compatible, is_harmless, step_of
from conformance.fuzz.strategies import harmless_assertions, harmless_requests
from conformance.fuzz.sweeps import NOTHING, Sweep, of_assertion, of_request

SWEEPS = {"assertion": of_assertion(), **{name: of_request(name) for name in ("m2m", "h2m", "ciam", "basic")}}


@pytest.fixture(params=SWEEPS)
def sweep(request: pytest.FixtureRequest) -> Sweep:
    return SWEEPS[request.param]


def test_a_walk_holds_every_edit_once(sweep: Sweep) -> None:
    walk = sweep.walk(1)
    assert Counter(chain(*walk)) == Counter((*sweep.known, *sweep.unknown))
    assert all(compatible(recipe) == recipe for recipe in walk)
    assert {recipe[0] for recipe in walk if len(recipe) == 1} >= set(sweep.known)


def test_a_seed_decides_the_order_and_what_goes_together(sweep: Sweep) -> None:
    assert sweep.walk(1) == sweep.walk(1)
    assert sweep.walk(1) != sweep.walk(2)
    assert set(sweep.walk(1)) != set(sweep.walk(2))


def test_every_edit_of_a_sweep_can_be_understood_and_what_stands_alone_is_odd(sweep: Sweep) -> None:
    assert all(step_of(edit).words for edit in (*sweep.known, *sweep.unknown))
    assert not [edit for edit in sweep.known if is_harmless((edit,))]


def test_what_is_harmless_is_drawn_alone() -> None:
    assert harmless_assertions().walked is harmless_requests("ciam").walked is NOTHING


def test_the_parts_of_a_check_walk_a_sweep_together(sweep: Sweep) -> None:
    nightly = BUDGETS["nightly"]
    plans = [Plan(nightly.part(part), 7, part=part, parts=nightly.parts) for part in range(nightly.parts)]
    walked = list(chain(*(plan.first("CA-FUZZ", sweep) for plan in plans)))
    assert Counter(walked) == Counter(sweep.walk(Plan(seed=7).seed_of("CA-FUZZ", "walk")))


def test_a_small_budget_walks_less_and_keeps_something_to_draw(sweep: Sweep) -> None:
    assert len(Plan(Budget("small", 50, 5, 150, 0, "tests")).first("CA-FUZZ", sweep)) == 40
    assert len(Plan(BUDGETS["certification"]).first("CA-FUZZ", sweep)) <= 800
