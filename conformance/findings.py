"""Findings of generated input, kept in the report directory: the next run sends them first, mended or not."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conformance.fuzz.plan import named
from conformance.fuzz.recipe import described
from conformance.fuzz.steps import Recipe
from conformance.results import Run

FILE = "findings.json"
MOST = 20
"""Findings of one requirement at one target that are kept, the latest ones."""


def kept_findings(out: Path, target: str) -> Mapping[str, tuple[Recipe, ...]]:
    """Give the recipes of earlier findings at a target, by requirement; what cannot be read is none."""
    found: dict[str, tuple[Recipe, ...]] = {}
    for entry in _entries(out):
        if entry["target"] == target:
            one = named(entry["finding"])
            found[one.requirement] = (*found.get(one.requirement, ()), one.recipe)
    return found


def findings_json(out: Path, run: Run) -> str | None:
    """Write what is kept and what a run has found; None where that is nothing."""
    day = run.started.date().isoformat()
    new = [
        {"target": check.target, "finding": name, "words": described(named(name).recipe), "found": day}
        for check in run.checks
        for name in check.findings
    ]
    known = _entries(out)
    entries = [*known, *(one for one in new if all(_key(one) != _key(other) for other in known))]
    return json.dumps({"findings": _latest(entries)}, indent=1) + "\n" if entries else None


def _key(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["target"], entry["finding"]


def _latest(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        row = entry["finding"].partition(".")[0]
        groups.setdefault((entry["target"], row), []).append(entry)
    return [entry for group in groups.values() for entry in group[-MOST:]]


def _entries(out: Path) -> list[dict[str, Any]]:
    try:
        read = json.loads((out / FILE).read_text(encoding="utf-8"))
        return [entry for entry in read["findings"] if _is_entry(entry)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in ("target", "finding")):
        return False
    try:
        named(entry["finding"])
    except ValueError:
        return False
    return True
