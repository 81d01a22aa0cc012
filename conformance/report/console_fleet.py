"""Many targets in a terminal: one table, the worst first, and the exit status of the run."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.report.finding import verdict_reason
from conformance.report.fleet import MANY, first_violated, shown_whole, tally, worst_first
from conformance.report.model import Report, TargetReport
from conformance.report.text import one_line, plural

SHOWN_GOOD = 20
"""How many targets of a fleet have a line though all is well with them."""


def print_overview(report: Report, console: Console, styles: Mapping[str, str]) -> None:
    """Print a line for each target, and what they come to. styles: of the verdicts."""
    targets = worst_first(report.targets)
    good = [target for target in targets if not target.exit_status]
    left_out = len(good) - SHOWN_GOOD if len(targets) > MANY and len(good) > SHOWN_GOOD else 0
    console.print()
    console.print(_table(targets[: len(targets) - left_out], styles))
    if left_out:
        console.print(Text(f"and {left_out} more that conform: summary.md and requirements.html have them all", "dim"))
    bad = len(targets) - len(good)
    whole = len(shown_whole(report.targets))
    if len(targets) > MANY and bad > whole:
        console.print(Text(f"The {whole} worst are above; the other {bad - whole} are in requirements.html", "dim"))
    verdicts = [target.verdict for target in targets]
    console.print(Text(f"{tally(verdicts)}: exit status {report.exit_status}", "bold"))


def _table(targets: list[TargetReport], styles: Mapping[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for justified in ("left", "left", "right", "right", "left"):
        grid.add_column(justify=justified, overflow="fold")
    for target in targets:
        verdict = Text(target.verdict_in_words, styles[target.verdict])
        work = (f"{target.seconds:.1f} s", plural(target.target.requests, "request"))
        grid.add_row(Text(one_line(target.target.name)), verdict, *map(Text, work), Text(_why(target)))
    return grid


def _why(target: TargetReport) -> str:
    ids = [row.requirement.id for row in target.standing("violated")]
    reason = verdict_reason(target)
    return f"{first_violated(ids)}: {reason}" if ids else reason
