"""Findings in a terminal: one head for each requirement, its cases below, why and how to mend once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.report.finding import exchanges_in_words, explanation, source_of, three_lines
from conformance.report.model import Row, TargetReport
from conformance.report.repeat import repeat_command
from conformance.report.text import one_line
from conformance.results import CheckResult, ExchangeRecord

SHOWN_CASES = 3
LABEL_WIDTH = 8

Records = Mapping[int, ExchangeRecord]


def print_findings(target: TargetReport, records: Records, console: Console) -> None:
    """Every violated requirement that the verdict counts, whole."""
    rows = target.standing("violated")
    if rows:
        console.print(Text(f"VIOLATED ({len(rows)})", "bold red"))
        console.print()
    for row in rows:
        _print_finding(target, row, records, console)
        console.print()


def print_recommendations(target: TargetReport, console: Console) -> None:
    """Every recommendation that is not followed: what was met, and how to mend it."""
    rows = target.standing("recommendation")
    if not rows:
        return
    console.print(Text(f"RECOMMENDATIONS NOT FOLLOWED ({len(rows)})", "bold cyan"))
    console.print()
    for row in rows:
        first, *others = _violated(row)
        _print_head(row, first.case if not others else None, console)
        print_labelled(console, _recommendation(row, first, others))
        console.print()


def print_labelled(console: Console, pairs: Iterable[tuple[str, str]]) -> None:
    """Label and text side by side, the text wrapped under itself. What does not fit is folded, never cut off."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=LABEL_WIDTH + 2, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in pairs:
        grid.add_row(Text(f"  {label}", "dim"), Text(text))
    if grid.row_count:
        console.print(grid)


def _print_finding(target: TargetReport, row: Row, records: Records, console: Console) -> None:
    checks = _violated(row)
    _print_head(row, checks[0].case if len(checks) == 1 else None, console)
    if len(checks) == 1:
        print_labelled(console, [*three_lines(checks[0]), *explanation(row)])
        _print_proof(target, row, checks[0], records, console)
        return
    print_labelled(console, [("required", row.requirement.rule), *explanation(row)])
    for check in checks[:SHOWN_CASES]:
        console.print(Text(f"  ✗ {one_line(check.case or check.title)}", "red"))
        print_labelled(console, three_lines(check))
        _print_proof(target, row, check, records, console)
    if len(checks) > SHOWN_CASES:
        rest = ", ".join(one_line(check.case or check.title, 80) for check in checks[SHOWN_CASES:])
        console.print(Text(f"  ✗ and {len(checks) - SHOWN_CASES} more: {rest}", "red"))


def _violated(row: Row) -> list[CheckResult]:
    return [check for check in row.checks if check.outcome == "violated"]


def _print_head(row: Row, case: str | None, console: Console) -> None:
    requirement = row.requirement
    console.print(Text.assemble((requirement.id, "bold"), f"  {row.level}  {source_of(row)}"))
    console.print(Text(requirement.title + (f"  [{one_line(case)}]" if case else ""), "bold"))


def _print_proof(target: TargetReport, row: Row, check: CheckResult, records: Records, console: Console) -> None:
    print_labelled(console, _proof(check, records))
    # Not in the grid: a command that is wrapped cannot be copied.
    command = repeat_command(target.target, row, check)
    console.print(Text.assemble((f"  {'repeat':<{LABEL_WIDTH + 1}}", "dim"), command), soft_wrap=True)


def _proof(check: CheckResult, records: Records) -> Iterator[tuple[str, str]]:
    yield from (("note", one_line(note)) for note in check.notes)
    exchanges = exchanges_in_words(check, records)
    if exchanges:
        yield "exchange", exchanges


def _recommendation(row: Row, first: CheckResult, others: list[CheckResult]) -> Iterator[tuple[str, str]]:
    yield from (pair for pair in three_lines(first) if pair[0] != "sent")
    if others:
        yield "also", ", ".join(one_line(check.case or check.title, 80) for check in others)
    yield "mend", row.requirement.mend
