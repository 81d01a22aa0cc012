"""A search: the same recipes for the same seed, a count of all that was sent, an end where there is one to make."""

import importlib
from pathlib import Path

import pytest
from hypothesis.strategies import sampled_from

from conformance.fuzz import searching
from conformance.fuzz.budgets import BUDGETS, DEFAULT, Budget, help_words
from conformance.fuzz.recipe import described
from conformance.fuzz.searching import Judge, Reach, Seen, search
from conformance.fuzz.steps import Recipe
from conformance.fuzz.strategies import harmless_assertions, odd_assertions

EXAMPLES = 60


def noting(found: list[Recipe], trouble_at: tuple[int, ...] = ()) -> Judge:
    def judge(recipe: Recipe) -> Seen:
        found.append(recipe)
        is_trouble = len(found) in trouble_at
        return Seen("500" if is_trouble else "400", f"answered 500, number {len(found)}" if is_trouble else None)

    return judge


def test_a_seed_draws_the_same_recipes_and_another_one_others() -> None:
    runs: list[list[Recipe]] = [[], [], []]
    for found, seed in zip(runs, (7, 7, 8), strict=True):
        search(odd_assertions().drawn, seed, EXAMPLES, noting(found), Reach())
    assert runs[0] == runs[1]
    assert len(set(runs[0]) & set(runs[2])) < EXAMPLES / 2


def test_as_many_different_inputs_are_sent_as_were_asked_for() -> None:
    found: list[Recipe] = []
    reach = search(harmless_assertions().drawn, 1, EXAMPLES, noting(found), Reach())
    assert len(found) == len(set(found)) == reach.sent == EXAMPLES
    assert reach.words == f"{EXAMPLES} generated inputs: 400 ({EXAMPLES})"
    assert not reach.findings


def test_a_long_search_begins_anew_now_and_then_and_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_AT_ONCE", 20)
    runs: list[list[Recipe]] = [[], []]
    for found in runs:
        reach = search(odd_assertions().drawn, 7, EXAMPLES - 5, noting(found), Reach())
        assert len(set(found)) == reach.sent == EXAMPLES - 5
    assert runs[0] == runs[1]


def test_where_little_can_be_drawn_all_of_it_is_sent() -> None:
    few: list[Recipe] = [(("segment.empty", number),) for number in range(3)]
    found: list[Recipe] = []
    search(sampled_from(few), 7, EXAMPLES, noting(found), Reach())
    assert sorted(found) == few


def test_it_ends_at_the_first_finding() -> None:
    found: list[Recipe] = []
    reach = search(odd_assertions().drawn, 1, EXAMPLES, noting(found, (5,)), Reach())
    assert len(found) == reach.sent == 5
    assert [one.recipe for one in reach.findings] == [found[4]]
    assert reach.met == {"400": 4, "500": 1}


def test_it_goes_on_for_findings_of_other_kinds() -> None:
    found: list[Recipe] = []
    reach = search(odd_assertions().drawn, 1, EXAMPLES, noting(found, (5, 9)), Reach(), most_findings=3)
    assert [one.recipe for one in reach.findings] == [found[4], found[8]]
    assert reach.sent == EXAMPLES


def test_findings_of_one_kind_are_one() -> None:
    reach = search(odd_assertions().drawn, 1, EXAMPLES, lambda _: Seen("500", "answered 500"), Reach(), most_findings=2)
    assert len(reach.findings) == 1
    assert reach.met == {"500": EXAMPLES}


def test_kept_findings_are_sent_first() -> None:
    kept: tuple[Recipe, ...] = ((("parameter.remove", "scope", False),), (("segment.empty", 1),))
    found: list[Recipe] = []
    reach = search(odd_assertions().drawn, 1, EXAMPLES, noting(found), Reach(), first=kept)
    assert tuple(found[:2]) == kept
    assert reach.sent == len(set(found)) == EXAMPLES
    again = search(odd_assertions().drawn, 1, EXAMPLES, noting([], (1,)), Reach(), first=kept)
    assert [one.recipe for one in again.findings] == [kept[0]]
    assert again.sent == 1


def test_nothing_is_sent_without_a_budget() -> None:
    assert search(odd_assertions().drawn, 1, 0, noting([]), Reach()).words == "no input sent"


@pytest.mark.parametrize("trouble", [LookupError("no control"), KeyboardInterrupt(), SystemExit(2)])
def test_what_ends_the_run_comes_out_at_once_and_the_count_stays(trouble: BaseException) -> None:
    reach, asked = Reach(), 0

    def judge(_: Recipe) -> Seen:
        nonlocal asked
        asked += 1
        if asked == 4:
            raise trouble
        return Seen("400")

    with pytest.raises(type(trouble)) as raised:
        search(odd_assertions().drawn, 1, EXAMPLES, judge, reach)
    assert raised.value is trouble
    assert asked == 4
    assert reach.sent == 3


def test_it_prints_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "local_notes_of_a_tester.py").write_text('SECRET = "canary-secret-of-a-conftest"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("local_notes_of_a_tester")
    before = sorted(path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts)
    search(odd_assertions().drawn, 1, EXAMPLES, noting([], (EXAMPLES,)), Reach())
    assert capfd.readouterr() == ("", "")
    assert sorted(path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts) == before


def test_the_budgets_grow_and_say_what_they_cost() -> None:
    assert list(BUDGETS) == ["quick", "certification", "nightly"]
    assert DEFAULT in BUDGETS
    examples = [budget.malformed for budget in BUDGETS.values()]
    assert examples == sorted(set(examples))
    assert all(budget.requests > budget.malformed for budget in BUDGETS.values())
    assert all(
        f"{budget.name}: " in help_words() and f"{budget.malformed:,}" in help_words() for budget in BUDGETS.values()
    )


def test_a_recipe_is_said_in_words() -> None:
    recipe = (("member.set", "claims", "jti", ("text", "a\0", 256)), ("parameter.remove", "scope", False))
    assert described(recipe) == "claims.jti = 256 characters of 'a\\x00'; scope left out"


def test_the_parts_of_a_budget_add_up() -> None:
    assert [budget.parts for budget in BUDGETS.values()] == [1, 4, 4]
    for budget in BUDGETS.values():
        parts = [budget.part(number) for number in range(budget.parts)]
        assert sum(part.malformed for part in parts) == budget.malformed
        assert sum(part.requests for part in parts) <= budget.requests
    odd = Budget("odd", 1003, 1, 2000, 1, "tests")
    assert [odd.part(number).malformed for number in range(odd.parts)] == [251, 251, 251, 250]
