"""A report directory read back: the run that it was made from, so that it can be judged and written again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from conformance.report.changes import Document
from conformance.report.former import RESULTS, UnreadableResultsError, read_results
from conformance.report.text import one_line
from conformance.results import Accepted, CheckResult, Shard, TargetRun

HAR = "exchanges.har"
ALLURE = "allure-results"


@dataclass(frozen=True)
class Reread:
    """What a report directory holds. document: its results.json; the exchanges are read when they are asked for."""

    directory: Path
    document: Document

    @property
    def shard(self) -> Shard | None:
        """Which part of a fleet it was."""
        known = self.document.get("shard")
        return Shard(**known) if known else None

    @property
    def started(self) -> datetime:
        """When the run began."""
        return datetime.fromisoformat(self.document["started"])

    @property
    def targets(self) -> list[TargetRun]:
        """Its targets, in the order of the report."""
        return [_target(one) for one in self.document["targets"]]

    def checks(self, numbers: Mapping[int, int]) -> Iterator[CheckResult]:
        """Its checks; ``numbers`` are the exchanges' numbers elsewhere, by those that they have here."""
        for target in self.document["targets"]:
            for row in target["requirements"]:
                for check in row["checks"]:
                    yield _check(target["name"], row["id"], check, numbers)

    def exchanges(self) -> Iterator[dict[str, Any]]:
        """Its exchanges, each as the fields of an ExchangeRecord. Raises UnreadableResultsError."""
        try:
            entries = json.loads((self.directory / HAR).read_text("utf-8"))["log"]["entries"]
            yield from (_exchange(entry) for entry in entries)
        except OSError as error:
            raise UnreadableResultsError(f"{HAR} cannot be read: {error.strerror}.") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UnreadableResultsError(f"{HAR} is none that this tool wrote.") from None


def reread(directory: Path) -> Reread:
    """Read a report directory. Raises UnreadableResultsError with a sentence where it is none, or not whole."""
    if not directory.is_dir():
        raise UnreadableResultsError(f"{one_line(str(directory))} is no directory. Name report directories.")
    document = read_results(directory)
    new = [key for target in document["targets"] for key in ("accepted", "crashed") if key not in target]
    if new or "shard" not in document:
        sentence = "was written by an earlier version of this tool, which kept too little to be merged."
        raise UnreadableResultsError(f"{one_line(str(directory / RESULTS))} {sentence}")
    for name in (HAR, ALLURE) if document["targets"] else ():
        if not (directory / name).exists():
            sentence = f"has no {name}: keep the whole report directory of each run."
            raise UnreadableResultsError(f"{one_line(str(directory))} {sentence}")
    return Reread(directory, document)


def _target(one: Document) -> TargetRun:
    known: dict[str, Any] = {
        name: one.get(name) for name in ("name", "profile", "endpoint", "version", "file", "requests", "command")
    }
    accepted = tuple(Accepted(e["id"], e["reason"], date.fromisoformat(e["until"])) for e in one["accepted"])
    return TargetRun(**known, hiccups=one.get("hiccups", 0), accepted=accepted, notes=tuple(one.get("notes", ())))


def _check(target: str, requirement: str, check: Document, numbers: Mapping[int, int]) -> CheckResult:
    plain = ("id", "case", "title", "outcome", "expected", "sent", "actual", "reason", "seconds")
    return CheckResult(
        **{name: check[name] for name in plain},
        target=target,
        requirement=requirement,
        notes=tuple(check["notes"]),
        findings=tuple(check["findings"]),
        reach=check["reach"],
        exchanges=tuple(numbers[number] for number in check["exchanges"] if number in numbers),
    )


def _exchange(entry: Document) -> dict[str, Any]:
    request, response = entry["request"], entry["response"]
    return {
        "number": entry["_number"],
        "target": entry["_target"],
        "purpose": entry["_purpose"],
        "started": datetime.fromisoformat(entry["startedDateTime"]).timestamp(),
        "seconds": entry["time"] / 1000,
        "method": request["method"],
        "url": request["url"],
        "request_headers": _pairs(request["headers"]),
        "request_body": request.get("postData", {}).get("text", ""),
        "status": response["status"] or None,
        "response_headers": _pairs(response["headers"]),
        "response_body": response["content"]["text"],
        "failure": entry.get("_failure"),
        "difference": entry.get("_difference"),
    }


def _pairs(fields: list[dict[str, str]]) -> list[list[str]]:
    return [[field["name"], field["value"]] for field in fields]
