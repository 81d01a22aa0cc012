"""What a run gathers while it goes on: the records of its checks, in the end one ``Run`` for the reports."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance import __version__
from conformance.results import CheckResult, Run, Shard, TargetRun
from conformance.spool import Spool
from conformance.target import Target
from conformance.told import target_run


@dataclass
class Gathering:
    """Fills up on the process that reports; records of several workers come together here."""

    targets: Sequence[Target]
    strict: bool
    checks: list[CheckResult] = field(default_factory=list)
    exchanges: Spool = field(default_factory=Spool)
    counts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    crashed: dict[str, list[str]] = field(default_factory=dict)
    """By target, the checks in which the checker itself failed."""
    checking: float = 0.0
    drawn: tuple[str, int] | None = None
    """Budget and seed of generated input."""
    shard: Shard | None = None
    started: float = field(default_factory=time.time)
    _numbers: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)
    """By session and target: the number that an exchange has in the run, by the one that it had in its session."""
    _texts: dict[str, str] = field(default_factory=dict)

    def take(self, record: dict[str, Any]) -> None:
        """Add what one check of one worker recorded (JSON-able, as it travelled)."""
        session, target = record["session"], record["target"]
        for one in record["exchanges"]:
            self._take_exchange(session, target, one)
        for one in record["results"]:
            known = self._numbers.get((session, target), {})
            numbers = tuple(known[number] for number in one["exchanges"])
            # the targets of a fleet have most texts in common
            texts = {name: self._texts.setdefault(text, text) for name, text in one.items() if isinstance(text, str)}
            lists = {name: tuple(one[name]) for name in ("notes", "findings")}
            self.checks.append(CheckResult(**one | texts | lists | {"exchanges": numbers}))
        self.counts[session, target] = record["counts"]
        self.checking += record["seconds"]

    def crash(self, where: str, target: str = "") -> None:
        """Note a failure of the checker itself, at one target or at all of them."""
        for name in [target] if target else [one.name for one in self.targets]:
            known = self.crashed.setdefault(name, [])
            if where not in known:
                known.append(where)

    def _take_exchange(self, session: str, target: str, one: dict[str, Any]) -> None:
        numbers = self._numbers.setdefault((session, target), {})
        known = numbers.get(one["number"])
        if known is None:
            numbers[one["number"]] = self.exchanges.add(one | {"target": target})
        elif one["difference"]:
            # a check that held has no use for the difference; one that looks at the same exchange later may have
            self.exchanges.tell_difference(known, one["difference"])

    def finished(self, interrupted: bool) -> Run:
        """Close the book."""
        return Run(
            version=__version__,
            started=datetime.fromtimestamp(self.started, UTC),
            seconds=time.time() - self.started,
            checking_seconds=self.checking,
            targets=tuple(self._target_run(target) for target in self.targets),
            checks=tuple(self.checks),
            exchanges=self.exchanges,
            strict=self.strict,
            interrupted=interrupted,
            budget=self.drawn[0] if self.drawn else None,
            seed=self.drawn[1] if self.drawn else None,
            shard=self.shard,
        )

    def _target_run(self, target: Target) -> TargetRun:
        counts = [count for (_, name), count in self.counts.items() if name == target.name]
        notes = dict.fromkeys([*target.remarks, *(note for count in counts for note in count["notes"])])
        requests, hiccups = (sum(count[name] for count in counts) for name in ("requests", "hiccups"))
        return target_run(target, requests, hiccups, tuple(notes))
