"""What changed between two runs: findings that are new, mended or unchanged, read from two results.json.

A finding is one check that violates one requirement at one target. One that was there and whose check was not judged
this time is neither mended nor unchanged: it is unknown, and stands apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Document = Mapping[str, Any]
Key = tuple[str, str]
"""A requirement and a check."""
_JUDGED_WELL = ("holds", "not-applicable")


@dataclass(frozen=True)
class Finding:
    """One check that violates one requirement.

    standing: how it counts, as in results.json; judged_before: whether the former run judged that check at all.
    """

    requirement: str
    title: str
    level: str
    standing: str
    check: str
    case: str | None
    judged_before: bool = True

    @property
    def counts(self) -> bool:
        """Whether the verdict minds it: no recommendation, and not accepted."""
        return self.standing == "violated"


@dataclass(frozen=True)
class Changes:
    """What changed at one target.

    since: when the former run was started; before, now: the verdicts in words; former_name: what the former run called
    the target, where that is another name; unjudged: findings of the former run whose checks were not judged now.
    """

    target: str
    since: str
    before: str
    now: str
    new: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    unchanged: tuple[Finding, ...]
    unjudged: tuple[Finding, ...]
    former_name: str | None = None


@dataclass(frozen=True)
class Comparison:
    """Two runs, target by target. only_old, only_new: targets that one of them does not have."""

    changes: tuple[Changes, ...]
    only_old: tuple[str, ...]
    only_new: tuple[Document, ...]

    @property
    def new_violations(self) -> tuple[Finding, ...]:
        """What was not violated before, is now, and counts for the verdict; all violations of a new target."""
        known = [finding for one in self.changes for finding in one.new]
        added = [finding for target in self.only_new for finding in findings_of(target).values()]
        return tuple(finding for finding in (*known, *added) if finding.counts)


def compare(old: Document, new: Document) -> Comparison:
    """Compare two documents of results.json.

    Targets are the same where their names are. Where each run has one other target, of the same flow, these two are
    compared as well: an endpoint that moved, or a copy of it.
    """
    before = {target["name"]: target for target in old["targets"]}
    now = {target["name"]: target for target in new["targets"]}
    pairs = {name: name for name in now if name in before} | _renamed(before, now)
    changes = tuple(_changes(old["started"], before[pairs[name]], now[name]) for name in now if name in pairs)
    gone = tuple(name for name in before if name not in pairs.values())
    return Comparison(changes, gone, tuple(target for name, target in now.items() if name not in pairs))


def changes_of(old: Document, target: Document) -> Changes | None:
    """What changed at one target since the former run; None where that did not have it, or as another flow."""
    for former in old["targets"]:
        if (former["name"], former["profile"]) == (target["name"], target["profile"]):
            return _changes(old["started"], former, target)
    return None


def findings_of(target: Document) -> Mapping[Key, Finding]:
    """Every violated check of a target of results.json."""
    return {(row["id"], check["id"]): _finding(row, check) for row, check in _violated(target)}


def _renamed(before: Mapping[str, Document], now: Mapping[str, Document]) -> dict[str, str]:
    old = [target for name, target in before.items() if name not in now]
    new = [target for name, target in now.items() if name not in before]
    if len(old) != 1 or len(new) != 1 or old[0]["profile"] != new[0]["profile"]:
        return {}
    return {new[0]["name"]: old[0]["name"]}


def _changes(since: str, old: Document, new: Document) -> Changes:
    before, now = findings_of(old), findings_of(new)
    judged = {check["id"] for row in old["requirements"] for check in row["checks"] if check["outcome"] in _JUDGED_WELL}
    known = judged | {check for _, check in before}
    gone = [finding for key, finding in before.items() if key not in now]
    mended = [finding for finding in gone if _is_mended(finding, new["requirements"])]
    return Changes(
        target=new["name"],
        since=since,
        before=_verdict(old),
        now=_verdict(new),
        new=tuple(replace(one, judged_before=one.check in known) for key, one in now.items() if key not in before),
        mended=tuple(mended),
        unchanged=tuple(finding for key, finding in now.items() if key in before),
        unjudged=tuple(finding for finding in gone if finding not in mended),
        former_name=None if old["name"] == new["name"] else old["name"],
    )


def _is_mended(finding: Finding, rows: Sequence[Document]) -> bool:
    """Whether the check was judged again, and well; a control that books a second row only does so where it fails."""
    for row in rows:
        if row["id"] == finding.requirement:
            outcomes = {check["outcome"] for check in row["checks"] if check["id"] == finding.check}
            return outcomes <= set(_JUDGED_WELL) if outcomes else row["outcome"] in _JUDGED_WELL
    return False


def _violated(target: Document) -> Iterator[tuple[Document, Document]]:
    for row in target["requirements"]:
        yield from ((row, check) for check in row["checks"] if check["outcome"] == "violated")


def _finding(row: Document, check: Document) -> Finding:
    standing = row.get("standing") or ("violated" if row["level"] == "MUST" else "recommendation")
    return Finding(row["id"], row.get("title", ""), row["level"], standing, check["id"], check.get("case"))


def _verdict(target: Document) -> str:
    words: str = target.get("verdict_in_words") or target["verdict"]
    return words
