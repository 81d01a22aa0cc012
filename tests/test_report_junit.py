"""junit.xml: what fails a CI job, what does not, and that it is XML whatever was sent."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.catalogue import Level
from conformance.report.junit import junit_xml
from conformance.report.model import Report
from conformance.results import Outcome
from tests.report_samples import FUTURE, HOSTILE, PAST, check, judged, junit_counts, requirement, run, target


def cases_of(report: Report) -> dict[str, ET.Element]:
    root = ET.fromstring(junit_xml(report))
    return {f"{case.get('classname')} {case.get('name')}": case for case in root.iter("testcase")}


NAME = "Acme.CA-EXP test_an_expired_assertion_is_refused"


def outcome_of(report: Report, name: str = NAME) -> ET.Element | None:
    children = list(cases_of(report)[name])
    assert len(children) <= 1
    return children[0] if children else None


@pytest.mark.parametrize(
    "outcome, level, strict, tag",
    [
        ("holds", "MUST", False, None),
        ("violated", "MUST", False, "failure"),
        ("not-testable", "MUST", False, "error"),
        ("not-applicable", "MUST", False, "skipped"),
        ("violated", "SHOULD", False, "skipped"),
        ("violated", "SHOULD", True, "failure"),
        ("violated", "MAY", True, "skipped"),
        ("not-testable", "SHOULD", False, "skipped"),
        ("not-testable", "SHOULD", True, "skipped"),
    ],
)
def test_the_level_decides_what_fails(outcome: Outcome, level: Level, strict: bool, tag: str | None) -> None:
    found = outcome_of(judged(run(check(outcome), strict=strict), requirement(level=level)))
    assert (None if found is None else found.tag) == tag


def test_a_failure_says_three_lines_and_then_why_and_how_to_mend() -> None:
    found = outcome_of(judged(run(check("violated", case="an-hour"))), f"{NAME}[an-hour]")
    assert found is not None
    assert found.get("message") == (
        "CA-EXP (MUST, iSHARE JWT, Content requirements) An expired client assertion is refused [an-hour]\n"
        "expected: a refusal\nsent: the assertion an hour later\nactual: 200 with an access token"
    )
    text = found.text or ""
    for part in ("expected: a refusal", "A stolen assertion would work for ever.", "Compare exp", "repeat:", "-k"):
        assert part in text


def test_a_recommendation_is_skipped_with_its_text() -> None:
    found = outcome_of(judged(run(check("violated")), requirement(level="SHOULD")))
    assert found is not None
    assert found.get("type") == "recommendation"
    assert "200 with an access token" in (found.get("message") or "")


@pytest.mark.parametrize("outcome", ["violated", "not-testable"])
def test_what_is_accepted_is_skipped_and_says_until_when(outcome: Outcome) -> None:
    found = outcome_of(judged(run(check(outcome), targets=[target("Acme", FUTURE)])))
    assert found is not None
    assert (found.tag, found.get("type")) == ("skipped", "accepted")
    assert "accepted until 2027-01-31: ticket 4711" in (found.get("message") or "")


def test_an_outdated_entry_is_a_failure() -> None:
    for report in (
        judged(run(check(), targets=[target("Acme", FUTURE)])),
        judged(run(check(), targets=[target("Acme", PAST)])),
    ):
        found = outcome_of(report, "Acme accepted.toml: CA-EXP")
        assert found is not None
        assert found.tag == "failure"


def test_a_must_of_which_no_check_ran_is_an_error() -> None:
    rows = [requirement("CA-A"), requirement("CA-B", "SHOULD"), requirement("CA-C", observable=False)]
    cases = cases_of(judged(run(check(name="CA-A", case="a")), *rows, requirement("CA-D")))
    tags = {name: [child.tag for child in case] for name, case in cases.items()}
    assert tags["Acme.CA-D no check"] == ["error"]
    assert tags["Acme.CA-B no check"] == ["skipped"]
    assert tags["Acme.CA-C no check"] == ["skipped"]


def test_named_cases_that_did_not_run_are_an_error() -> None:
    report = judged(run(check(case="a")), requirement(cases=("a", "b")))
    found = outcome_of(report, "Acme.CA-EXP cases that did not run")
    assert found is not None
    assert found.tag == "error"
    assert "(b did not)" in (found.get("message") or "")


def test_every_check_of_every_target_is_one_case_with_its_file_and_time() -> None:
    targets = [target("one"), target("two")]
    checks = [check(case=case, target=name) for name in ("one", "two") for case in ("a", "b")]
    report = judged(run(*checks, targets=targets))
    assert junit_counts(report) == {"tests": 4, "failure": 0, "error": 0, "skipped": 0}
    case = cases_of(report)["two.CA-EXP test_an_expired_assertion_is_refused[b]"]
    assert (case.get("file"), case.get("time")) == ("suites/client_assertion/test_dates.py", "0.250")


def hostile_report(text: str) -> Report:
    checks = [
        check("violated", expected=text, sent=text, actual=text, notes=(text,)),
        check("not-testable", name="CA-B", reason=text),
        check("not-applicable", name="CA-C", reason=text),
    ]
    rows = [requirement(), requirement("CA-B"), requirement("CA-C")]
    return judged(run(*checks, targets=[target(endpoint=text, notes=(text,))]), *rows)


def test_hostile_texts_are_dead() -> None:
    text = junit_xml(hostile_report(HOSTILE))
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\\x1b[31mred" in text
    text.encode("utf-8")


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_it_is_xml_whatever_was_sent(text: str) -> None:
    root = ET.fromstring(junit_xml(hostile_report(text)).encode("utf-8"))
    assert len(list(root.iter("testcase"))) == 3
