"""The verdict for each source document: a reader of RFC 6749 asks about RFC 6749.

A requirement counts for its main source at the flow of the target, and for no other, so that the numbers add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.report.model import STANDINGS, Row, Standing, TargetReport, Verdict


@dataclass(frozen=True)
class DocumentVerdict:
    """What is known of one source document at one target.

    verdict: by the rules of the whole verdict over these rows alone; None where none of them is judged by a MUST.
    """

    document: str
    rows: tuple[Row, ...]
    verdict: Verdict | None

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many of its rows have each standing."""
        return {standing: sum(row.standing == standing for row in self.rows) for standing in STANDINGS}


def by_document(report: TargetReport) -> tuple[DocumentVerdict, ...]:
    """Every document that rules first over a row of the target, in the order of the catalogue."""
    groups: dict[str, list[Row]] = {}
    for row in report.rows:
        groups.setdefault(row.requirement.sources[0].document, []).append(row)
    return tuple(DocumentVerdict(name, tuple(rows), _verdict(rows)) for name, rows in groups.items())


def _verdict(rows: Sequence[Row]) -> Verdict | None:
    weights = {row.weight for row in rows}
    if 1 in weights:
        return "violates"
    if 10 in weights:
        return "incomplete"
    counting = any(row.level == "MUST" and row.outcome in {"holds", "violated"} for row in rows)
    return "conforms" if counting else None
