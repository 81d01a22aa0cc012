"""What is known of a peer: every finding with its layer and its explanation; and what a run found besides."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from conformance.plan_options import GENERATED
from tests.peers.environment import HERE
from tests.specimens import Found, Pairs

Layer = Literal["library", "our few lines"]
LAYERS: tuple[Layer, ...] = ("library", "our few lines")


@dataclass(frozen=True)
class Finding:
    """One slip of a peer as the checker shows it: a violated requirement, all of its cases that this slip fails."""

    requirement: str
    cases: tuple[str | None, ...]
    """The named cases; None alone for a requirement that has but one check."""
    layer: Layer
    hole: bool
    """Whether it lets in someone who has no right to come in, or lasts beyond its right: not only bad manners."""
    explanation: str

    @property
    def pairs(self) -> Pairs:
        """The pairs of requirement and case that are violated."""
        return {(self.requirement, case) for case in self.cases}


@dataclass(frozen=True)
class Known:
    """All that is known of a peer."""

    findings: tuple[Finding, ...]
    unjudged: dict[str, tuple[str, str]]
    """The rows that say neither yes nor no there, each with its outcome and the reason in our words."""

    @property
    def pairs(self) -> Pairs:
        """Every pair of requirement and case that is violated."""
        return {pair for finding in self.findings for pair in finding.pairs}

    def outcome(self, row: str) -> str:
        """Give the outcome that a row has: it holds unless something else is known of it."""
        if any(finding.requirement == row for finding in self.findings):
            return "violated"
        return self.unjudged.get(row, ("holds", ""))[0]


def known(peer: str) -> Known:
    """Read the findings of a peer."""
    written = tomllib.loads(path_of(peer).read_text())
    findings = (
        Finding(one["requirement"], tuple(one.get("cases", [None])), one["layer"], one["hole"], one["explanation"])
        for one in written["finding"]
    )
    unjudged = {row: (outcome, reason) for outcome, rows in written["unjudged"].items() for row, reason in rows.items()}
    return Known(tuple(findings), unjudged)


def path_of(peer: str) -> Path:
    """Give the file of the peer's findings."""
    return HERE / peer / "findings.toml"


def differences(found: Found, expected: Known) -> list[str]:
    """Say what a run found that is not known, and what is known that it did not find."""
    got, wanted = {pair for pair in found.violated if not _is_generated_elsewhere(pair, expected)}, expected.pairs
    # what is drawn changes with the strategies: whatever it meets is explained, and need not be met each time
    missing = {pair for pair in wanted - got if pair[1] != GENERATED}
    lines = [f"not found any more: {_named(pair)}" for pair in sorted(missing, key=str)]
    lines += [f"found, not explained: {_named(pair)}: {_told(found, pair)}" for pair in sorted(got - wanted, key=str)]
    drawn = {row for row, case in wanted - got if case == GENERATED} - {row for row, _ in got}
    outcomes = {row: (was, expected.outcome(row)) for row, was in found.outcomes.items() if row not in drawn}
    return lines + [f"{row}: {got} instead of {wanted}" for row, (got, wanted) in outcomes.items() if got != wanted]


def _is_generated_elsewhere(pair: tuple[str, str | None], expected: Known) -> bool:
    """Tell whether generated input met once more, without a case, what is explained of that row."""
    return pair[1] is None and any(one.requirement == pair[0] and one.cases != (None,) for one in expected.findings)


def _named(pair: tuple[str, str | None]) -> str:
    return pair[0] if pair[1] is None else f"{pair[0]}[{pair[1]}]"


def _told(found: Found, pair: tuple[str, str | None]) -> str:
    """Give what came back, in the words of the report."""
    told = [one.actual or "" for one in found.report.run.checks if (one.requirement, one.case) == pair]
    return "; ".join(told)
