"""The line that repeats one check really selects that check, and the ready entries can be read."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.accepted import read_accepted
from conformance.report.repeat import ready_entries, repeat_command, selecting
from tests.report_samples import check, judged, only_row, only_target, requirement, run, target

CASES = ("none", "none-signed", "nOnE", "an-hour", "half-an-hour", "sha1+sha2", "a.b", "not")
CHECKS = """
import pytest
@pytest.mark.parametrize("target", ["Acme staging"])
@pytest.mark.parametrize("change", {cases!r}, ids=str)
def test_an_expired_assertion_is_refused(target, change): ...
def test_another(): ...
"""


def selected(folder: Path, expression: str) -> list[str]:
    (folder / "test_dates.py").write_text(CHECKS.format(cases=CASES))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-k", expression, "."]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return [line.partition("::")[2] for line in found.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize(
    "case, others", [("none", ["nOnE"]), ("nOnE", ["none"]), ("an-hour", []), ("sha1+sha2", []), ("a.b", [])]
)
def test_the_expression_selects_the_case(tmp_path: Path, case: str, others: list[str]) -> None:
    row = only_row(judged(run(check("violated", case=case)), requirement(cases=CASES)))
    name = "test_an_expired_assertion_is_refused"
    names = {f"{name}[{one}-Acme staging]" for one in (case, *others)}
    assert set(selected(tmp_path, selecting(row, row.checks[0]))) == names


def test_a_case_that_is_a_word_of_the_language_is_left_out(tmp_path: Path) -> None:
    row = only_row(judged(run(check("violated", case="not")), requirement(cases=CASES)))
    assert len(selected(tmp_path, selecting(row, row.checks[0]))) == len(CASES)


def test_the_command_can_be_copied() -> None:
    row = only_row(judged(run(check("violated", case="an-hour"))))
    selection = '-k "test_an_expired_assertion_is_refused and an-hour"'
    spaces = target(file="my targets/acme.toml")
    assert repeat_command(target(), row, row.checks[0]) == f"conformance run acme.toml -- {selection}"
    assert repeat_command(spaces, row, row.checks[0]) == f"conformance run 'my targets/acme.toml' -- {selection}"
    assert selection in repeat_command(target(file=None), row, row.checks[0])


def test_ready_entries_can_be_pasted_once_they_are_wanted(tmp_path: Path) -> None:
    rows = [
        requirement("CA-X5C-DATES", needs="[spoiled.expired]"),
        requirement("CA-EXP", title='It is "quoted" \\ and more'),
        requirement("CA-IAT"),
        requirement("CA-AUD-STRING", "SHOULD"),
    ]
    checks = [check("not-testable", name="CA-X5C-DATES"), check("violated"), check("violated", name="CA-AUD-STRING")]
    report = judged(run(*checks), *rows)
    path = tmp_path / "accepted.toml"
    path.write_text(ready_entries(report, only_target(report).rows[:2]), encoding="utf-8")
    entries = read_accepted(path, [row.id for row in rows])
    assert [(entry.id, entry.reason) for entry in entries] == [
        ("CA-X5C-DATES", "cannot be tested here: needs [spoiled.expired]"),
        ("CA-EXP", 'known violation of: It is "quoted" \\ and more'),
    ]
    accepting = run(*checks, check(name="CA-IAT"), targets=[target("Acme", *entries)])
    assert only_target(judged(accepting, *rows)).verdict_in_words == "conforms, 2 accepted"
