"""The report in a terminal: problems first, then counts that add up, the verdict last.

Colours follow NO_COLOR and the kind of the output, as rich has them. Texts go to rich as plain `Text`, never as its
markup, and with every control character written out, so nothing that an endpoint sent does anything in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import Console
from rich.text import Text

from conformance.report.console_findings import print_findings, print_labelled, print_recommendations
from conformance.report.console_fleet import print_overview
from conformance.report.finding import counts_in_words, reasons, verdict_reason, wanted
from conformance.report.fleet import shown_whole
from conformance.report.model import Report, Row, TargetReport
from conformance.report.repeat import ready_entries, untested_for_want
from conformance.report.text import one_line, plural, visible

PADDING = re.compile(r" +$", re.MULTILINE)  # rich fills tables up to their width
SHOWN_IDS = 20  # a run of one check leaves a hundred rows aside
SHOWN_ENTRIES = 3
VERDICT_STYLE = {"conforms": "bold green", "violates": "bold red", "incomplete": "bold yellow"}


def make_console(file: TextIO | None = None, width: int | None = None) -> Console:
    """A console for `file` (standard output by default) that takes texts literally: no markup, no emoji, no guesses."""
    return Console(file=file, width=width, markup=False, emoji=False, highlight=False)


def print_report(report: Report, console: Console) -> None:
    """Print the whole report to `console`.

    Characters that its encoding lacks are written out, so that a report never ends in an encoding error.
    """
    with console.capture() as captured:
        for target in shown_whole(report.targets):
            _print_target(report, target, console)
        if len(report.targets) > 1:
            print_overview(report, console, VERDICT_STYLE)
        elif not report.targets:
            console.print(f"nothing was selected: exit status {report.exit_status}")
    encoding = console.encoding
    text = PADDING.sub("", captured.get())
    console.file.write(text.encode(encoding, "backslashreplace").decode(encoding))
    console.file.flush()


def _print_target(report: Report, target: TargetReport, console: Console) -> None:
    if len(report.targets) == 1 or target.exit_status:
        _print_details(report, target, console)
    console.print(Text(f"{one_line(target.target.name)}: {counts_in_words(target)}"), soft_wrap=True)
    _print_work(target, console)
    console.print(_verdict_line(report, target), soft_wrap=True)


def _print_details(report: Report, target: TargetReport, console: Console) -> None:
    records = {record.number: record for record in report.run.exchanges}
    console.print(Text(f"{target.target.name} · {target.target.profile} · {visible(target.target.endpoint)}", "bold"))
    console.print()
    print_findings(target, records, console)
    print_recommendations(target, console)
    _print_known(report, target, console)
    _print_untested(report, target, console)
    _print_accepted(target, console)
    for remark in target.remarks:
        console.print(Text(f"! {one_line(remark.sentence)}", "bold"))
    if target.remarks:
        console.print()


def _print_known(report: Report, target: TargetReport, console: Console) -> None:
    rows = target.standing("violated")
    if rows:
        console.print(Text("What cannot be mended yet may stand in accepted.toml, with your own reason:", "dim"))
        console.print(Text(ready_entries(report, rows[:SHOWN_ENTRIES])), soft_wrap=True)
    if len(rows) > SHOWN_ENTRIES:
        console.print(Text(f"({len(rows) - SHOWN_ENTRIES} more of these entries are in summary.md)", "dim"))
        console.print()


def _print_untested(report: Report, target: TargetReport, console: Console) -> None:
    rows = target.standing("not-testable")
    if not rows:
        return
    console.print(Text(f"NOT TESTABLE ({len(rows)})", "bold yellow"))
    for reason, group in reasons(rows).items():
        console.print(Text(one_line(reason)))
        print_labelled(console, _untested(group))
    console.print()
    entries = ready_entries(report, untested_for_want(target))
    if entries:
        console.print(Text("What cannot be provided may stand in accepted.toml, with your own reason:", "dim"))
        console.print(Text(entries), soft_wrap=True)


def _untested(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    ids = [row.requirement.id + ("" if row.level == "MUST" else f" ({row.level})") for row in rows]
    more = f", and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
    yield "rows", ", ".join(ids[:SHOWN_IDS]) + more
    for need in wanted(rows):
        yield "needs", f"{need} (in the target file)"


def _print_accepted(target: TargetReport, console: Console) -> None:
    rows = target.standing("accepted")
    if not rows:
        return
    console.print(Text(f"ACCEPTED ({len(rows)})", "bold"))
    for row in rows:
        entry = row.accepted
        until = f", until {entry.until}: {one_line(entry.reason)}" if entry else ""
        console.print(Text(f"{row.requirement.id} ({row.level}) {row.outcome.replace('-', ' ')}{until}"))
    console.print()


def _print_work(target: TargetReport, console: Console) -> None:
    run = target.target
    hiccups = f", {plural(run.hiccups, 'hiccup')}" if run.hiccups else ""
    console.print(Text(f"{plural(run.requests, 'request')}{hiccups}", "dim"))
    for note in run.notes:
        console.print(Text(f"note: {one_line(note)}", "dim"))


def _verdict_line(report: Report, target: TargetReport) -> Text:
    status = report.exit_status if len(report.targets) == 1 else target.exit_status
    verdict = Text(target.verdict_in_words, VERDICT_STYLE[target.verdict])
    name = one_line(target.target.name)
    return Text.assemble(f"{name}: ", verdict, f" ({verdict_reason(target)}; exit status {status})")
