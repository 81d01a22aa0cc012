"""The target file: which endpoint is asked, in whose name, and with what manners (docs/target-file.md).

`read_target` and `read_targets` read files, `target_from_options` makes do without one. All of them check everything
before the first request and raise `TargetFaults` with every fault at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance.target_directory import list_targets
from conformance.target_faults import Reading, TargetFault, TargetFaults, place_in_file
from conformance.target_model import Expect, Limits, Party, Server, SignIn, Target, User
from conformance.target_options import OPTIONS, TYPED_SECRET, TYPED_SECRETS, target_from_options, types_secret
from conformance.target_reading import read_file

__all__ = [
    "OPTIONS",
    "TYPED_SECRET",
    "TYPED_SECRETS",
    "Expect",
    "Limits",
    "Party",
    "Server",
    "SignIn",
    "Target",
    "TargetFault",
    "TargetFaults",
    "User",
    "list_targets",
    "read_target",
    "read_targets",
    "target_from_options",
    "types_secret",
]


def read_target(path: Path | str, now: datetime | None = None) -> Target:
    """Read and check one target file. now: what certificates' dates are compared with; the present without it.

    Raises TargetFaults with everything that is wrong with the file and with the files it names.
    """
    return read_targets((path,), now)[0]


def read_targets(paths: Sequence[Path | str], now: datetime | None = None) -> tuple[Target, ...]:
    """Read and check several target files, and those of directories; the targets must differ in their names.

    Raises TargetFaults with everything that is wrong with any of them.
    """
    faults: list[TargetFault] = []
    targets = [_read(path, now, faults) for path in list_targets([Path(path) for path in paths]).files]
    found = tuple(target for target in targets if target is not None)
    faults.extend(_same_names(found))
    if faults:
        raise TargetFaults(tuple(faults))
    return found


def _read(path: Path, now: datetime | None, faults: list[TargetFault]) -> Target | None:
    return read_file(path, Reading(path.parent, place_in_file(path), _moment(now), faults=faults))


def _moment(now: datetime | None) -> datetime:
    return now or datetime.now(UTC)


def _same_names(targets: tuple[Target, ...]) -> list[TargetFault]:
    counts = Counter(target.name for target in targets)
    return [
        TargetFault(
            place_in_file(target.file or Path())(("name",)),
            "Another target of this run has the same name, so that a report could not tell them apart.",
            "Give each target file a name of its own.",
        )
        for target in targets
        if counts[target.name] > 1
    ]
