"""Several runs made into one: as if a single run had asked all of their targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from conformance.report.reread import Reread
from conformance.report.text import one_line
from conformance.results import CheckResult, Run, TargetRun
from conformance.sharding import put_together
from conformance.spool import Spool


@dataclass(frozen=True)
class Merged:
    """One run of several; crashed: by the target's name, the checks in which the tool itself failed."""

    run: Run
    crashed: Mapping[str, Sequence[str]]


def merged(parts: Sequence[Reread]) -> Merged:
    """Put runs together, which `misfits` has nothing against.

    Targets come in the order that they would have had in one run; it lasts from the first beginning to the last end.
    Raises UnreadableResultsError where exchanges cannot be read.
    """
    parts = sorted(parts, key=lambda part: part.shard.number if part.shard else 0)
    exchanges, checks = Spool(), list[CheckResult]()
    for part in parts:
        numbers = {one["number"]: exchanges.add(one) for one in part.exchanges()}
        checks += part.checks(numbers)
    started = min(part.started for part in parts)
    ended = max(part.started + timedelta(seconds=part.document["seconds"]) for part in parts)
    run = Run(
        version=parts[0].document["tool"]["version"],
        started=started,
        seconds=(ended - started).total_seconds(),
        checking_seconds=sum(part.document["checking_seconds"] for part in parts),
        targets=tuple(_targets(parts)),
        checks=tuple(checks),
        exchanges=exchanges,
        strict=parts[0].document["strict"],
        interrupted=any(part.document["interrupted"] for part in parts),
        **_drawn(parts),
    )
    targets = [target for part in parts for target in part.document["targets"]]
    return Merged(run, {target["name"]: target["crashed"] for target in targets if target["crashed"]})


def _targets(parts: Sequence[Reread]) -> list[TargetRun]:
    shards = [part.targets for part in parts if part.shard]
    return [*put_together(shards), *(target for part in parts if not part.shard for target in part.targets)]


def _drawn(parts: Sequence[Reread]) -> dict[str, Any]:
    """What generated input was drawn by, where all runs had the same; a shard draws a seed of its own."""
    drawn = [part.document.get("generated") or {} for part in parts if part.document["targets"]]
    found = {name: {one.get(name) for one in drawn} for name in ("budget", "seed")}
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


def misfits(parts: Sequence[Reread], version: str) -> Iterator[str]:
    """Say why runs cannot be put together, each reason in a sentence. version: of the tool that is to judge them."""
    for part in parts:
        wrote = part.document["tool"]["version"]
        if wrote != version:
            yield f"{_name(part)} was written by version {one_line(wrote)}, and this is {version}: merge with that one."
    if len({part.document["strict"] for part in parts}) > 1:
        strict = ", ".join(_name(part) for part in parts if part.document["strict"])
        yield f"Only some of the runs were strict ({strict}): one verdict cannot be both."
    yield from _twice(parts)
    yield from _shard_misfits([part for part in parts if part.shard])


def _twice(parts: Sequence[Reread]) -> Iterator[str]:
    where: dict[str, list[str]] = {}
    for part in parts:
        for target in part.document["targets"]:
            where.setdefault(target["name"], []).append(_name(part))
    for name, places in where.items():
        if len(places) > 1:
            yield f"The target {one_line(name)} is in {' and in '.join(places)}: a target has one verdict."


def _shard_misfits(parts: Sequence[Reread]) -> Iterator[str]:
    shards = [part.shard for part in parts if part.shard]
    if len({(shard.of, shard.targets) for shard in shards}) > 1:
        told = ", ".join(f"{_name(part)} is {_words(part)}" for part in parts)
        yield f"The shards are not of one fleet: {told}."
        return
    counts = Counter(shard.number for shard in shards)
    for number, times in counts.items():
        if times > 1:
            twice = " and ".join(_name(part) for part in parts if part.shard and part.shard.number == number)
            yield f"Shard {number} of {shards[0].of} is there more than once: {twice}."
    missing = [str(number) for number in range(1, shards[0].of + 1) if number not in counts] if shards else []
    if missing:
        yield f"Of {shards[0].of} shards these are missing: {', '.join(missing)}. Nobody knows of their targets."


def _words(part: Reread) -> str:
    shard = part.shard
    return f"{shard.number} of {shard.of} over {shard.targets} targets" if shard else ""


def _name(part: Reread) -> str:
    return one_line(str(part.directory))
