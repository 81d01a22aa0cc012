"""The report in a terminal: problems first, three lines each, counts that add up, the verdict last."""

import io
import tomllib
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from conformance.catalogue import Reading, Side
from conformance.report.console import SHOWN_ENTRIES, make_console, print_report
from conformance.report.console_fleet import SHOWN_GOOD
from conformance.report.fleet import SHOWN_WHOLE
from conformance.report.judgement import judge
from conformance.report.model import Report
from tests.report_samples import FUTURE, HOSTILE, catalogue, check, exchange, judged, requirement, run, target


def printed(report: Report, width: int = 100) -> str:
    out = io.StringIO()
    print_report(report, make_console(out, width))
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


ROWS = (
    requirement("REQ-GRANTED"),
    requirement("CA-EXP"),
    requirement("CA-IAT", needs="a clock in [server] clock"),
    requirement("CA-AUD"),
    requirement("CA-NBF"),
    requirement("M2M-SCOPE-MORE", "SHOULD"),
    requirement("CA-X5C-DATES"),
    requirement("PS-RESOLVABLE", observable=False),
    requirement("RES-SCOPE"),
)


def rich_report(**changes: Any) -> Report:
    checks = [
        check(name="REQ-GRANTED"),
        check("violated", exchanges=(1, 2, 3), notes=("answered late",)),
        check("not-testable", name="CA-IAT", reason="the target file names no clock"),
        check("violated", name="M2M-SCOPE-MORE", case="openid"),
        check("violated", name="CA-X5C-DATES"),
        check("not-applicable", name="RES-SCOPE"),
    ]
    exchanges = (
        exchange(1, purpose="opening control"),
        exchange(2, status=502),
        exchange(3, purpose="closing control", status=None, failure="connection reset"),
    )
    accepted = FUTURE.__class__("CA-X5C-DATES", "ticket 9", FUTURE.until)
    return judged(run(*checks, targets=[target("Acme", accepted)], exchanges=exchanges, **changes), *ROWS)


def test_problems_come_first_and_the_verdict_last() -> None:
    text = printed(rich_report())
    order = ["VIOLATED (1)", "RECOMMENDATIONS NOT FOLLOWED (1)", "NOT TESTABLE (3)", "ACCEPTED (1)", "9 requirements:"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert text.splitlines()[-1] == (
        "Acme: violates, 1 accepted (1 requirement violated; 3 MUST requirements not judged; exit status 1)"
    )


def test_a_finding_is_told_whole() -> None:
    text = printed(rich_report())
    start = text.index("CA-EXP  MUST  iSHARE JWT, Content requirements\nAn expired client assertion is refused\n")
    finding = text[start : text.index("RECOMMENDATIONS")]
    labels = [line.split()[0] for line in finding.splitlines()[2:] if line.strip()]
    assert labels == ["expected", "sent", "actual", "why", "mend", "note", "exchange", "connection", "repeat"]
    assert "#1 opening control: 200 OK · #2 changed request: 502 Bad Gateway" in finding
    assert "connection reset" in finding
    assert 'conformance run acme.toml -- -k "test_an_expired_assertion_is_refused"\n' in finding


def test_the_case_stands_in_the_headline() -> None:
    assert "An expired client assertion is refused  [an-hour]\n" in printed(
        judged(run(check("violated", case="an-hour")))
    )


def test_cases_of_one_requirement_share_its_head() -> None:
    checks = [check("violated", case=f"case-{number}") for number in range(5)]
    text = printed(judged(run(*checks)))
    assert text.count("CA-EXP  MUST") == 1
    for once in ("A stolen assertion would work for ever.", "Compare exp", "Whoever is late is turned away."):
        assert text.count(once) == 1
    assert text.count("200 with an access token") == 3
    assert text.count("conformance run") == 3
    assert "✗ and 2 more: case-3, case-4\n" in text


def test_recommendations_are_shorter() -> None:
    text = printed(rich_report())
    part = text[text.index("RECOMMENDATIONS") : text.index("NOT TESTABLE")]
    assert "[openid]" in part
    assert "actual" in part
    assert "conformance run" not in part
    assert "A stolen assertion" not in part


def test_what_is_not_testable_is_grouped_by_its_reason() -> None:
    text = printed(rich_report())
    part = text[text.index("NOT TESTABLE") : text.index("ACCEPTED (1)")]
    assert "the target file names no clock\n  rows     CA-IAT\n  needs    a clock in [server] clock (in the" in part
    assert "no check of it ran\n  rows     CA-AUD, CA-NBF\n" in part
    assert '[[accepted]]\nid     = "CA-IAT"\n' in part


def test_a_hundred_rows_that_did_not_run_are_not_all_listed() -> None:
    rows = [requirement(f"CA-N{number}") for number in range(100)]
    text = flat(printed(judged(run(check(name="CA-N0")), *rows)))
    assert "CA-N20, and 79 more" in text
    assert "CA-N21" not in text
    assert "100 requirements: 1 holds, 99 not testable" in text


def test_the_counts_add_up_to_the_catalogue() -> None:
    assert (
        "Acme: 9 requirements: 1 holds, 1 violated, 1 recommendation not followed, 3 not testable, 1 not applicable,"
        " 1 not observable, 1 accepted"
    ) in printed(rich_report())


def test_a_conforming_run_is_short() -> None:
    assert printed(judged(run(check()))).splitlines()[-3:] == [
        "Acme: 1 requirement: 1 holds",
        "42 requests",
        "Acme: conforms (every MUST requirement that applies holds; exit status 0)",
    ]


def test_several_targets_end_in_an_overview() -> None:
    checks = [check(target="one"), check("violated", target="two")]
    lines = printed(judged(run(*checks, targets=[target("one"), target("two")]))).splitlines()
    assert lines[-1] == "2 targets: 1 violates, 1 conforms: exit status 1"
    assert [line.split()[:2] for line in lines[-3:-1]] == [["two", "violates"], ["one", "conforms"]]


def test_of_a_fleet_the_worst_are_told_whole_and_the_good_are_counted() -> None:
    names = [f"target {number:03}" for number in range(60)]
    bad = set(names[40:55])
    checks = [check("violated" if name in bad else "holds", target=name) for name in names]
    lines = printed(judged(run(*checks, targets=[target(name) for name in names])), width=200).splitlines()
    assert sum(line.startswith("VIOLATED (1)") for line in lines) == SHOWN_WHOLE
    table = lines[next(number for number, line in enumerate(lines) if line.startswith("target 040  violates")) :]
    assert [line.split()[2] for line in table[:35]] == ["violates"] * 15 + ["conforms"] * SHOWN_GOOD
    assert "CA-EXP: 1 requirement violated" in table[0]
    assert table[35].startswith("and 25 more that conform")
    assert table[36] == "The 10 worst are above; the other 5 are in requirements.html"
    assert lines[-1] == "60 targets: 15 violate, 45 conform: exit status 1"


def test_a_reading_is_told_with_both_sides() -> None:
    sides = (Side("RFC 7519", "a leeway is allowed"), Side("iSHARE", "none is named"))
    reading = Reading("A18", "clock skew", "ten seconds are not judged", ("m2m",), sides)
    row = requirement(readings=("A18",))
    text = flat(printed(judge(run(check("violated")), catalogue(row), {"A18": reading})))
    assert "A18, clock skew: ten seconds are not judged" in text
    assert "RFC 7519: a leeway is allowed; iSHARE: none is named" in text


def test_entries_are_ready_for_the_first_findings() -> None:
    rows = [requirement(f"CA-A{number}") for number in range(SHOWN_ENTRIES + 2)]
    text = printed(judged(run(*(check("violated", name=row.id) for row in rows)), *rows))
    _, _, entries = text.partition("What cannot be mended yet may stand in accepted.toml, with your own reason:\n")
    found = tomllib.loads(entries.partition("(2 more")[0])["accepted"]
    assert [entry["id"] for entry in found] == [f"CA-A{number}" for number in range(SHOWN_ENTRIES)]
    assert {entry["until"] for entry in found} == {date(2027, 2, 19)}
    assert "(2 more of these entries are in summary.md)" in text


def test_remarks_are_told() -> None:
    text = printed(judged(run(check(), targets=[target("Acme", FUTURE)], interrupted=True)))
    assert "holds now" in text
    assert "was interrupted" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_keep_to_the_width_but_commands_stay_whole(width: int) -> None:
    text = printed(rich_report(), width)
    assert 'conformance run acme.toml -- -k "test_an_expired_assertion_is_refused"\n' in text
    free = ("repeat", "Acme:", "reason =", "id     =", "until  =", "CA-EXP", "M2M", "CA-X5C")
    assert all(len(line) <= width for line in text.splitlines() if not line.strip().startswith(free))


def hostile_report() -> Report:
    checks = [
        check("violated", case=case, expected=HOSTILE, sent=HOSTILE, actual=HOSTILE, notes=(HOSTILE,), exchanges=(1,))
        for case in ("a", "b")
    ]
    checks.append(check("violated", name="CA-B", actual=HOSTILE))
    checks.append(check("not-testable", name="CA-C", reason=HOSTILE))
    checks.append(check("not-testable", name="CA-D", reason="x"))
    accepted = FUTURE.__class__("CA-D", HOSTILE, FUTURE.until)
    one = target("Acme", accepted, endpoint=HOSTILE, notes=(HOSTILE,))
    rows = [requirement(), requirement("CA-B", "SHOULD"), requirement("CA-C"), requirement("CA-D")]
    failed = exchange(purpose=HOSTILE, status=None, failure=HOSTILE)
    return judged(run(*checks, targets=[one], exchanges=(failed,)), *rows)


def test_hostile_texts_are_dead() -> None:
    text = printed(hostile_report())
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "\\x1b[31mred" in text
    assert "[bold]rich[/bold] [/] :boom:" in flat(text)


def test_colours_are_for_terminals_without_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    def coloured(**environment: str) -> str:
        out = io.StringIO()
        settings: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False, "width": 100}
        terminal = {"TERM": "xterm-256color", **environment}
        print_report(rich_report(), Console(file=out, force_terminal=True, _environ=terminal, **settings))
        return out.getvalue()

    assert "\x1b[1;31m" in coloured()
    assert not any(f";{colour}m" in coloured(NO_COLOR="1") for colour in range(30, 38))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert "\x1b" not in printed(rich_report())


def test_a_poor_encoding_loses_no_report() -> None:
    binary = io.BytesIO()
    out = io.TextIOWrapper(binary, encoding="ascii", newline="\n")
    print_report(
        judged(run(check("violated", actual="漢字", case="a"), check("violated", case="b"))), make_console(out, 80)
    )
    text = binary.getvalue().decode("ascii")
    assert "\\u6f22\\u5b57" in text
    assert text.splitlines()[-1].startswith("Acme: violates")
