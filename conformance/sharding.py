"""The part of a fleet that one machine of several runs: `--shard 3/10`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from conformance.results import Shard

One = TypeVar("One")
FORM = "Write --shard NUMBER/OF with whole numbers, such as --shard 3/10: the third of ten."
_WRITTEN = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


def read_shard(text: str, targets: int) -> Shard:
    """Read what --shard was given, for a fleet of so many targets; ValueError with a sentence where it is no shard."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(FORM)
    number, of = int(found[1]), int(found[2])
    if number > of:
        raise ValueError(f"There is no shard {number} of {of}. {FORM}")
    return Shard(number, of, targets)


def part_of(shard: Shard, whole: Sequence[One]) -> Sequence[One]:
    """Give each so-manieth of a fleet, beginning with the shard's own: the same on every machine, and nothing twice."""
    return whole[shard.number - 1 :: shard.of]


def put_together(parts: Sequence[Sequence[One]]) -> list[One]:
    """Give a fleet again in its order, from the parts of its shards in theirs."""
    most = max((len(part) for part in parts), default=0)
    return [part[place] for place in range(most) for part in parts if place < len(part)]


def written(shard: Shard) -> str:
    """Write a shard for the command line of another process; `understood` reads it."""
    return f"{shard.number}/{shard.of}/{shard.targets}"


def understood(text: str) -> Shard:
    """Read what `written` wrote."""
    number, of, targets = map(int, text.split("/"))
    return Shard(number, of, targets)
