"""Whatever is found: the counts add up, and JUnit, results.json, summary, console and exit status never disagree."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.catalogue import Level, Requirement
from conformance.report.console import make_console, print_report
from conformance.report.judgement import judge
from conformance.report.model import Report
from conformance.report.results_json import results_document, results_json
from conformance.report.summary import summary
from conformance.results import Accepted, CheckResult, Outcome, Run, TargetRun
from tests.report_samples import STARTED, TODAY, catalogue, check, junit_counts, requirement, run, target

SCHEMA = Draft202012Validator(json.loads((files("conformance") / "schemas" / "results.json").read_text()))

IDS = [f"CA-{letter}" for letter in "ABCDE"]
OUTCOMES: st.SearchStrategy[Outcome] = st.sampled_from(["holds", "holds", "violated", "not-testable", "not-applicable"])
LEVELS: st.SearchStrategy[Level] = st.sampled_from(["MUST", "MUST", "SHOULD", "MAY"])
CASES = st.sampled_from([(), (), ("a",), ("a", "b")])
DAYS = st.integers(-2, 2)


@st.composite
def requirements(draw: st.DrawFn, name: str) -> Requirement:
    return requirement(name, draw(LEVELS), cases=draw(CASES), observable=draw(st.integers(0, 9)) > 0)


@st.composite
def results(draw: st.DrawFn, row: Requirement, name: str) -> list[CheckResult]:
    if not row.observable:
        return []
    cases = [case for case in row.cases or (None,) if draw(st.integers(0, 5))]
    return [check(draw(OUTCOMES), row.id, case, target=name) for case in cases]


@st.composite
def one_target(draw: st.DrawFn, name: str, rows: list[Requirement]) -> tuple[TargetRun, list[CheckResult]]:
    accepted = [row.id for row in rows if not draw(st.integers(0, 4))]
    entries = [Accepted(one, "ticket", TODAY + timedelta(days=draw(DAYS))) for one in accepted]
    return target(name, *entries), [result for row in rows for result in draw(results(row, name))]


@st.composite
def reports(draw: st.DrawFn) -> Report:
    rows = [draw(requirements(name)) for name in IDS[: draw(st.integers(1, len(IDS)))]]
    parts = [draw(one_target(f"target {number}", rows)) for number in range(draw(st.integers(1, 2)))]
    checks = [check for _, found in parts for check in found]
    interrupted = not draw(st.integers(0, 9))
    one = run(*checks, targets=[part for part, _ in parts], strict=draw(st.booleans()), interrupted=interrupted)
    crashed = {} if draw(st.integers(0, 9)) else {"target 0": ["suites/x.py::test_x"]}
    return judge(one, catalogue(*rows), {}, crashed)


def expected_exit_status(document: dict[str, Any], weights: set[int]) -> int:
    """The contract's order, told a second time from results.json alone."""
    if any(remark["name"] == "the checker failed" for one in document["targets"] for remark in one["remarks"]):
        return 3
    if document["interrupted"]:
        return 2
    if not any(row["checks"] for one in document["targets"] for row in one["requirements"]):
        return 5
    return 1 if 1 in weights else 10 if 10 in weights else 0


@settings(max_examples=300, deadline=None)
@given(reports())
def test_counts_add_up_and_reports_agree(report: Report) -> None:
    event(f"exit status {report.exit_status}")
    document = json.loads(results_json(results_document(report)))
    SCHEMA.validate(document)
    for one, judged in zip(document["targets"], report.targets, strict=True):
        assert sum(one["counts"].values()) == len(one["requirements"]) == len(judged.rows)
        assert [row["id"] for row in one["requirements"]] == [row.requirement.id for row in judged.rows]
        _target_agrees(report, one)
    weights = {one["exit_status"] for one in document["targets"]}
    assert document["exit_status"] == report.exit_status == expected_exit_status(document, weights)


def _target_agrees(report: Report, one: dict[str, Any]) -> None:
    """JUnit's failures and errors, the verdict and the exit status of one target are one statement."""
    alone = replace(report, targets=tuple(part for part in report.targets if part.target.name == one["name"]))
    counts = junit_counts(alone)
    status = 1 if counts["failure"] else 10 if counts["error"] else 0
    assert one["exit_status"] == status
    outdated = [remark for remark in one["remarks"] if remark["name"].startswith("accepted.toml")]
    violated = [row for row in one["requirements"] if row["standing"] == "violated"]
    assert (one["verdict"] == "violates") == bool(violated)
    assert bool(violated or outdated) == (status == 1)
    if one["verdict"] == "incomplete":
        assert counts["error"]
    if one["verdict"] == "conforms":
        assert not counts["error"]
        assert status == (1 if outdated else 0)


@settings(max_examples=60, deadline=None)
@given(reports())
def test_console_and_summary_say_the_same(report: Report) -> None:
    out = io.StringIO()
    print_report(report, make_console(out, width=100))
    page, lines = summary(report), out.getvalue().splitlines()
    for one in report.targets:
        verdict = f"{one.target.name}: {one.verdict_in_words}"
        assert f"## {verdict}\n" in page
        assert any(line.startswith(verdict) for line in lines)
        numbers = [part.split()[0] for part in _counts(lines, one.target.name).split(", ")]
        assert sum(int(number) for number in numbers) == len(one.rows)
    assert lines[-1].endswith((f"exit status {report.exit_status}", f"exit status {report.exit_status})"))


def _counts(lines: list[str], name: str) -> str:
    line = next(line for line in lines if line.startswith(f"{name}: ") and " requirement" in line)
    return line.partition(": ")[2].partition(": ")[2]


def test_the_samples_reach_every_exit_status() -> None:
    """The agreement above would be worth little if it never saw one of them."""
    row, held = requirement(), requirement("CA-A")
    first = check(name="CA-A")

    def status(one: Run, **crash: list[str]) -> int:
        return judge(one, catalogue(held, row), {}, crash).exit_status

    assert STARTED.tzinfo is not None
    assert [
        status(run(first, check())),
        status(run(first, check("violated"))),
        status(run(first, interrupted=True)),
        status(run(first, check()), Acme=["x"]),
        status(run()),
        status(run(first)),
    ] == [0, 1, 2, 3, 5, 10]
