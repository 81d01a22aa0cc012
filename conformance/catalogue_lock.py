"""The lock of published ids: reports and known-findings files name them for ever, so none may vanish or turn.

An id in the lock carries a fingerprint of its meaning (rule, levels, profiles). The lock is renewed on purpose with
`python -m conformance.catalogue_lock lock`; an id that is gone stays in it as withdrawn, never to mean another rule.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from conformance.catalogue import (
    CatalogueFault,
    Requirement,
    check_catalogue,
    load_catalogue,
    requirements_directory,
)

LOCK = "published.json"
_RENEW = "renew the lock: python -m conformance.catalogue_lock lock"


@dataclass(frozen=True)
class Published:
    """What the lock remembers of an id: the fingerprint of its meaning, and whether it has been withdrawn."""

    meaning: str
    withdrawn: bool = False


def fingerprint(requirement: Requirement) -> str:
    """A short digest of what the id stands for; title, sources and explanations may be improved freely."""
    meaning = [requirement.rule, sorted(requirement.levels.items()), sorted(requirement.profiles)]
    flags = [requirement.if_present, requirement.observable]
    return hashlib.sha256(json.dumps([meaning, flags]).encode()).hexdigest()[:16]


def lock_faults(catalogue: Mapping[str, Requirement], lock: Mapping[str, Published]) -> tuple[str, ...]:
    """One sentence for each id that vanished, changed its meaning, came back or was never published."""
    faults = []
    for name in sorted(lock.keys() | catalogue.keys()):
        fault = _fault(catalogue.get(name), lock.get(name))
        if fault:
            faults.append(f"{name} {fault}")
    return tuple(faults)


def renewed(catalogue: Mapping[str, Requirement], lock: Mapping[str, Published]) -> dict[str, Published]:
    """The lock after a deliberate change: vanished ids stay as withdrawn.

    Raises CatalogueFault where a withdrawn id has come back with another meaning.
    """
    reused = [name for name, row in catalogue.items() if name in lock and _is_reused(row, lock[name])]
    if reused:
        raise CatalogueFault(tuple(f"{name} was withdrawn; an id is never used for another rule" for name in reused))
    gone = {name: Published(entry.meaning, withdrawn=True) for name, entry in lock.items() if name not in catalogue}
    return gone | {name: Published(fingerprint(row)) for name, row in catalogue.items()}


def read_lock(directory: Traversable) -> dict[str, Published]:
    """The lock file of `directory`; empty where there is none yet."""
    file = directory / LOCK
    if not file.is_file():
        return {}
    return {name: Published(**entry) for name, entry in json.loads(file.read_text(encoding="utf-8")).items()}


def lock_text(lock: Mapping[str, Published]) -> str:
    """The lock as JSON, one id in a line, sorted, so that a change shows as one line of a diff."""
    lines = [f"  {json.dumps(name)}: {json.dumps(_entry(lock[name]))}" for name in sorted(lock)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(arguments: Sequence[str]) -> int:
    """`check` or `lock`; prints the faults to standard error and gives 1 where there are some, 4 for a wrong word."""
    if list(arguments) not in (["check"], ["lock"]):
        print("usage: python -m conformance.catalogue_lock check|lock", file=sys.stderr)
        return 4
    try:
        check_catalogue()
        _renew() if arguments[0] == "lock" else _compare()
    except CatalogueFault as faults:
        print(faults, file=sys.stderr)
        return 1
    return 0


def _fault(row: Requirement | None, entry: Published | None) -> str | None:
    if entry is None:
        return f"is not in the lock of published ids; {_RENEW}"
    if row is None:
        return None if entry.withdrawn else f"was published and is gone; bring it back, or withdraw it and {_RENEW}"
    if entry.withdrawn:
        return "was withdrawn and is used again; give the new rule an id of its own"
    if fingerprint(row) != entry.meaning:
        return f"changed its rule, levels or profiles; take a new id, or if the meaning is the same {_RENEW}"
    return None


def _is_reused(row: Requirement, entry: Published) -> bool:
    return entry.withdrawn and fingerprint(row) != entry.meaning


def _entry(published: Published) -> dict[str, str | bool]:
    return {"meaning": published.meaning} | ({"withdrawn": True} if published.withdrawn else {})


def _compare() -> None:
    faults = lock_faults(load_catalogue(), read_lock(requirements_directory()))
    if faults:
        raise CatalogueFault(faults)


def _renew() -> None:
    directory = requirements_directory()
    lock = renewed(load_catalogue(), read_lock(directory))
    Path(str(directory / LOCK)).write_text(lock_text(lock), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
