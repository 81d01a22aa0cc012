"""What is wrong with a target file: every fault with its place, one sentence and the repair, all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

Keys = tuple[str | int, ...]
"""The way to a value: names of tables and keys, positions in lists."""


@dataclass(frozen=True)
class TargetFault:
    """One thing that is wrong. place: file and key, or the option; sentence: what is wrong; repair: what to do.

    None of the three ever quotes a secret, a key or the content of a file.
    """

    place: str
    sentence: str
    repair: str

    def __str__(self) -> str:
        """Give the three lines that a person reads."""
        return f"{self.place}\n  {self.sentence}\n  Repair: {self.repair}"


class TargetFaults(Exception):  # noqa: N818 - it carries many of them
    """A target cannot be used. ``faults`` holds all that is wrong with it."""

    def __init__(self, faults: tuple[TargetFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass
class Reading:
    """One target while it is read: where it comes from, and what has been found so far.

    folder: what relative paths start from; place: names a key for the reader; now: the moment that dates of
    certificates are compared with; nested: this is the second identity provider of another target.
    """

    folder: Path
    place: Callable[[Keys], str]
    now: datetime
    nested: bool = False
    faults: list[TargetFault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def fault(self, keys: Keys, sentence: str, repair: str) -> None:
        """Note what is wrong at a key; the same is never noted twice."""
        found = TargetFault(self.place(keys), sentence, repair)
        if found not in self.faults:
            self.faults.append(found)

    def remark(self, keys: Keys, sentence: str) -> None:
        """Note what a reader is told without being stopped."""
        self.remarks.append(f"{self.place(keys)}: {sentence}")


def place_in_file(file: Path) -> Callable[[Keys], str]:
    """Name the keys of a target file as they stand in it, such as ``acme.toml: [client] key``."""
    return lambda keys: f"{file}: {written_key(keys)}" if keys else str(file)


def written_key(keys: Keys) -> str:
    """Write a way to a value as TOML has it: the table in brackets, then the key."""
    position = next((place for place, each in enumerate(keys) if isinstance(each, int)), None)
    if position is None:
        *tables, key = map(str, keys)
        return f"[{'.'.join(tables)}] {key}" if tables else key
    number = f"number {int(keys[position]) + 1}"
    if position == len(keys) - 1:
        return f"{written_key(keys[:position])} {number}"
    return f"[[{'.'.join(map(str, keys[:position]))}]] {number}, {'.'.join(map(str, keys[position + 1 :]))}"
