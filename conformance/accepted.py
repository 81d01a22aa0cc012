"""accepted.toml: findings and untested rows that somebody knows of and answers for, until a date.

    [[accepted]]
    id     = "CA-X5C-DATES"
    reason = "no CA issues an expired certificate for us (ticket 4711)"
    until  = 2027-01-31

An entry takes its row out of the verdict, never out of the report; `until` is the last day on which it does so.
What an entry means for a run is decided in `report.judgement`; here only the file is read, all its faults at once.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.results import Accepted
from conformance.target_faults import TargetFault, TargetFaults

KEYS = ("id", "reason", "until")


def read_accepted(path: Path, known: Collection[str]) -> tuple[Accepted, ...]:
    """Every entry of the file at `path`, in its order; an empty file has none.

    `known` are the ids of the whole catalogue. Raises TargetFaults with all mistakes at once. A date in the past is
    no mistake of the file: the run names it, and its exit status is 1.
    """
    document = _document(path)
    entries = document.get("accepted", [])
    faults = [_unknown_key(path.name, key, ("accepted",)) for key in document if key != "accepted"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        sentence = "accepted is not a list of tables."
        raise TargetFaults((*faults, TargetFault(path.name, sentence, "Begin each entry with [[accepted]].")))
    for number, entry in enumerate(entries, 1):
        faults.extend(_entry_faults(_place(path, number, entry), entry, known))
    faults.extend(_repeated(path, entries))
    if faults:
        raise TargetFaults(tuple(faults))
    return tuple(Accepted(entry["id"], entry["reason"].strip(), _date(entry["until"])) for entry in entries)


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as reason:
        fault = TargetFault(
            str(path), f"The file cannot be read: {reason.strerror}.", "Correct the path, or make it readable."
        )
    except UnicodeDecodeError as reason:
        fault = TargetFault(str(path), f"The file is not UTF-8 (byte {reason.start}).", "Save it as UTF-8.")
    except tomllib.TOMLDecodeError as reason:
        fault = TargetFault(str(path), f"The file is not TOML: {reason}.", "Correct that place.")
    raise TargetFaults((fault,))


def _place(path: Path, number: int, entry: Mapping[str, Any]) -> str:
    name = entry.get("id")
    return f"{path.name}, [[accepted]] number {number}" + (f" ({name})" if isinstance(name, str) and name else "")


def _entry_faults(place: str, entry: Mapping[str, Any], known: Collection[str]) -> Iterable[TargetFault]:
    yield from (_unknown_key(place, key, KEYS) for key in entry if key not in KEYS)
    yield from _id_faults(place, entry.get("id"), known)
    reason = entry.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        sentence = "reason is missing." if reason is None else "reason says nothing."
        yield TargetFault(place, sentence, 'Say who accepts this and why: reason = "…".')
    if "until" not in entry:
        yield TargetFault(place, "until is missing.", "Add the last day on which it is accepted: until = 2027-01-31.")
    elif not _is_date(entry["until"]):
        yield TargetFault(place, "until is not a date.", "Write the day alone, without a time: until = 2027-01-31.")


def _id_faults(place: str, name: object, known: Collection[str]) -> Iterable[TargetFault]:
    if not isinstance(name, str) or not name:
        sentence = "id is missing." if name is None else "id is not the id of a requirement."
        yield TargetFault(place, sentence, 'Add it: id = "CA-EXP". `conformance list requirements` has them all.')
    elif name not in known:
        yield TargetFault(place, f"No requirement has the id {name!r}.", _nearest(name, known))


def _unknown_key(place: str, key: str, known: Collection[str]) -> TargetFault:
    return TargetFault(place, f"The key {key!r} is unknown.", _nearest(key, known))


def _nearest(word: str, known: Collection[str]) -> str:
    by_lower_case = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.strip().lower(), by_lower_case, n=1)
    return f"Did you mean {by_lower_case[near[0]]!r}?" if near else "Correct it, or take it out."


def _repeated(path: Path, entries: Iterable[Mapping[str, Any]]) -> Iterable[TargetFault]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        name = entry.get("id")
        if isinstance(name, str) and name in seen:
            yield TargetFault(_place(path, number, entry), f"{name} stands here already.", "Keep one of the two.")
        if isinstance(name, str) and name:
            seen.add(name)


def _is_date(value: object) -> bool:
    # A datetime is a date to Python; with a time of day nobody could say whether the day itself still counts.
    if isinstance(value, date):
        return not isinstance(value, datetime)
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
