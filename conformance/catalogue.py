"""The catalogue of requirements, read from the TOML chapters beside this module.

Loading is quick and trusts the files; `check_catalogue` is the gate that does not (JSON Schema and cross
references). `python -m conformance.catalogue check` runs the gate, `… lock` renews the list of published ids.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal, cast

Profile = Literal["m2m", "h2m", "ciam", "basic"]
Level = Literal["MUST", "SHOULD", "MAY"]

CHAPTERS = (
    "token_request",
    "token_response",
    "error_response",
    "client_assertion",
    "m2m",
    "h2m",
    "id_token",
    "pseudonym",
    "ciam",
    "basic",
    "authorization",
)


class CatalogueFault(Exception):  # noqa: N818 - it names what is wrong, and it holds many
    """The catalogue's own files are wrong. `faults` holds one sentence for each mistake."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """Where a rule is written: document, section, and a link (none where the page has no public address)."""

    document: str
    section: str
    link: str | None = None


@dataclass(frozen=True)
class Requirement:
    """One rule that a token endpoint has to follow, as the catalogue states it.

    `chapter` is the prefix of the ids ("CA"), `levels` has one entry for each of `profiles`, `sources` begins with
    the main one, `cases` are the named changes in order (empty where the row has exactly one check), `readings` are
    keys of `load_readings()`, `ctt` are case names of the official iSHARE tool, `needs` says in words what the target
    file has to hold beyond the ordinary.
    """

    id: str
    chapter: str
    chapter_title: str
    title: str
    levels: Mapping[str, Level] = field(hash=False)
    profiles: tuple[str, ...]
    rule: str
    sources: tuple[Source, ...]
    why: str
    mend: str
    cases: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    ctt: tuple[str, ...] = ()
    if_present: bool = False
    observable: bool = True
    needs: str | None = None

    def level(self, profile: str) -> Level:
        """MUST, SHOULD or MAY for `profile`; KeyError where the row does not belong to it."""
        return self.levels[profile]


@dataclass(frozen=True)
class Side:
    """What one document says about a disputed point."""

    document: str
    says: str
    link: str | None = None


@dataclass(frozen=True)
class Reading:
    """A point that the documents leave open or contradict, and how this tool reads it for `profiles`."""

    id: str
    point: str
    reading: str
    profiles: tuple[str, ...]
    sides: tuple[Side, ...]


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


if __name__ == "__main__":
    from conformance.catalogue_lock import main

    sys.exit(main(sys.argv[1:]))
