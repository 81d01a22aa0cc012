"""summary.md: one page for a CI job. The verdict first, then what is wrong, then what nobody knows.

Whatever was not written by this project (texts of endpoints, of target files, of accepted.toml) passes `markdown`,
after which no markup, HTML, link or mention in it is alive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from conformance.report.changes import Changes
from conformance.report.finding import counts_in_words, reasons, source_of, verdict_reason, wanted
from conformance.report.fleet import first_violated, shown_whole, tally, worst_first
from conformance.report.model import Report, Row, TargetReport
from conformance.report.repeat import ready_entries, untested_for_want
from conformance.report.summary_changes import changes_in_markdown, documents_in_markdown
from conformance.report.text import markdown, plural
from conformance.results import CheckResult

SHOWN_CASES = 3


def summary(report: Report, changes: Sequence[Changes | None] = ()) -> str:
    """The text of summary.md, in GitHub's Markdown. changes: since the run before, one for each target or none."""
    lines = [f"# {_title(report)}", "", *_overview(report)]
    whole = {target.target.name for target in shown_whole(report.targets)}
    for target, changed in zip_longest(report.targets, changes):
        lines += _target(report, target, changed) if target.target.name in whole else ()
    if len(whole) < len(report.targets):
        lines += [f"The {len(whole)} worst are told here; requirements.html and results.json have every target."]
    return "\n".join(lines).rstrip() + "\n"


def _title(report: Report) -> str:
    if len(report.targets) == 1:
        return f"{markdown(report.targets[0].target.name)}: {report.targets[0].verdict_in_words}"
    return f"{plural(len(report.targets), 'target')}, exit status {report.exit_status}"


def _overview(report: Report) -> Iterator[str]:
    if len(report.targets) > 1:
        yield f"{tally([target.verdict for target in report.targets])}."
        yield ""
    yield "| target | profile | verdict | why | violated | requests | seconds | exit status |"
    yield "|---|---|---|---|---|---|---|---|"
    for target in worst_first(report.targets):
        name, profile = markdown(target.target.name), target.target.profile
        verdict, why = f"**{target.verdict_in_words}**", markdown(verdict_reason(target))
        ids = first_violated([row.requirement.id for row in target.standing("violated")])
        work = f"{target.target.requests} | {target.seconds:.1f}"
        yield f"| {name} | {profile} | {verdict} | {why} | {ids} | {work} | {target.exit_status} |"
    yield ""
    strict = ", strict" if report.run.strict else ""
    yield f"Run of {report.run.started.isoformat(timespec='seconds')}, {report.run.seconds:.1f} s{strict}; "
    yield f"exit status of the run: {report.exit_status}; token-conformance {markdown(report.run.version)}."
    yield ""


def _target(report: Report, target: TargetReport, changes: Changes | None) -> Iterator[str]:
    run = target.target
    yield f"## {markdown(run.name)}: {target.verdict_in_words}"
    yield ""
    hiccups = f", {plural(run.hiccups, 'hiccup')}" if run.hiccups else ""
    yield f"<code>{markdown(run.endpoint)}</code>, {plural(run.requests, 'request')}{hiccups}."
    yield f"{counts_in_words(target)}."
    yield ""
    yield from _list("Attention", [markdown(remark.sentence) for remark in target.remarks])
    yield from _findings("Violated", target.standing("violated"))
    yield from changes_in_markdown(changes)
    yield from _findings("Recommendations not followed", target.standing("recommendation"))
    yield from _list("Not tested, and why", list(_untested(target.standing("not-testable"))))
    yield from _list("Accepted", [_accepted(row) for row in target.standing("accepted")])
    yield from documents_in_markdown(target)
    yield from _list("Notes", [markdown(note) for note in run.notes])
    yield from _ready(ready_entries(report, (*untested_for_want(target), *target.standing("violated"))))


def _list(heading: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"### {heading}"
        yield ""
        yield from (f"- {item}" for item in items)
        yield ""


def _findings(heading: str, rows: Sequence[Row]) -> Iterator[str]:
    yield from _list(f"{heading} ({len(rows)})", [_finding(row) for row in rows])


def _finding(row: Row) -> str:
    violated = [check for check in row.checks if check.outcome == "violated"]
    cases = "; ".join(_case(check) for check in violated[:SHOWN_CASES])
    more = f"; and {plural(len(violated) - SHOWN_CASES, 'more case')}" if len(violated) > SHOWN_CASES else ""
    reading = f" Reading {', '.join(row.requirement.readings)}." if row.requirement.readings else ""
    first_step = row.requirement.mend.partition(". ")[0].rstrip(".")
    return f"{_head(row)}: {cases}{more}.{reading} Mend: {markdown(first_step)}."


def _case(check: CheckResult) -> str:
    case = f"{markdown(check.case)}: " if check.case else ""
    expected = markdown(check.expected or "", 160)
    return f"{case}expected <code>{expected}</code>, met <code>{markdown(check.actual or '', 160)}</code>"


def _head(row: Row) -> str:
    title = markdown(row.requirement.title)
    return f"**{row.requirement.id}** ({row.level}, {markdown(source_of(row))}) {title}"


def _untested(rows: Sequence[Row]) -> Iterator[str]:
    for reason, group in reasons(rows).items():
        ids = ", ".join(f"{row.requirement.id}{'' if row.level == 'MUST' else f' ({row.level})'}" for row in group)
        needed = wanted(group)
        needs = f" Needed in the target file: {markdown('; '.join(needed))}." if needed else ""
        yield f"{markdown(reason)}: {ids}.{needs}"


def _accepted(row: Row) -> str:
    entry = row.accepted
    words = f", accepted until {entry.until}: {markdown(entry.reason)}" if entry else ""
    return f"{_head(row)}: {row.outcome.replace('-', ' ')}{words}"


def _ready(entries: str) -> Iterator[str]:
    if entries:
        yield "<details><summary>Entries for accepted.toml, for what cannot be mended or tested yet</summary>"
        yield from ("", "```toml", entries.rstrip(), "```", "", "</details>", "")
