"""Reads results.json of an earlier run, and keeps those of the last ones beside it."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from conformance import places
from conformance.report.changes import Document
from conformance.report.text import one_line

RESULTS = "results.json"
HISTORY = "history"
"""The directory, in a report directory, with results.json of the runs before."""
KEPT_RUNS = 30
_OF_TARGETS, _OF_ROWS, _OF_CHECKS = ("name", "profile", "verdict"), ("id", "level", "outcome"), ("id", "outcome")
_LARGEST = 256 * 1024 * 1024  # bytes; a fleet of a thousand targets has less


class UnreadableResultsError(ValueError):
    """What was named is no results.json, told in a sentence."""


def read_results(path: Path) -> Document:
    """Read and check results.json; `path` is the file or its report directory.

    Raises UnreadableResultsError with a sentence where it is missing, broken, or not of this tool.
    """
    file = path / RESULTS if path.is_dir() else path
    try:
        return checked_results(_parsed(file))
    except UnreadableResultsError as fault:
        raise UnreadableResultsError(f"{one_line(str(file))} {fault}") from None


def checked_results(document: Any) -> Document:
    """Give a document back that keeps the schema of results.json; UnreadableResultsError for another one."""
    wrong = next(_validator().iter_errors(document), None)
    if wrong is not None:
        place = "/".join(str(part) for part in wrong.absolute_path) or "the whole"
        told = f"at {one_line(place, 120)}, {one_line(wrong.message, 160)}."
        raise UnreadableResultsError(f"is no results.json of this tool: {told}")
    checked: Document = document
    return checked


def former_results(out: Path) -> Document | None:
    """Read results.json of the run before in a report directory; None where there is none that can be used."""
    try:
        document = _parsed(out / RESULTS)
        return document if _can_be_compared(document) else None
    except UnreadableResultsError:
        return None


def _can_be_compared(document: Any) -> bool:
    """Whether all is there that a comparison reads; to ask the whole schema would take seconds for a fleet."""
    try:
        rows = [row for target in document["targets"] for row in target["requirements"]]
        checks = [check for row in rows for check in row["checks"]]
        texts = [document["started"], *(target[name] for target in document["targets"] for name in _OF_TARGETS)]
        texts += [
            one[name] for ones, names in ((rows, _OF_ROWS), (checks, _OF_CHECKS)) for one in ones for name in names
        ]
        return all(isinstance(text, str) for text in texts)
    except (KeyError, TypeError):
        return False


def keep_former(out: Path, former: Document) -> None:
    """Copy results.json of the run before into the history, and let the oldest go. Raises OSError."""
    history = out / HISTORY
    history.mkdir(exist_ok=True)
    moment = re.sub(r"[^0-9T+-]", "-", former["started"])[:40]
    kept = history / f"{moment}.json"
    kept.unlink(missing_ok=True)  # a link there would lead the copy elsewhere
    shutil.copyfile(out / RESULTS, kept)
    for old in sorted(history.glob("[0-9]*T*.json"))[:-KEPT_RUNS]:
        old.unlink(missing_ok=True)


def _parsed(file: Path) -> Any:
    try:
        if file.stat().st_size > _LARGEST:
            raise UnreadableResultsError("is larger than any results.json.")
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnreadableResultsError("is not there. Name a report directory, or its results.json.") from None
    except OSError as error:
        raise UnreadableResultsError(f"cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UnreadableResultsError("is not JSON.") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableResultsError("is not JSON.") from None


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - no run without a former one waits for it

    schema = json.loads((places.schemas() / "results.json").read_text("utf-8"))
    return Draft202012Validator(schema)
