"""The target files of a directory: every *.toml in it that is one, and nothing that only lies beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.target_faults import TargetFault, TargetFaults

TELLING = ("endpoint", "profile", "client")
"""What a file has that is meant as a target file, whatever else may be wrong with it."""
_NONE_THERE = "No target file is in this directory."
_REPAIR = "Put target files (*.toml) straight into it, or name files; directories inside it are not looked into."


@dataclass(frozen=True)
class Listed:
    """The files of a run in their order, and for each TOML file that is none of them the reason why."""

    files: tuple[Path, ...]
    left_out: Mapping[Path, str]


def list_targets(paths: Sequence[Path]) -> Listed:
    """Put the target files of each directory, by their names, in its place; files stay as they are.

    A file that stands there more than once is taken once. Raises TargetFaults where a directory has no target file.
    """
    files: dict[Path, Path] = {}
    left_out: dict[Path, str] = {}
    faults: list[TargetFault] = []
    for path in paths:
        found = _listed(path) if path.is_dir() else Listed((path,), {})
        if not found.files:
            faults.append(TargetFault(str(path), _NONE_THERE, _REPAIR))
        files |= {each.resolve(): each for each in found.files if each.resolve() not in files}
        left_out |= found.left_out
    if faults:
        raise TargetFaults(tuple(faults))
    return Listed(tuple(files.values()), left_out)


def _listed(directory: Path) -> Listed:
    tables = {path: _table(path) for path in sorted(directory.glob("*.toml")) if not path.name.startswith(".")}
    providers = set(_second_providers(tables))
    left_out = {}
    for path, table in tables.items():
        if table is not None and not any(key in table for key in TELLING):
            left_out[path] = "no target file: neither endpoint nor profile nor [client] is in it"
        elif path.resolve() in providers:
            left_out[path] = "the second provider of another target"
    return Listed(tuple(path for path in tables if path not in left_out), left_out)


def _table(path: Path) -> Mapping[str, Any] | None:
    """Read what can be read; what cannot is taken for a target file, so that its fault is told."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None


def _second_providers(tables: Mapping[Path, Mapping[str, Any] | None]) -> Iterable[Path]:
    """Give the files that others name as their second provider, and that name none themselves."""
    named = {path: _named_by(table) for path, table in tables.items() if table is not None}
    leaders = {path.resolve() for path, name in named.items() if name is not None}
    for path, name in named.items():
        if name is not None:
            provider = (path.parent / name).resolve()
            if provider not in leaders:
                yield provider


def _named_by(table: Mapping[str, Any]) -> str | None:
    sign_in = table.get("sign_in")
    name = sign_in.get("other_provider") if isinstance(sign_in, dict) else None
    return name if isinstance(name, str) else None
