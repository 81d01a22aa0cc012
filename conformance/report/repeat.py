"""The command line that repeats one check, and the entry that accepts one row: what a reader does next."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from datetime import timedelta

from conformance.report.model import Report, Row, TargetReport
from conformance.report.text import toml_string
from conformance.results import CheckResult, TargetRun

WORD = re.compile(r"[\w:+.\[\]\\/-]+")  # what pytest's -k takes as one word
OPERATORS = frozenset({"and", "or", "not"})
ACCEPTED_DAYS = 90


def repeat_command(target: TargetRun, row: Row, check: CheckResult) -> str:
    """The command that runs `check` alone against `target`, for a person to copy.

    Without a target file there is only the selection, to be added to the command that was used. What was judged without
    pytest (`conformance inspect`) is judged as a whole again.
    """
    if target.command is not None and not check.id.startswith("suites/"):
        return target.command
    if check.findings:
        return f"{_command(target)} --repeat {check.findings[0]}"
    selection = f'-k "{selecting(row, check)}"'
    if target.command is not None:
        return f"{target.command} -- {selection}"
    if target.file is None:
        return f"pytest … {selection}   (… are the arguments of this run)"
    return f"conformance run {shlex.quote(target.file)} -- {selection}"


def _command(target: TargetRun) -> str:
    if target.command is not None:
        return target.command
    return f"conformance run {shlex.quote(target.file)}" if target.file else "pytest suites …"


def selecting(row: Row, check: CheckResult) -> str:
    """The expression for pytest's -k that selects `check`.

    -k compares parts of names without letter case, so the other cases of the row that contain this one are excluded.
    """
    name = check.id.rpartition("::")[2].partition("[")[0]
    words = [name, *_case_words(row, check.case)]
    return " and ".join(words)


def _case_words(row: Row, case: str | None) -> Iterator[str]:
    if case is None or not _is_word(case):
        return
    yield case
    for other in row.requirement.cases:
        if case.lower() in other.lower() and case.lower() != other.lower() and _is_word(other):
            yield f"not {other}"


def _is_word(case: str) -> bool:
    return bool(WORD.fullmatch(case)) and case not in OPERATORS


def untested_for_want(target: TargetReport) -> tuple[Row, ...]:
    """The rows that the verdict misses because the target file lacks what they need, and which may be accepted."""
    untested = [row for row in target.rows if row.outcome == "not-testable" and row.checks]
    elsewhere = {row.reason for row in untested if not row.requirement.needs}
    return tuple(row for row in untested if row.weight == 10 and row.requirement.needs and row.reason not in elsewhere)


def ready_entries(report: Report, rows: Iterable[Row]) -> str:
    """Entries of accepted.toml for `rows`, ready to paste; empty without a row."""
    until = report.run.started.date() + timedelta(days=ACCEPTED_DAYS)
    return "\n".join(
        f"[[accepted]]\nid     = {toml_string(row.requirement.id)}\n"
        f"reason = {toml_string(_suggested_reason(row))}\nuntil  = {until.isoformat()}\n"
        for row in rows
    )


def _suggested_reason(row: Row) -> str:
    """Words of the catalogue alone: what an endpoint said never goes into a file that somebody will keep."""
    if row.outcome == "violated":
        return f"known violation of: {row.requirement.title}"
    return f"cannot be tested here: needs {row.requirement.needs}"
