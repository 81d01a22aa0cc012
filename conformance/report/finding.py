"""What a finding says, in plain words: every report tells it from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from conformance.catalogue import Reading
from conformance.report.model import Row, Standing, TargetReport
from conformance.report.repeat import repeat_command
from conformance.report.text import one_line, plural
from conformance.results import CheckResult, ExchangeRecord, TargetRun

SHOWN_EXCHANGES = 5


def source_of(row: Row) -> str:
    """The main source: document and section."""
    source = row.requirement.sources[0]
    return f"{source.document}, {source.section}"


def headline(row: Row) -> str:
    """Id, level, source and sentence of a requirement on one line."""
    return f"{row.requirement.id} ({row.level}, {source_of(row)}) {row.requirement.title}"


def three_lines(check: CheckResult, limit: int = 400) -> Iterator[tuple[str, str]]:
    """What was expected, sent and met, each made visible on one line; parts that a check does not have are left out."""
    for label, text in (("expected", check.expected), ("sent", check.sent), ("actual", check.actual)):
        if text is not None:
            yield label, one_line(text, limit)


def reading_in_words(reading: Reading) -> str:
    """A point that the documents leave open: how it is read here, and what each side says."""
    sides = "; ".join(f"{side.document}: {side.says}" for side in reading.sides)
    return f"{reading.id}, {reading.point}: {reading.reading} ({sides})"


def explanation(row: Row) -> Iterator[tuple[str, str]]:
    """Why the requirement matters, how it is mended, and the readings that it rests on."""
    yield "why", row.requirement.why
    yield "mend", row.requirement.mend
    for reading in row.readings:
        yield "reading", reading_in_words(reading)


def needs(row: Row) -> Iterator[tuple[str, str]]:
    """What the target file has to hold before the requirement can be tested, where the catalogue says so."""
    if row.requirement.needs:
        yield "needs", row.requirement.needs


def finding_text(target: TargetRun, row: Row, check: CheckResult) -> str:
    """A whole finding as lines of plain text, for reports without a layout of their own."""
    case = f" [{check.case}]" if check.case else ""
    lines = [f"{headline(row)}{case}", *_labelled(three_lines(check, 2000))]
    if check.reason:
        lines.append(f"reason:   {one_line(check.reason, 2000)}")
    lines += [f"note:     {one_line(note)}" for note in check.notes]
    meaning = explanation(row) if check.outcome == "violated" else needs(row)
    lines += ["", *_labelled(meaning), f"repeat:   {repeat_command(target, row, check)}"]
    return "\n".join(lines)


def _labelled(pairs: Iterator[tuple[str, str]]) -> Iterator[str]:
    return (f"{label + ':':<10}{text}" for label, text in pairs)


def exchanges_in_words(check: CheckResult, records: Mapping[int, ExchangeRecord]) -> str:
    """The status lines of the exchanges behind a check: "#13 changed request: 200 OK". Empty where there is none."""
    known = [records[number] for number in check.exchanges if number in records]
    shown = [f"#{record.number} {one_line(record.purpose, 60)}: {status_line(record)}" for record in known]
    if len(shown) > SHOWN_EXCHANGES:
        shown[SHOWN_EXCHANGES - 1 : -1] = [f"… {len(shown) - SHOWN_EXCHANGES} more …"]
    return " · ".join(shown)


def status_line(record: ExchangeRecord) -> str:
    """What came back, without a word that the endpoint chose."""
    if record.status is None:
        return one_line(record.failure or "no answer", 120)
    try:
        return f"{record.status} {HTTPStatus(record.status).phrase}"
    except ValueError:
        return str(record.status)


def reasons(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Rows grouped by the reason why nothing could be said about them, in the order of the catalogue."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.reason or "", []).append(row)
    return groups


def wanted(rows: Sequence[Row]) -> Sequence[str]:
    """What the target file has to hold for rows of one reason, each thing once; rows that nobody selected want nothing.

    Where rows that need nothing share the reason, it is another one, such as an endpoint that is away.
    """
    needed = [row.requirement.needs for row in rows if row.checks]
    return tuple(dict.fromkeys(need for need in needed if need)) if all(needed) else ()


def counts_in_words(report: TargetReport) -> str:
    """How many requirements have each standing; the numbers add up to the first one."""
    counts = {standing: number for standing, number in report.counts.items() if number}
    parts = [f"{number} {_counted(standing, number)}" for standing, number in counts.items()]
    return f"{plural(len(report.rows), 'requirement')}: {', '.join(parts) or 'none'}"


def _counted(standing: Standing, number: int) -> str:
    if standing == "recommendation":
        return "recommendation not followed" if number == 1 else "recommendations not followed"
    return "hold" if standing == "holds" and number != 1 else standing.replace("-", " ")


def verdict_reason(report: TargetReport) -> str:
    """Why the verdict is what it is, in a few words."""
    counts = {weight: sum(row.weight == weight for row in report.rows) for weight in (1, 10)}
    words = []
    if counts[1]:
        words.append(f"{plural(counts[1], 'requirement')} violated")
    if counts[10]:
        words.append(f"{plural(counts[10], 'MUST requirement')} not judged")
    words += [remark.name for remark in report.remarks]
    return "; ".join(words) or "every MUST requirement that applies holds"
