"""Small runs made by hand, for the tests of the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from conformance.catalogue import Level, Requirement, Source
from conformance.report.judgement import judge
from conformance.report.junit import junit_xml
from conformance.report.model import Report, Row, TargetReport
from conformance.results import Accepted, CheckResult, ExchangeRecord, Outcome, Run, TargetRun

STARTED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = STARTED.date()
FUTURE = Accepted("CA-EXP", "ticket 4711", date(2027, 1, 31))
PAST = Accepted("CA-EXP", "ticket 4711", date(2026, 11, 20))

HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 <script>alert(1)</script> <img src=x onerror=alert(2)> [bold]rich[/bold] [/] :boom: "
    "| cell ](javascript:alert) **bold** `code` @everyone https://evil.example/ www.evil.example &amp; ]]> "
    "\x00\x08\r\n# heading\n```\n\u202eevil\u2028\ud800\udfff\uffff\x9b31m\u200b end"
)


def requirement(name: str = "CA-EXP", level: Level = "MUST", **changes: object) -> Requirement:
    row = Requirement(
        id=name,
        chapter=name.partition("-")[0],
        chapter_title="The client assertion",
        title="An expired client assertion is refused",
        levels={"m2m": level},
        profiles=("m2m",),
        rule="Whoever is late is turned away.",
        sources=(Source("iSHARE JWT", "Content requirements", "https://dev.ishare.eu/jwt"),),
        why="A stolen assertion would work for ever.",
        mend="Compare exp with the clock. Do so after the signature.",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def catalogue(*rows: Requirement) -> Mapping[str, Requirement]:
    return {row.id: row for row in rows}


def check(outcome: Outcome = "holds", name: str = "CA-EXP", case: str | None = None, **changes: object) -> CheckResult:
    ending = f"[{case}]" if case else ""
    judged = outcome in {"holds", "violated"}
    result = CheckResult(
        id=f"suites/client_assertion/test_dates.py::test_an_expired_assertion_is_refused{ending}",
        target="Acme",
        requirement=name,
        case=case,
        title="an expired assertion is refused",
        outcome=outcome,
        expected="a refusal" if outcome == "violated" else None,
        sent="the assertion an hour later" if outcome == "violated" else None,
        actual="200 with an access token" if outcome == "violated" else None,
        reason=None if judged else "the opening control was refused",
        notes=(),
        exchanges=(),
        seconds=0.25,
    )
    return replace(result, **changes)  # type: ignore[arg-type]


def exchange(number: int = 1, **changes: object) -> ExchangeRecord:
    record = ExchangeRecord(
        number=number,
        target="Acme",
        purpose="changed request",
        started=STARTED.timestamp(),
        seconds=0.012,
        method="POST",
        url="https://acme.example/token?a=1&b=",
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request_body="grant_type=client_credentials",
        status=200,
        response_headers=(("Content-Type", "application/json"), ("Cache-Control", "no-store")),
        response_body='{"access_token": "(redacted)"}',
        failure=None,
        difference=None,
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def target(name: str = "Acme", *accepted: Accepted, **changes: object) -> TargetRun:
    run = TargetRun(
        name=name,
        profile="m2m",
        endpoint="https://acme.example/token",
        version="2.2",
        file="acme.toml",
        requests=42,
        hiccups=0,
        accepted=accepted,
        notes=(),
    )
    return replace(run, **changes)  # type: ignore[arg-type]


def run(*checks: CheckResult, targets: Sequence[TargetRun] = (), **changes: object) -> Run:
    one = Run(
        version="0.1.0",
        started=STARTED,
        seconds=3.1,
        checking_seconds=2.5,
        targets=tuple(targets) or (target(),),
        checks=checks,
        exchanges=(),
        strict=False,
        interrupted=False,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def judged(one: Run, *rows: Requirement) -> Report:
    return judge(one, catalogue(*rows or (requirement(),)), {})


def only_target(report: Report) -> TargetReport:
    assert len(report.targets) == 1
    return report.targets[0]


def only_row(report: Report) -> Row:
    assert len(only_target(report).rows) == 1
    return only_target(report).rows[0]


def junit_counts(report: Report) -> dict[str, int]:
    """Test cases by status, counted in the XML itself; the totals it states are held to be the same."""
    root = ET.fromstring(junit_xml(report))
    counts = {"tests": 0, "failure": 0, "error": 0, "skipped": 0}
    for case in root.iter("testcase"):
        counts["tests"] += 1
        for outcome in case:
            counts[outcome.tag] += 1
    stated = [int(root.attrib[key]) for key in ("tests", "failures", "errors", "skipped")]
    assert stated == list(counts.values())
    return counts
