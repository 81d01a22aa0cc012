"""The target file: which endpoint is asked, in whose name, and with what manners (docs/target-file.md).

`read_target` and `read_targets` read files, `target_from_options` makes do without one. All of them check everything
before the first request and raise `TargetFaults` with every fault at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from conformance.target_faults import Keys, Reading, TargetFault, TargetFaults, place_in_file
from conformance.target_model import Expect, Limits, Party, Server, SignIn, Target, User
from conformance.target_reading import WITH_ASSERTION, build_target, read_file

__all__ = [
    "Expect",
    "Limits",
    "Party",
    "Server",
    "SignIn",
    "Target",
    "TargetFault",
    "TargetFaults",
    "User",
    "read_target",
    "read_targets",
    "target_from_options",
]

SECRET_VARIABLE = "CONFORMANCE_CLIENT_SECRET"  # noqa: S105 - the name of an environment variable
"""Holds the client's secret where the command line names no other variable."""

_OPTIONS: dict[Keys, str] = {
    ("endpoint",): "--endpoint",
    ("profile",): "--profile",
    ("version",): "--ishare-version",
    ("ca",): "--ca",
    ("server", "id"): "--server-id",
    ("client", "id"): "--client-id",
    ("client", "key"): "--client-key",
    ("client", "chain"): "--client-chain",
    ("client", "secret"): "--client-secret-env",
    ("client", "scope"): "--scope",
}


def read_target(path: Path | str, now: datetime | None = None) -> Target:
    """Read and check one target file. now: what certificates' dates are compared with; the present without it.

    Raises TargetFaults with everything that is wrong with the file and with the files it names.
    """
    return read_targets((path,), now)[0]


def read_targets(paths: Sequence[Path | str], now: datetime | None = None) -> tuple[Target, ...]:
    """Read and check several target files, whose targets must differ in their names.

    Raises TargetFaults with everything that is wrong with any of them.
    """
    faults: list[TargetFault] = []
    targets = [_read(Path(path), now, faults) for path in paths]
    found = tuple(target for target in targets if target is not None)
    faults.extend(_same_names(found))
    if faults:
        raise TargetFaults(tuple(faults))
    return found


def target_from_options(
    *,
    endpoint: str | None,
    profile: str | None,
    client_id: str | None = None,
    client_key: str | None = None,
    client_chain: str | None = None,
    client_secret_env: str | None = None,
    server_id: str | None = None,
    ca: str | None = None,
    scope: str | None = None,
    version: str | None = None,
    now: datetime | None = None,
) -> Target:
    """Make a Target without a file, from options of the command line; paths start from the current directory.

    The secret of ciam and basic is read from the environment variable named by ``client_secret_env``, or from
    CONFORMANCE_CLIENT_SECRET. Raises TargetFaults, whose places are options.
    """
    given: dict[Keys, str | None] = {
        ("endpoint",): endpoint,
        ("profile",): profile,
        ("version",): version,
        ("ca",): ca,
        ("server", "id"): server_id,
        ("client", "id"): client_id,
        ("client", "key"): client_key,
        ("client", "chain"): client_chain,
        ("client", "scope"): scope,
    }
    reading = Reading(Path(), lambda keys: _OPTIONS.get(keys, ".".join(map(str, keys))), _moment(now))
    raw: dict[str, object] = {"server": {}, "client": {}}
    for keys, value in given.items():
        if value is not None:
            _put(raw, keys, value)
    if client_secret_env is not None or profile not in WITH_ASSERTION:
        _put(raw, ("client", "secret"), {"env": client_secret_env or SECRET_VARIABLE})
    target = build_target(raw, reading, _host_of(endpoint), None)
    if reading.faults:
        raise TargetFaults(tuple(reading.faults))
    return target


def _read(path: Path, now: datetime | None, faults: list[TargetFault]) -> Target | None:
    return read_file(path, Reading(path.parent, place_in_file(path), _moment(now), faults=faults))


def _moment(now: datetime | None) -> datetime:
    return now or datetime.now(UTC)


def _put(raw: dict[str, object], keys: Keys, value: object) -> None:
    table = raw.setdefault(str(keys[0]), {}) if len(keys) > 1 else raw
    if isinstance(table, dict):
        table[str(keys[-1])] = value


def _host_of(endpoint: str | None) -> str:
    try:
        return urlsplit(endpoint or "").hostname or "endpoint"
    except ValueError:
        return "endpoint"


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
