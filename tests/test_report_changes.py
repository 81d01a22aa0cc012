"""What changed between two runs: new, mended, unchanged, and what nobody knows any more."""

from __future__ import annotations

from typing import Any

from conformance.report.changes import changes_of, compare
from conformance.report.files import Finished
from conformance.report.results_json import results_document
from conformance.report.summary import summary
from conformance.results import CheckResult, TargetRun
from tests.report_samples import FUTURE, check, judged, requirement, run, target

ROWS = (requirement("CA-EXP", cases=("a", "b")), requirement("CA-IAT"), requirement("M2M-SCOPE-MORE", "SHOULD"))
IAT = "suites/client_assertion/test_dates.py::test_iat"


def document(*checks: CheckResult, targets: tuple[TargetRun, ...] = ()) -> dict[str, Any]:
    return results_document(judged(run(*checks, targets=targets), *ROWS))


def iat(outcome: Any = "holds", **changes: Any) -> CheckResult:
    return check(outcome, name="CA-IAT", **{"id": IAT, **changes})


def test_a_finding_is_one_check_of_one_requirement() -> None:
    old = document(check("violated", case="a"), check(case="b"), iat("violated"))
    new = document(check("violated", case="a"), check("violated", case="b"), iat())
    [changes] = compare(old, new).changes
    assert [(one.requirement, one.case) for one in changes.new] == [("CA-EXP", "b")]
    assert [(one.requirement, one.case) for one in changes.mended] == [("CA-IAT", None)]
    assert [(one.requirement, one.case) for one in changes.unchanged] == [("CA-EXP", "a")]
    assert not changes.unjudged
    assert len(compare(old, new).new_violations) == 1


def test_what_was_not_judged_again_is_not_mended() -> None:
    old = document(check("violated", case="a"), check(case="b"), iat("violated"))
    for new in (document(iat("not-testable")), document(check(case="b"))):
        [changes] = compare(old, new).changes
        assert not changes.mended
        assert {one.requirement for one in changes.unjudged} == {"CA-EXP", "CA-IAT"}


def test_a_violation_that_nobody_looked_for_before_says_so() -> None:
    [changes] = compare(document(iat()), document(iat(), check("violated", case="a"))).changes
    assert [one.judged_before for one in changes.new] == [False]
    [changes] = compare(document(check(case="a")), document(check("violated", case="a"))).changes
    assert [one.judged_before for one in changes.new] == [True]


def test_what_a_control_had_met_is_mended_where_its_row_holds() -> None:
    granted = requirement("REQ-GRANTED")
    met = check("violated", name="REQ-GRANTED", id=IAT)
    own = check(name="REQ-GRANTED", id="suites/token_request/test_granted.py::test_granted")
    old = results_document(judged(run(met, own, iat("not-testable")), granted, ROWS[1]))
    new = results_document(judged(run(own, iat()), granted, ROWS[1]))
    [changes] = compare(old, new).changes
    assert [one.requirement for one in changes.mended] == ["REQ-GRANTED"]


def test_recommendations_and_accepted_rows_are_findings_that_do_not_count() -> None:
    accepting = (target("Acme", FUTURE),)
    old = document(check(case="a"), targets=accepting)
    new = document(check("violated", case="a"), check("violated", name="M2M-SCOPE-MORE", id="x"), targets=accepting)
    comparison = compare(old, new)
    assert {one.standing for one in comparison.changes[0].new} == {"accepted", "recommendation"}
    assert comparison.new_violations == ()


def test_targets_are_found_by_name_and_one_renamed_target_by_its_flow() -> None:
    old = document(check(case="a", target="one"), targets=(target("one"),))
    new = document(check("violated", case="a", target="two"), targets=(target("two"),))
    comparison = compare(old, new)
    assert [(one.former_name, one.target) for one in comparison.changes] == [("one", "two")]
    three = document(
        check("violated", case="a", target="two"),
        check("violated", case="a", target="three"),
        targets=(target("two"), target("three")),
    )
    comparison = compare(old, three)
    assert comparison.changes == ()
    assert comparison.only_old == ("one",)
    assert len(comparison.only_new) == len(comparison.new_violations) == 2
    assert changes_of(old, new["targets"][0]) is None


def test_the_results_and_the_summary_say_what_changed() -> None:
    former = document(check("violated", case="a"), check(case="b"), iat("violated"))
    now = judged(run(check(case="a"), check("violated", case="b"), iat("not-testable")), *ROWS)
    finished = Finished(now, former)
    changes = finished.document["targets"][0]["changes"]
    assert [one["case"] for one in changes["new"]] == ["b"]
    assert [one["case"] for one in changes["mended"]] == ["a"]
    text = summary(now, finished.changes)
    assert "### Since the run of 2026-11-21T12&#58;00&#58;00&#43;00&#58;00" in text
    assert "- **New**: CA-EXP (MUST) An expired client assertion is refused (b)" in text
    assert "- **Mended**: CA-EXP (MUST) An expired client assertion is refused (a)" in text
    assert "- **Not judged now**: CA-IAT (MUST)" in text


def test_a_first_run_says_nothing_of_changes() -> None:
    assert "Since the run" not in summary(judged(run(check())))
    same = document(check(case="a"), check(case="b"), iat())
    text = summary(
        judged(run(check(case="a"), check(case="b"), iat()), *ROWS),
        Finished(judged(run(check(case="a"), check(case="b"), iat()), *ROWS), same).changes,
    )
    assert "Nothing is new, and nothing is mended." in text
