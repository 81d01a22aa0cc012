"""Outcomes of checks become rows, verdicts and an exit status as the contract has it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conformance.catalogue import Level
from conformance.report.judgement import judge
from conformance.report.model import Standing
from conformance.results import Accepted, Outcome
from tests.report_samples import (
    FUTURE,
    PAST,
    TODAY,
    catalogue,
    check,
    judged,
    only_row,
    only_target,
    requirement,
    run,
    target,
)

HOLDING = requirement("REQ-GRANTED")
GRANTED = check(name="REQ-GRANTED")


@pytest.mark.parametrize(
    "outcomes, expected",
    [
        (["holds", "not-applicable"], "holds"),
        (["not-applicable", "not-testable", "holds"], "not-testable"),
        (["holds", "not-testable", "violated", "not-applicable"], "violated"),
        (["not-applicable"], "not-applicable"),
    ],
)
def test_the_worst_case_decides_the_requirement(outcomes: list[Outcome], expected: str) -> None:
    checks = [check(outcome, case=f"case-{number}") for number, outcome in enumerate(outcomes)]
    assert only_row(judged(run(*checks))).outcome == expected


@pytest.mark.parametrize(
    "outcome, level, strict, verdict, status, standing",
    [
        ("holds", "MUST", False, "conforms", 0, "holds"),
        ("violated", "MUST", False, "violates", 1, "violated"),
        ("not-testable", "MUST", False, "incomplete", 10, "not-testable"),
        ("not-applicable", "MUST", False, "conforms", 0, "not-applicable"),
        ("violated", "SHOULD", False, "conforms", 0, "recommendation"),
        ("violated", "SHOULD", True, "violates", 1, "violated"),
        ("not-testable", "SHOULD", False, "conforms", 0, "not-testable"),
        ("not-testable", "SHOULD", True, "conforms", 0, "not-testable"),
        ("violated", "MAY", True, "conforms", 0, "recommendation"),
    ],
)
def test_the_verdict_looks_at_levels(
    outcome: Outcome, level: Level, strict: bool, verdict: str, status: int, standing: Standing
) -> None:
    report = judged(run(GRANTED, check(outcome), strict=strict), HOLDING, requirement(level=level))
    found = only_target(report)
    assert (found.verdict, found.exit_status, report.exit_status) == (verdict, status, status)
    assert found.rows[1].standing == standing


def test_every_requirement_of_the_profile_stands_once_in_the_order_of_the_catalogue() -> None:
    rows = [requirement(name) for name in ("M2M-B", "CA-A", "REQ-C")]
    other = requirement("PS-A", levels={"h2m": "MUST"}, profiles=("h2m",))
    found = only_target(judged(run(check(name="CA-A")), *rows, other))
    assert [row.requirement.id for row in found.rows] == ["M2M-B", "CA-A", "REQ-C"]
    assert [row.outcome for row in found.rows] == ["not-testable", "holds", "not-testable"]
    assert {row.reason for row in found.rows} == {None, "no check of it ran"}
    assert found.verdict == "incomplete"


def test_the_level_is_that_of_the_profile() -> None:
    row = requirement(levels={"m2m": "SHOULD", "basic": "MUST"}, profiles=("m2m", "basic"))
    targets = [target("one"), target("two", profile="basic")]
    checks = [check("violated", target="one"), check("violated", target="two")]
    one, two = judged(run(*checks, targets=targets), row).targets
    assert [one.rows[0].standing, two.rows[0].standing] == ["recommendation", "violated"]


def test_what_cannot_be_observed_is_neither_held_nor_missed() -> None:
    report = judged(run(GRANTED), HOLDING, requirement(observable=False))
    row = only_target(report).rows[1]
    assert (row.outcome, row.reason) == ("not-observable", "it cannot be seen from outside")
    assert (only_target(report).verdict, report.exit_status) == ("conforms", 0)


def test_a_requirement_of_which_a_case_did_not_run_does_not_hold() -> None:
    row = only_row(judged(run(check(case="a")), requirement(cases=("a", "b", "c"))))
    assert row.outcome == "not-testable"
    assert row.missing == ("b", "c")
    assert row.reason == "not every case of it ran (b, c did not)"


def test_a_violated_case_counts_although_others_did_not_run() -> None:
    assert only_row(judged(run(check("violated", case="a")), requirement(cases=("a", "b")))).outcome == "violated"


def test_the_reasons_of_the_deciding_cases_are_told_once() -> None:
    checks = [check("not-testable", case=case, reason=reason) for case, reason in (("a", "x"), ("b", "y"), ("c", "x"))]
    row = only_row(judged(run(*checks, check(case="d", notes=("seen", "seen")))))
    assert (row.reason, row.notes) == ("x; y", ("seen",))


@pytest.mark.parametrize("outcome", ["violated", "not-testable"])
def test_what_is_accepted_leaves_the_verdict_and_stays_in_the_report(outcome: Outcome) -> None:
    report = judged(run(GRANTED, check(outcome), targets=[target("Acme", FUTURE)]), HOLDING, requirement())
    found = only_target(report)
    assert (found.verdict_in_words, report.exit_status) == ("conforms, 1 accepted", 0)
    assert (found.rows[1].outcome, found.rows[1].standing, found.rows[1].accepted) == (outcome, "accepted", FUTURE)


def test_a_row_without_a_check_can_be_accepted() -> None:
    report = judged(run(GRANTED, targets=[target("Acme", FUTURE)]), HOLDING, requirement())
    assert (only_target(report).verdict_in_words, report.exit_status) == ("conforms, 1 accepted", 0)


def test_an_entry_counts_on_its_last_day() -> None:
    last = Accepted("CA-EXP", "ticket", TODAY)
    report = judged(run(GRANTED, check("violated"), targets=[target("Acme", last)]), HOLDING, requirement())
    assert report.exit_status == 0
    yesterday = replace(last, until=TODAY - timedelta(days=1))
    report = judged(run(GRANTED, check("violated"), targets=[target("Acme", yesterday)]), HOLDING, requirement())
    assert (only_target(report).verdict, report.exit_status) == ("violates", 1)


def test_an_entry_whose_row_holds_makes_the_exit_status_1() -> None:
    report = judged(run(check(), targets=[target("Acme", FUTURE)]))
    found = only_target(report)
    assert (found.verdict_in_words, found.exit_status, report.exit_status) == ("conforms", 1, 1)
    assert [remark.name for remark in found.remarks] == ["accepted.toml: CA-EXP"]
    assert "holds now" in found.remarks[0].sentence
    assert only_row(report).accepted is None


@pytest.mark.parametrize("outcome", ["not-testable", "not-applicable", "violated"])
def test_an_entry_past_its_day_makes_the_exit_status_1_whatever_was_found(outcome: Outcome) -> None:
    report = judged(run(GRANTED, check(outcome), targets=[target("Acme", PAST)]), HOLDING, requirement())
    assert report.exit_status == 1
    assert "2026-11-20" in only_target(report).remarks[0].sentence


def test_an_entry_whose_row_was_judged_in_part_is_not_called_outdated() -> None:
    report = judged(run(check(case="a"), targets=[target("Acme", FUTURE)]), requirement(cases=("a", "b")))
    assert not any(remark.weight == 1 for remark in only_target(report).remarks)


def test_an_entry_of_another_profile_does_nothing() -> None:
    report = judged(run(check(), targets=[target("Acme", replace(FUTURE, id="PS-HUMAN"))]))
    assert (only_target(report).remarks, report.exit_status) == ((), 0)


def test_an_entry_counts_for_its_own_target_alone() -> None:
    checks = [check("violated", target=name) for name in ("a", "b", "c")]
    granted = [replace(GRANTED, target=name) for name in ("a", "b", "c")]
    targets = [target("a", FUTURE), target("b"), target("c", PAST)]
    report = judged(run(*granted, *checks, targets=targets), HOLDING, requirement())
    assert [one.verdict_in_words for one in report.targets] == ["conforms, 1 accepted", "violates", "violates"]
    assert [len(one.remarks) for one in report.targets] == [0, 0, 1]
    assert ([one.exit_status for one in report.targets], report.exit_status) == ([0, 1, 1], 1)


def test_where_nothing_was_judged_nothing_conforms() -> None:
    report = judged(run(check("not-applicable")))
    assert (only_target(report).verdict, report.exit_status) == ("incomplete", 10)


def test_nothing_selected_is_an_error() -> None:
    report = judged(run())
    assert (only_target(report).verdict, report.exit_status) == ("incomplete", 5)


def test_an_interrupted_run_is_at_best_incomplete() -> None:
    report = judged(run(GRANTED, interrupted=True), HOLDING)
    assert (only_target(report).verdict, report.exit_status) == ("incomplete", 2)
    report = judged(run(check("violated"), interrupted=True))
    assert (only_target(report).verdict, report.exit_status) == ("violates", 2)
    report = judged(run(interrupted=True))
    assert only_row(report).reason == "no check of it ran before the run was interrupted"


def test_a_crash_of_the_checker_is_in_the_report() -> None:
    report = judge(run(check()), catalogue(requirement()), {}, {"Acme": ["suites/x.py::test_x"]})
    assert (only_target(report).verdict, report.exit_status) == ("incomplete", 3)
    assert "suites/x.py::test_x" in only_target(report).remarks[0].sentence


@pytest.mark.parametrize(
    "outcomes, status",
    [
        (["holds", "holds"], 0),
        (["holds", "not-testable"], 10),
        (["not-testable", "violated"], 1),
        (["violated", "holds"], 1),
    ],
)
def test_over_several_targets_1_comes_before_10_before_0(outcomes: list[Outcome], status: int) -> None:
    targets = [target(f"t{number}") for number in range(len(outcomes))]
    checks = [check(outcome, target=f"t{number}") for number, outcome in enumerate(outcomes)]
    assert judged(run(*checks, targets=targets)).exit_status == status


def test_a_check_of_another_flow_is_no_row() -> None:
    report = judged(run(check(), check("not-applicable", name="PS-HUMAN")))
    assert (only_target(report).verdict, len(only_target(report).rows)) == ("conforms", 1)


@pytest.mark.parametrize("stray", [check(name="CA-NOWHERE"), check(target="Nobody")])
def test_a_result_that_belongs_nowhere_is_never_lost_in_silence(stray: object) -> None:
    with pytest.raises(ValueError, match="is booked"):
        judged(run(check(), stray))  # type: ignore[arg-type]
