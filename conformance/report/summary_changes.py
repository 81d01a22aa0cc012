"""Two parts of summary.md: what changed since the run before, and the verdict for each source document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from conformance.report.changes import Changes, Finding
from conformance.report.documents import by_document
from conformance.report.model import TargetReport
from conformance.report.text import markdown, plural

SHOWN_CASES = 5


def changes_in_markdown(changes: Changes | None) -> Iterator[str]:
    """Lines about new, mended and unknown findings; nothing for a first run."""
    if changes is None:
        return
    yield f"### Since the run of {markdown(changes.since)}"
    yield ""
    was = f"It said {markdown(changes.before)} then" if changes.before != changes.now else "The verdict is the same"
    yield f"{was}; {plural(len(changes.unchanged), 'finding')} unchanged."
    yield ""
    for word, findings in (("New", changes.new), ("Mended", changes.mended), ("Not judged now", changes.unjudged)):
        yield from (f"- **{word}**: {line}" for line in finding_lines(findings))
    if not (changes.new or changes.mended or changes.unjudged):
        yield "- Nothing is new, and nothing is mended."
    yield ""


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """One line of Markdown for each requirement, with the cases."""
    for name, group in by_requirement(findings).items():
        cases = [markdown(finding.case) for finding in group if finding.case]
        more = f" and {len(cases) - SHOWN_CASES} more" if len(cases) > SHOWN_CASES else ""
        named = f" ({', '.join(cases[:SHOWN_CASES])}{more})" if cases else ""
        late = "" if all(finding.judged_before for finding in group) else ", not judged before"
        yield f"{markdown(name)} ({group[0].level}{late}) {markdown(group[0].title)}{named}"


def by_requirement(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """Findings by the id of their requirement, in their order."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.requirement, []).append(finding)
    return groups


def documents_in_markdown(target: TargetReport) -> Iterator[str]:
    """A table with a verdict for each source document."""
    yield "### By source document"
    yield ""
    yield "| document | verdict | requirements | hold | violated | not tested | other |"
    yield "|---|---|---|---|---|---|---|"
    for one in by_document(target):
        counts = one.counts
        known = (counts["holds"], counts["violated"], counts["not-testable"])
        verdict = f"**{one.verdict}**" if one.verdict == "violates" else one.verdict or "no MUST judged"
        numbers = " | ".join(str(number) for number in (len(one.rows), *known, len(one.rows) - sum(known)))
        yield f"| {markdown(one.document)} | {verdict} | {numbers} |"
    yield ""
