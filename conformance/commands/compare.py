"""`conformance compare`: what is new, mended and unchanged between two runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from conformance.commands.calling import Status
from conformance.report.changes import Changes, Document, Finding, compare, findings_of
from conformance.report.former import UnreadableResultsError, read_results
from conformance.report.summary_changes import by_requirement
from conformance.report.text import one_line, plural

SHOWN_CASES = 8


@click.command("compare")
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
def command(old: Path, new: Path) -> int:
    """Tell new, mended and unchanged findings of two runs apart.

    OLD and NEW are report directories, or results.json files; reports/NAME/history/ has those of earlier runs. A
    finding whose check was not judged in NEW counts as neither mended nor unchanged.

    \b
    Examples:
      conformance compare reports/acme-before reports/acme
      conformance compare reports/acme/history/2026-11-20T03-00-00-123456+00-00.json reports/acme

    Exit status: 0 no new violation, 1 at least one (accepted ones and recommendations do not count), 4 a file is
    missing or is no results.json.
    """  # noqa: D301 - click reads the control character as: keep these lines
    try:
        comparison = compare(read_results(old), read_results(new))
    except UnreadableResultsError as fault:
        raise click.ClickException(str(fault)) from None
    quiet = [one for one in comparison.changes if not _findings(one) and one.now == one.before]
    for one in comparison.changes:
        if one not in quiet:
            _tell(one)
    if quiet:
        names = one_line(quiet[0].target) if len(quiet) == 1 else plural(len(quiet), "target")
        click.echo(f"{names}: no finding in either, the same verdict\n")
    for name in comparison.only_old:
        click.echo(f"{one_line(name)}: not in NEW\n")
    for target in comparison.only_new:
        _tell_added(target)
    count = len(comparison.new_violations)
    click.echo(f"{plural(count, 'new violation')}." if count else "No new violation.")
    return Status.VIOLATED if count else Status.GOOD


def _tell(changes: Changes) -> None:
    renamed = f" (in OLD: {one_line(changes.former_name)})" if changes.former_name else ""
    verdict = changes.now if changes.now == changes.before else f"{changes.before} → {changes.now}"
    click.echo(f"{one_line(changes.target)}{renamed}: {one_line(verdict)}")
    _tell_findings("NEW", changes.new)
    _tell_findings("MENDED", changes.mended)
    _tell_findings("UNCHANGED", changes.unchanged)
    _tell_findings("NOT JUDGED IN NEW", changes.unjudged)
    if not _findings(changes):
        click.echo("  no finding in either")
    click.echo()


def _findings(changes: Changes) -> tuple[Finding, ...]:
    return (*changes.new, *changes.mended, *changes.unchanged, *changes.unjudged)


def _tell_added(target: Document) -> None:
    words = target.get("verdict_in_words") or target["verdict"]
    click.echo(f"{one_line(target['name'])} (not in OLD): {one_line(words)}")
    _tell_findings("NEW", tuple(findings_of(target).values()))
    click.echo()


def _tell_findings(heading: str, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    groups = by_requirement(findings)
    click.echo(f"  {heading} ({len(groups)})")
    for name, group in groups.items():
        cases = [one_line(finding.case, 60) for finding in group if finding.case]
        more = f" and {len(cases) - SHOWN_CASES} more" if len(cases) > SHOWN_CASES else ""
        named = f" [{', '.join(cases[:SHOWN_CASES])}{more}]" if cases else ""
        standing = "" if group[0].counts else f", {one_line(group[0].standing, 20)}"
        late = "" if all(finding.judged_before for finding in group) else ", not judged before"
        click.echo(f"    {one_line(name, 60)} ({group[0].level}{standing}{late}) {one_line(group[0].title)}{named}")
