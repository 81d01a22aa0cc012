"""A judged run: the one thing that every report is printed from, so that no two of them can disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from conformance.catalogue import Level, Reading, Requirement
from conformance.results import Accepted, CheckResult, Run, TargetRun

RowOutcome = Literal["holds", "violated", "not-testable", "not-applicable", "not-observable"]
Standing = Literal[
    "holds", "violated", "recommendation", "not-testable", "not-applicable", "not-observable", "accepted"
]
"""How a row counts: its outcome, but `recommendation` for a violated SHOULD or MAY that the verdict does not mind, and
`accepted` for a violated or untested row that accepted.toml takes out of the verdict. Every row has exactly one."""
Verdict = Literal["conforms", "violates", "incomplete"]
ExitStatus = Literal[0, 1, 2, 3, 5, 10]
"""0 conforms, 1 violates or accepted.toml is out of date, 2 interrupted, 3 the checker itself failed, 5 nothing was
selected, 10 incomplete."""

STANDINGS: tuple[Standing, ...] = get_args(Standing)


@dataclass(frozen=True)
class Row:
    """One requirement of the catalogue at one target.

    missing: named cases that did not run; reason: why it is not testable, not applicable or not observable;
    accepted: the entry that takes it out of the verdict, only where it does; readings: the points it rests on.
    """

    requirement: Requirement
    level: Level
    outcome: RowOutcome
    standing: Standing
    reason: str | None
    notes: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    missing: tuple[str, ...]
    accepted: Accepted | None
    readings: tuple[Reading, ...]

    @property
    def weight(self) -> Literal[0, 1, 10]:
        """The exit status that this row alone would give."""
        if self.standing == "violated":
            return 1
        return 10 if self.standing == "not-testable" and self.level == "MUST" else 0


@dataclass(frozen=True)
class Remark:
    """What changes the exit status and is no row: an outdated accepted entry, an interruption, a crash, nothing judged.

    weight: 1 or 10, as an exit status.
    """

    name: str
    sentence: str
    weight: Literal[1, 10]


@dataclass(frozen=True)
class TargetReport:
    """One target judged: every requirement of its profile once, in the order of the catalogue."""

    target: TargetRun
    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...]
    verdict: Verdict
    crashed: tuple[str, ...] = ()
    """The checks in which this tool itself failed."""

    @property
    def seconds(self) -> float:
        """What its checks took in all, on however many workers."""
        return sum({check.id: check.seconds for row in self.rows for check in row.checks}.values())

    @property
    def exit_status(self) -> Literal[0, 1, 10]:
        """The exit status of a run that had this target alone, and was neither interrupted nor empty."""
        weights = {row.weight for row in self.rows} | {remark.weight for remark in self.remarks}
        if 1 in weights:
            return 1
        return 10 if 10 in weights else 0

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many rows have each standing. They add up to the number of rows."""
        return {standing: len(self.standing(standing)) for standing in STANDINGS}

    @property
    def verdict_in_words(self) -> str:
        """The verdict with the number of accepted rows: "conforms, 2 accepted"."""
        accepted = self.counts["accepted"]
        return f"{self.verdict}, {accepted} accepted" if accepted else self.verdict

    def standing(self, *standings: Standing) -> tuple[Row, ...]:
        """The rows that have one of these standings, in the order of the catalogue."""
        return tuple(row for row in self.rows if row.standing in standings)


@dataclass(frozen=True)
class Report:
    """A judged run with its exit status (design, "Four outcomes, one verdict")."""

    run: Run
    targets: tuple[TargetReport, ...]
    exit_status: ExitStatus
