"""Holds what pip-audit answered against a lock file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from packaging.version import Version

from conformance.audit.reading import AcceptedVulnerability, Locked


@dataclass(frozen=True)
class Audit:
    """A judged audit in sentences for people. packages: how many had to be looked up; looked_up: how many were."""

    known: tuple[str, ...]
    not_looked_up: tuple[str, ...]
    accepted: tuple[str, ...]
    packages: int
    looked_up: int

    @property
    def exit_status(self) -> int:
        """What the command leaves with: 1 comes before 10."""
        return 1 if self.known else 10 if self.not_looked_up else 0

    def lines(self) -> Iterator[str]:
        """The audit in Markdown, for a job's page and its log."""
        verdict = {0: "nothing is known", 1: "something is known", 10: "incomplete"}[self.exit_status]
        yield f"# Dependency audit: {verdict}"
        yield from ("", f"{self.looked_up} of {self.packages} packages were looked up.")
        sections = {"Known": self.known, "Not looked up": self.not_looked_up, "Accepted": self.accepted}
        for heading, sentences in sections.items():
            if sentences:
                yield from ("", f"## {heading}", "", *(f"- {sentence}" for sentence in sentences))


def judge(
    locked: Sequence[Locked], answer: Mapping[str, Any], accepted: Sequence[AcceptedVulnerability], today: date
) -> Audit:
    """Hold the JSON of pip-audit against a lock file.

    Each package that is installed here has to be in the answer with the locked version and without a skip_reason.
    """
    wanted = [package for package in locked if package.installed]
    found = {entry["name"]: entry for entry in answer["dependencies"]}
    skipped = [sentence for package in wanted if (sentence := _not_looked_up(package, found.get(package.name)))]
    known, taken, used = _sorted_out(found.values(), {one.id: one for one in accepted if one.until >= today})
    known += [_late(one) for one in accepted if one.until < today]
    known += [_stale(one) for one in accepted if one.until >= today and one.id not in used and not skipped]
    looked_up = len(wanted) - len(skipped)
    if not wanted:
        skipped = ["The lock file names no package that is installed here."]
    return Audit(tuple(known), tuple(skipped), tuple(taken), len(wanted), looked_up)


def unfinished(locked: Sequence[Locked], sentence: str) -> Audit:
    """Say that nothing was looked up, and why."""
    return Audit((), (f"Nothing was looked up. {sentence}",), (), sum(one.installed for one in locked), 0)


def _sorted_out(
    entries: Iterable[Mapping[str, Any]], accepted: Mapping[str, AcceptedVulnerability]
) -> tuple[list[str], list[str], set[str]]:
    """Give the vulnerabilities that count, those that are accepted, and the ids that accept one."""
    known: list[str] = []
    taken: list[str] = []
    used: set[str] = set()
    for entry in entries:
        for vulnerability in entry.get("vulns", ()):
            standing = sorted({vulnerability["id"], *vulnerability.get("aliases", ())} & set(accepted))
            used.update(standing)
            sentence = _sentence(entry, vulnerability, [accepted[one] for one in standing])
            (taken if standing else known).append(sentence)
    return known, taken, used


def _not_looked_up(package: Locked, entry: Mapping[str, Any] | None) -> str:
    named = f"{package.name} {package.version}"
    if entry is None:
        return f"{named}: pip-audit does not mention it."
    if "skip_reason" in entry:
        return f"{named}: {entry['skip_reason']}"
    if Version(entry.get("version", "0")) != Version(package.version) or not isinstance(entry.get("vulns"), list):
        return f"{named}: pip-audit looked up {entry.get('version') or 'no version'} instead."
    return ""


def _sentence(
    entry: Mapping[str, Any], vulnerability: Mapping[str, Any], accepted: Sequence[AcceptedVulnerability]
) -> str:
    names = ", ".join([vulnerability["id"], *vulnerability.get("aliases", ())])
    repairs = ", ".join(vulnerability.get("fix_versions", ()))
    mended = f"mended in {repairs}" if repairs else "no version mends it"
    words = "".join(f"; accepted until {one.until}: {one.reason}" for one in accepted)
    return f"{entry['name']} {entry['version']}: {names}, {mended}{words}"


def _late(entry: AcceptedVulnerability) -> str:
    return (
        f"The entry for {entry.id} counted until {entry.until}. Look at it again, and give it another day or mend it."
    )


def _stale(entry: AcceptedVulnerability) -> str:
    return f"The entry for {entry.id} stands for nothing: no package has it any more. Take it out."
