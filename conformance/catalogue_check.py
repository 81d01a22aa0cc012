"""The gate for the catalogue: JSON Schema, and what a schema cannot say (ids, cross references, texts)."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jsonschema import Draft202012Validator

from conformance.catalogue_model import CHAPTERS

Row = Mapping[str, Any]


def catalogue_faults(directory: Traversable) -> tuple[str, ...]:
    """One sentence for each mistake in the chapters and readings of `directory`; empty when all is well."""
    faults = list(_stray_files(directory))
    chapters = {f"{name}.toml": _document(directory, f"{name}.toml", "catalogue", faults) for name in CHAPTERS}
    readings = _document(directory, "readings.toml", "readings", faults)
    rows = [(name, row) for name, chapter in chapters.items() if chapter for row in _rows(chapter, "requirement")]
    known = [str(row.get("id")) for row in _rows(readings or {}, "reading")]
    faults += _repeated("reading", known)
    faults += _repeated("id", [str(row.get("id")) for _, row in rows])
    faults += _prefixes(chapters)
    for name, row in rows:
        faults += [f"{name}, {row.get('id')}: {fault}" for fault in _row_faults(row, known)]
    for text in ("title", "rule", "why", "mend"):
        faults += _shared(text, [row for _, row in rows])
    return tuple(faults)


def _stray_files(directory: Traversable) -> Iterator[str]:
    expected = {f"{name}.toml" for name in (*CHAPTERS, "readings")}
    for file in directory.iterdir():
        if file.name.endswith(".toml") and file.name not in expected:
            yield f"{file.name}: no such chapter is known, so nobody would read it; add it to CHAPTERS"


def _document(directory: Traversable, name: str, schema: str, faults: list[str]) -> dict[str, Any] | None:
    try:
        document = tomllib.loads((directory / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        faults.append(f"{name}: cannot be read: {reason}")
        return None
    errors = Draft202012Validator(_schema(schema)).iter_errors(document)
    faults += [f"{name}, {_place(document, error.absolute_path)}: {error.message}" for error in errors]
    return document


def _schema(name: str) -> dict[str, Any]:
    text = (files("conformance") / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _place(document: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """The row's id and the key in it: "CA-EXP level" in place of "requirement 32 level"."""
    steps = list(path)
    if len(steps) > 1 and isinstance(steps[1], int):
        row = document[str(steps[0])][steps[1]]
        steps[:2] = [str(row.get("id", f"row {steps[1] + 1}")) if isinstance(row, dict) else f"row {steps[1] + 1}"]
    return " ".join(map(str, steps)) or "the file"


def _rows(document: Mapping[str, Any], key: str) -> list[Row]:
    rows = document.get(key, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _repeated(what: str, values: Sequence[str]) -> list[str]:
    return [f"the {what} {value} occurs {count} times" for value, count in Counter(values).items() if count > 1]


def _prefixes(chapters: Mapping[str, dict[str, Any] | None]) -> list[str]:
    faults, seen = [], []
    for name, chapter in chapters.items():
        heading = (chapter or {}).get("chapter", {})
        prefix = str(heading.get("prefix")) if isinstance(heading, dict) else ""
        seen += [prefix] if chapter else []
        ids = [str(row.get("id")) for row in _rows(chapter or {}, "requirement")]
        strangers = [one for one in ids if not one.startswith(f"{prefix}-")]
        faults += [f"{name}, {one}: the id does not begin with the chapter's prefix {prefix}-" for one in strangers]
    return faults + _repeated("prefix", seen)


def _row_faults(row: Row, readings: Sequence[str]) -> Iterator[str]:
    level, profiles = row.get("level"), row.get("profiles", [])
    if isinstance(level, dict) and set(level) != set(profiles):
        yield f"the levels are given for {', '.join(sorted(level))}, the profiles are {', '.join(sorted(profiles))}"
    for reading in row.get("readings", []):
        if reading not in readings:
            yield f"the reading {reading} is not in readings.toml"


def _shared(text: str, rows: Sequence[Row]) -> list[str]:
    """An explanation that fits two rows explains neither."""
    owners: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row.get(text), str):
            owners.setdefault(" ".join(row[text].casefold().split()), []).append(str(row.get("id")))
    return [f"{' and '.join(ids)} share the same {text}" for ids in owners.values() if len(ids) > 1]
