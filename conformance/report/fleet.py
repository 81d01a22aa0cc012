"""Many targets at a glance: the worst first, and of each what somebody wants to know before opening its part."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.report.changes import Document
from conformance.report.model import TargetReport
from conformance.report.text import plural

MANY = 20
"""Targets from which on a page shows whole only those that do not conform, and of them the worst."""
SHOWN_WHOLE = 10
"""How many of a fleet's targets a page shows whole."""
SHOWN_IDS = 3
_STATUSES = (1, 10, 0)
_VERDICTS = ("violates", "incomplete", "conforms")
Rank = tuple[int, int, int]


def worst_first(targets: Sequence[TargetReport]) -> list[TargetReport]:
    """Sort by what the exit status minds most, then by how much there is to mend; equals stay in their order."""
    return sorted(targets, key=lambda one: _rank(one.exit_status, one.verdict, one.counts["violated"]))


def ranked(document: Document) -> list[tuple[int, Document]]:
    """Give the targets of results.json in the same order, each with its number in the report, from 1."""
    numbered = list(enumerate(document["targets"], start=1))
    return sorted(numbered, key=lambda one: _rank(one[1]["exit_status"], one[1]["verdict"], violated(one[1])))


def shown_whole(targets: Sequence[TargetReport]) -> list[TargetReport]:
    """Give the targets that a page shows whole: all of a few, and of a fleet the worst."""
    if len(targets) <= MANY:
        return list(targets)
    return [one for one in worst_first(targets) if one.exit_status][:SHOWN_WHOLE]


def first_violated(ids: Sequence[str]) -> str:
    """Name the first of these requirements, and how many there are besides."""
    more = f" and {len(ids) - SHOWN_IDS} more" if len(ids) > SHOWN_IDS else ""
    return ", ".join(ids[:SHOWN_IDS]) + more


def violated_ids(target: Document) -> list[str]:
    """The requirements that a target of results.json violates."""
    return [row["id"] for row in target["requirements"] if row["standing"] == "violated"]


def violated(target: Document) -> int:
    """How many requirements a target of results.json violates."""
    count: int = target["counts"]["violated"]
    return count


def not_judged(target: Document) -> int:
    """How many MUST requirements of a target of results.json nobody judged."""
    return sum(row["standing"] == "not-testable" and row["level"] == "MUST" for row in target["requirements"])


def tally(verdicts: Sequence[str]) -> str:
    """Say how many targets have which verdict: "200 targets: 5 violate, 2 are incomplete, 193 conform"."""
    words = {
        "violates": ("violates", "violate"),
        "incomplete": ("is incomplete", "are incomplete"),
        "conforms": ("conforms", "conform"),
    }
    counts = {verdict: verdicts.count(verdict) for verdict in _VERDICTS if verdict in verdicts}
    parts = [f"{number} {words[verdict][number != 1]}" for verdict, number in counts.items()]
    return f"{plural(len(verdicts), 'target')}: {', '.join(parts)}"


def _rank(status: int, verdict: str, count: int) -> Rank:
    return _STATUSES.index(status), _VERDICTS.index(verdict), -count
