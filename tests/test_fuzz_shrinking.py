"""What is left of a finding: one edit with the smallest arguments, within the budget."""

import json
from typing import Any

import pytest

from conformance.fuzz.applying import change_of
from conformance.fuzz.recipe import read
from conformance.fuzz.searching import Reach, Seen, search
from conformance.fuzz.shrinking import shrunk
from conformance.fuzz.steps import Recipe
from conformance.fuzz.strategies import odd_assertions
from tests.fuzz_samples import Flow, flow_of

LARGE: Recipe = (
    ("parameter.insert", "scope", "x\0", 700, 5, False),
    ("member.set", "claims", "x-note", ("raw", "a\0\u00e9", 5000)),
    ("segment.insert", 1, 700, "=", 40),
)


def length_of(recipe: Recipe, kind: str, at: int) -> int:
    return max((int(edit[at]) for edit in recipe if edit[0] == kind), default=-1)


def test_one_edit_is_left_with_the_smallest_number() -> None:
    def long_text(recipe: Recipe) -> bool:
        return any(edit[0] == "member.set" and edit[3][0] in ("raw", "text") and edit[3][2] > 255 for edit in recipe)

    assert shrunk(LARGE, long_text, 100) == (("member.set", "claims", "x-note", ("text", "a", 256)),)


def test_the_letter_that_matters_is_left() -> None:
    def has_null(recipe: Recipe) -> bool:
        values = [edit[3] for edit in recipe if edit[0] == "member.set"]
        return any("\0" in value[1] and value[2] >= len(value[1]) for value in values if value[0] in ("raw", "text"))

    assert shrunk(LARGE, has_null, 100) == (("member.set", "claims", "x-note", ("text", "\0", 1)),)


def test_edits_that_only_together_are_a_finding_stay_together() -> None:
    def both(recipe: Recipe) -> bool:
        return length_of(recipe, "parameter.insert", 3) > 9 and length_of(recipe, "segment.insert", 4) > 30

    found = shrunk(LARGE, both, 200)
    assert found == (("parameter.insert", "scope", "a", 10, 0, False), ("segment.insert", 0, 0, "a", 31))


def test_a_date_that_lies_back_shrinks_towards_now() -> None:
    recipe: Recipe = (("date.move", "iat", -1_000_000_000),)
    assert shrunk(recipe, lambda one: one[0][2] <= -86_400, 100) == (("date.move", "iat", -86_400),)


@pytest.mark.parametrize("budget", [0, 1, 7, 20])
def test_no_more_is_asked_than_the_budget_has(budget: int) -> None:
    asked: list[Recipe] = []

    def is_finding(recipe: Recipe) -> bool:
        asked.append(recipe)
        return len(recipe) > 1

    shrunk(LARGE, is_finding, budget)
    assert len(asked) == len(set(asked)) <= budget


def test_only_recipes_are_asked_for() -> None:
    def is_finding(recipe: Recipe) -> bool:
        assert read(json.dumps(recipe)) == recipe
        return any(edit[0] == "segment.insert" for edit in recipe)

    assert shrunk(LARGE, is_finding, 500) == (("segment.insert", 0, 0, "a", 0),)


def claims_of(flow: Flow, recipe: Recipe) -> dict[str, Any]:
    request = change_of(recipe)(flow.good())
    try:
        found = json.loads(request.assertion.claims_bytes if request.assertion else b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def test_a_planted_crash_is_found_and_made_small() -> None:
    """It is the length of any claim at all, of which the generated input knows nothing."""
    flow = flow_of("m2m")

    def is_finding(recipe: Recipe) -> bool:
        claims = claims_of(flow, recipe)
        return any(isinstance(value, str) and 255 < len(value) < 300 for value in claims.values())

    def judge(recipe: Recipe) -> Seen:
        return Seen("500", "answered 500") if is_finding(recipe) else Seen("400")

    reach = search(odd_assertions().drawn, 3, 1000, judge, Reach())
    assert reach.findings, reach.words
    small = shrunk(reach.findings[0].recipe, is_finding, 100)
    assert len(small) == 1
    (value,) = (one for one in claims_of(flow, small).values() if isinstance(one, str) and len(one) > 255)
    assert len(value) == 256
