"""junit.xml: one test case for each check of each target, with the same weight as the verdict.

failure  what makes the exit status 1: a violated MUST (under strict a violated SHOULD), an outdated accepted entry
error    what makes it 10: a MUST that could not be tested, also one of which no check ran; an interrupted run
skipped  what leaves it unchanged: a recommendation, a SHOULD that could not be tested, whatever is accepted,
         not applicable or not observable, each with its text
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from xml.etree import ElementTree as ET

from conformance.report.finding import finding_text, headline, three_lines
from conformance.report.model import Report, Row, TargetReport
from conformance.report.text import visible
from conformance.results import CheckResult

Status = Literal["passed", "failure", "error", "skipped"]


@dataclass(frozen=True)
class Case:
    """One test case: `message` and `text` say why it did not pass."""

    class_name: str
    name: str
    file: str | None
    seconds: float
    status: Status
    kind: str = ""
    message: str = ""
    text: str = ""


def junit_xml(report: Report) -> str:
    """The text of junit.xml: valid XML 1.0 whatever the endpoints sent."""
    root = ET.Element("testsuites", name="token-conformance")
    totals: Counter[str] = Counter()
    for target in report.targets:
        totals += _suite(root, report, target)
    _count(root, totals, report.run.seconds)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def cases(target: TargetReport) -> Iterator[Case]:
    """Every test case of one target: its checks, its rows without a check, and its remarks."""
    for row in target.rows:
        for check in row.checks:
            yield _check_case(target, row, check)
        if row.missing or not row.checks:
            yield _unjudged_case(target, row)
    for remark in target.remarks:
        status: Status = "failure" if remark.weight == 1 else "error"
        yield Case(target.target.name, remark.name, None, 0, status, remark.name, remark.sentence, remark.sentence)


def status_of(row: Row, outcome: str) -> Status:
    """What an outcome of one check of `row` is in JUnit."""
    if outcome == "holds":
        return "passed"
    if row.standing == "accepted":
        return "skipped"
    if outcome == "violated":
        return "failure" if row.standing == "violated" else "skipped"
    return "error" if outcome == "not-testable" and row.level == "MUST" else "skipped"


def _check_case(target: TargetReport, row: Row, check: CheckResult) -> Case:
    file, _, name = check.id.rpartition("::")
    case = Case(f"{target.target.name}.{row.requirement.id}", name, file or None, check.seconds, "passed")
    status = status_of(row, check.outcome)
    if status == "passed":
        return case
    kind = "accepted" if row.accepted else "recommendation" if row.standing == "recommendation" else check.outcome
    text = finding_text(target.target, row, check)
    return replace(case, status=status, kind=kind, message=_message(row, check), text=text)


def _message(row: Row, check: CheckResult) -> str:
    lines = [headline(row) + (f" [{check.case}]" if check.case else "")]
    if row.accepted:
        lines.append(f"accepted until {row.accepted.until}: {row.accepted.reason}")
    lines += [f"{label}: {text}" for label, text in three_lines(check)]
    if check.outcome != "violated":
        lines.append(f"{check.outcome.replace('-', ' ')}: {check.reason or 'no reason was given'}")
    return "\n".join(lines)


def _unjudged_case(target: TargetReport, row: Row) -> Case:
    outcome = "not-applicable" if row.outcome == "not-observable" else "not-testable"
    reason = row.reason or f"not every case of it ran ({', '.join(row.missing)} did not)"
    message = f"{headline(row)}: {reason}"
    class_name = f"{target.target.name}.{row.requirement.id}"
    name = "cases that did not run" if row.checks else "no check"
    return Case(class_name, name, None, 0, status_of(row, outcome), row.outcome, message, message)


def _suite(root: ET.Element, report: Report, target: TargetReport) -> Counter[str]:
    counts: Counter[str] = Counter()
    started = report.run.started.isoformat(timespec="seconds")
    suite = ET.SubElement(root, "testsuite", name=_text(target.target.name), timestamp=started)
    properties = ET.SubElement(suite, "properties")
    for name, value in (("verdict", target.verdict_in_words), ("profile", target.target.profile)):
        ET.SubElement(properties, "property", name=name, value=value)
    seconds = 0.0
    for case in cases(target):
        _element(suite, case)
        counts.update(("tests", case.status))
        seconds += case.seconds
    _count(suite, counts, seconds)
    return counts


def _element(suite: ET.Element, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", classname=_text(case.class_name), name=_text(case.name))
    if case.file:
        element.set("file", _text(case.file))
    element.set("time", f"{case.seconds:.3f}")
    if case.status != "passed":
        outcome = ET.SubElement(element, case.status, type=case.kind, message=_text(case.message))
        outcome.text = _text(case.text)


def _count(element: ET.Element, counts: Counter[str], seconds: float) -> None:
    for key, status in (("tests", "tests"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(key, str(counts[status]))
    element.set("time", f"{seconds:.3f}")


def _text(text: str) -> str:
    """XML 1.0 has no way to write most control characters: they are written out."""
    return visible(text, keep="\n\t")
