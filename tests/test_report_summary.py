"""summary.md: the verdict first, each finding on a line, and nothing alive in it."""

import re

from markdown_it import MarkdownIt

from conformance.catalogue import Source
from conformance.report.summary import summary
from tests.report_samples import FUTURE, HOSTILE, check, judged, requirement, run, target

PAGE = MarkdownIt("commonmark").enable("table")


def sections(text: str) -> list[str]:
    return re.findall(r"^###? (.*)$", text, re.MULTILINE)


def rich_summary() -> str:
    rows = [
        requirement("REQ-GRANTED"),
        requirement("CA-EXP", readings=("A18",)),
        requirement("CA-IAT", needs="a clock in [server] clock"),
        requirement("CA-AUD"),
        requirement("M2M-SCOPE-MORE", "SHOULD"),
        requirement("CA-X5C-DATES"),
    ]
    checks = [
        check(name="REQ-GRANTED"),
        *[check("violated", case=f"case-{number}") for number in range(5)],
        check("not-testable", name="CA-IAT", reason="the target file names no clock"),
        check("violated", name="M2M-SCOPE-MORE"),
        check("violated", name="CA-X5C-DATES"),
    ]
    accepted = target("Acme", FUTURE.__class__("CA-X5C-DATES", "ticket 9", FUTURE.until), notes=("two clocks differ",))
    return summary(judged(run(*checks, targets=[accepted]), *rows))


def test_the_sections_come_in_order_of_importance() -> None:
    assert sections(rich_summary()) == [
        "Acme: violates, 1 accepted",
        "Violated (1)",
        "Recommendations not followed (1)",
        "Not tested, and why",
        "Accepted",
        "By source document",
        "Notes",
    ]
    assert rich_summary().startswith("# Acme: violates, 1 accepted\n")


def test_a_violated_requirement_is_one_line_with_its_first_cases() -> None:
    [line] = [line for line in rich_summary().splitlines() if line.startswith("- **CA-EXP**")]
    assert "case-2" in line
    assert "case-3" not in line
    assert "and 2 more cases" in line
    assert "Reading A18." in line
    assert line.endswith(" Mend: Compare exp with the clock.")


def test_what_was_not_tested_says_why_and_what_to_add() -> None:
    text = rich_summary()
    assert "- the target file names no clock: CA-IAT. Needed in the target file: a clock in" in text
    assert "- no check of it ran: CA-AUD." in text
    assert '[[accepted]]\nid     = "CA-IAT"' in text
    assert '"CA-AUD"\nreason' not in text


def test_several_targets_stand_in_one_table_first() -> None:
    checks = [check(target="one"), check("violated", target="two")]
    text = summary(judged(run(*checks, targets=[target("one"), target("two")])))
    assert text.startswith("# 2 targets, exit status 1\n\n2 targets: 1 violates, 1 conforms.\n\n| target |")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[1].startswith("| two | m2m | **violates** | 1 requirement violated | CA-EXP | 42 |")
    assert rows[2].startswith("| one | m2m | **conforms** |")


def test_of_a_fleet_all_are_in_the_table_and_the_worst_are_told() -> None:
    names = [f"target {number:03}" for number in range(60)]
    bad = set(names[40:55])
    checks = [check("violated" if name in bad else "holds", target=name) for name in names]
    text = summary(judged(run(*checks, targets=[target(name) for name in names])))
    told = [line for line in text.splitlines() if line.startswith("## ")]
    assert told == [f"## target {number:03}: violates" for number in range(40, 50)]
    assert all(f"| {name} | m2m |" in text for name in names)
    assert text.endswith("The 10 worst are told here; requirements.html and results.json have every target.\n")


def test_hostile_texts_are_dead() -> None:
    hostile = {"expected": HOSTILE, "sent": HOSTILE, "actual": HOSTILE}
    checks = [
        check("violated", case="a", notes=(HOSTILE,)),
        check("violated", case="b").__class__(**{**vars(check("violated", case="b")), **hostile}),
        check("not-testable", name="CA-B", reason=HOSTILE),
    ]
    accepted = FUTURE.__class__("CA-B", HOSTILE, FUTURE.until)
    for entries in ((), (accepted,)):
        one = target(HOSTILE, *entries, endpoint=HOSTILE, notes=(HOSTILE,))
        booked = [result.__class__(**{**vars(result), "target": HOSTILE}) for result in checks]
        _is_dead(summary(judged(run(*booked, targets=[one]), requirement(), requirement("CA-B"))))


def _is_dead(text: str) -> None:
    assert all(character.isprintable() or character == "\n" for character in text)
    page = PAGE.render(text)
    tags = set(re.findall(r"<(/?[a-zA-Z0-9]+)", page))
    assert {tag.strip("/") for tag in tags} <= {
        *("h1", "h2", "h3", "p", "ul", "li", "strong", "code", "pre", "details", "summary"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert page.count("<h1>") == 1
    assert not re.search(r"<strong>\s*bold|<code>code|<td>\s*cell", page)
    assert "@everyone" not in text
    assert "https://evil" not in text


def test_every_source_document_has_its_verdict() -> None:
    rows = [requirement("CA-EXP"), requirement("REQ-GRANTED", sources=(Source("RFC 6749", "5.1", None),))]
    advice = requirement("M2M-SCOPE-MORE", "SHOULD", sources=(Source("RFC 9700", "1", None),))
    checks = [check("violated"), check(name="REQ-GRANTED"), check("violated", name="M2M-SCOPE-MORE")]
    text = summary(judged(run(*checks), *rows, advice))
    assert "| iSHARE JWT | **violates** | 1 | 0 | 1 | 0 | 0 |" in text
    assert "| RFC 6749 | conforms | 1 | 1 | 0 | 0 | 0 |" in text
    assert "| RFC 9700 | no MUST judged | 1 | 0 | 0 | 0 | 1 |" in text
