"""Reads what an audit starts from: a lock file, and the vulnerabilities that somebody answers for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


class UnusableFileError(ValueError):
    """A lock file or a file of accepted vulnerabilities cannot be used, told in a sentence."""


@dataclass(frozen=True)
class Locked:
    """A package of a lock file. installed: whether it is installed on this platform, with this Python."""

    name: str
    version: str
    installed: bool


@dataclass(frozen=True)
class AcceptedVulnerability:
    """A vulnerability that somebody answers for. id: its own or one of its aliases; until: the last day it counts."""

    id: str
    reason: str
    until: date


def read_lock(path: Path) -> tuple[Locked, ...]:
    """Read the packages of a lock file with hashes; UnusableFileError where it is not one."""
    try:
        logical = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        lines = [line for line in logical if line.strip() and not line.startswith("#")]
        wanted = [Requirement(line.partition("--hash")[0].strip()) for line in lines]
    except (OSError, UnicodeDecodeError, InvalidRequirement) as reason:
        raise UnusableFileError(f"{path} is no lock file: {reason}") from None
    return tuple(
        Locked(
            canonicalize_name(one.name), str(one.specifier).removeprefix("=="), not one.marker or one.marker.evaluate()
        )
        for one in wanted
    )


def read_accepted_vulnerabilities(path: Path) -> tuple[AcceptedVulnerability, ...]:
    """Read [[accepted]] tables with id, reason and until; UnusableFileError where anything else stands there."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
        return tuple(_accepted(**entry) for entry in entries)
    except (OSError, ValueError, TypeError) as reason:
        raise UnusableFileError(f"{path} cannot be used: {reason}") from None


def _accepted(id: object, reason: object, until: object) -> AcceptedVulnerability:  # noqa: A002 - the file's own key
    if not (isinstance(id, str) and id and isinstance(reason, str) and reason.strip()):
        raise ValueError("each entry needs an id and a reason.")
    if not isinstance(until, date) or isinstance(until, datetime):
        raise ValueError(f"until of {id} is not a day, such as 2027-01-31.")  # noqa: TRY004 - a wrong value of a file
    return AcceptedVulnerability(id, reason.strip(), until)
