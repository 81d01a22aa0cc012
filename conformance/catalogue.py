"""The catalogue of requirements, read from the TOML chapters beside this module.

Loading is quick and trusts the files; `check_catalogue` is the gate that does not (JSON Schema and cross
references). `python -m conformance.catalogue_lock check` runs the gate, `… lock` renews the list of published ids.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, cast

from conformance.catalogue_model import CHAPTERS, CatalogueFault, Level, Reading, Requirement, Side, Source

__all__ = [
    "CatalogueFault",
    "Level",
    "Reading",
    "Requirement",
    "Side",
    "Source",
    "check_catalogue",
    "load_catalogue",
    "load_readings",
    "read_catalogue",
    "read_readings",
    "requirements_directory",
]


def requirements_directory() -> Traversable:
    """The directory of the chapters, in a checkout as in an installed wheel."""
    return files("conformance") / "requirements"


@cache  # a pure function of files that never change while a process lives; parsing takes longer than a check
def load_catalogue() -> Mapping[str, Requirement]:
    """Every requirement by its id, in the order of the chapters. Raises CatalogueFault for files that do not load."""
    return read_catalogue(requirements_directory())


@cache
def load_readings() -> Mapping[str, Reading]:
    """Every reading (A1, A2, …) by its id. Raises CatalogueFault for a file that does not load."""
    return read_readings(requirements_directory())


def read_catalogue(directory: Traversable) -> Mapping[str, Requirement]:
    """As `load_catalogue`, from another directory of chapters."""
    try:
        rows = [row for name in CHAPTERS for row in _chapter(_read(directory / f"{name}.toml"))]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as reason:
        raise CatalogueFault(_faults(directory) or (f"the catalogue does not load: {reason!r}",)) from reason
    catalogue = {row.id: row for row in rows}
    if len(catalogue) != len(rows):
        raise CatalogueFault(_faults(directory))
    return MappingProxyType(catalogue)


def read_readings(directory: Traversable) -> Mapping[str, Reading]:
    """As `load_readings`, from another directory of chapters."""
    try:
        rows = [_reading(row) for row in _read(directory / "readings.toml")["reading"]]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as reason:
        raise CatalogueFault(_faults(directory) or (f"the readings do not load: {reason!r}",)) from reason
    return MappingProxyType({row.id: row for row in rows})


def check_catalogue(directory: Traversable | None = None) -> None:
    """Check schema, ids, cross references and texts of all chapters. Raises CatalogueFault with every mistake."""
    faults = _faults(directory if directory is not None else requirements_directory())
    if faults:
        raise CatalogueFault(faults)


def _faults(directory: Traversable) -> tuple[str, ...]:
    from conformance.catalogue_check import catalogue_faults  # noqa: PLC0415 - jsonschema would slow every start

    return catalogue_faults(directory)


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _chapter(document: Mapping[str, Any]) -> list[Requirement]:
    heading = document["chapter"]
    return [_requirement(heading["prefix"], heading["title"], row) for row in document["requirement"]]


def _requirement(prefix: str, chapter_title: str, row: Mapping[str, Any]) -> Requirement:
    profiles = tuple(row["profiles"])
    return Requirement(
        id=row["id"],
        chapter=prefix,
        chapter_title=chapter_title,
        title=_text(row["title"]),
        levels=_levels(row["level"], profiles),
        profiles=profiles,
        rule=_text(row["rule"]),
        sources=tuple(Source(**source) for source in row["sources"]),
        why=_text(row["why"]),
        mend=_text(row["mend"]),
        cases=tuple(row.get("cases", ())),
        readings=tuple(row.get("readings", ())),
        ctt=tuple(row.get("ctt", ())),
        if_present=row.get("if_present", False),
        observable=row.get("observable", True),
        needs=row.get("needs"),
    )


def _levels(level: str | Mapping[str, str], profiles: tuple[str, ...]) -> dict[str, Level]:
    by_profile = dict.fromkeys(profiles, level) if isinstance(level, str) else level
    return {profile: cast("Level", by_profile[profile]) for profile in profiles}


def _reading(row: Mapping[str, Any]) -> Reading:
    sides = tuple(Side(side["document"], _text(side["says"]), side.get("link")) for side in row["sides"])
    return Reading(row["id"], _text(row["point"]), _text(row["reading"]), tuple(row["profiles"]), sides)


def _text(wrapped: str) -> str:
    """The chapters wrap long texts over several lines; a report wraps them anew."""
    return " ".join(wrapped.split())
