"""Writes the report's files. Each is whole or not there: it is written beside its place and then renamed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from conformance.findings import FILE, findings_json
from conformance.report.changes import Changes, Document, changes_of
from conformance.report.former import former_results, keep_former
from conformance.report.har import har_parts
from conformance.report.junit import junit_xml
from conformance.report.matrix import matrix
from conformance.report.model import Report
from conformance.report.results_json import results_document, results_json
from conformance.report.summary import summary


@dataclass(frozen=True)
class Finished:
    """A judged run, and results.json of the run before in the same directory, None where there is none."""

    report: Report
    former: Document | None = None

    @cached_property
    def results(self) -> str:
        """The text of results.json."""
        return results_json(self.document)

    @property
    def changes(self) -> tuple[Changes | None, ...]:
        """What changed since the run before, target by target; empty where there was none."""
        return tuple(changes_of(self.former, target) for target in self.document["targets"]) if self.former else ()

    @cached_property
    def document(self) -> Document:
        """The content of results.json."""
        return results_document(self.report, self.former)


WRITERS: Mapping[str, Callable[[Finished], str]] = {
    "results.json": lambda finished: finished.results,
    "requirements.html": lambda finished: matrix(finished.document, finished.results),
    "junit.xml": lambda finished: junit_xml(finished.report),
    "summary.md": lambda finished: summary(finished.report, finished.changes),
}
"""What makes each file whole. The exchanges are written one by one."""
HAR = "exchanges.har"
NAMES = (*WRITERS, HAR)
"""The files of a report."""


def write_all(report: Report, out: Path) -> None:
    """Write every file of WRITERS, and the exchanges, into `out`, which is made where it is missing.

    Files of an earlier run under these names are replaced, after its results.json was kept in `history/`; nothing else
    in `out` is touched. All texts but the exchanges are made before the first file is written.
    Raises OSError where `out` cannot be written.
    """
    former = former_results(out)
    finished = Finished(report, former)
    texts = {name: write(finished) for name, write in WRITERS.items()}
    kept = findings_json(out, report.run)
    if kept is not None:
        texts[FILE] = kept
    out.mkdir(parents=True, exist_ok=True)
    if former is not None:
        keep_former(out, former)
    for name, text in texts.items():
        write_whole(out / name, text)
    write_parts_whole(out / HAR, (part.encode("utf-8") for part in har_parts(report.run)))


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 so that no reader, at no moment, finds half of it."""
    write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that no reader, at no moment, finds half of it."""
    write_parts_whole(path, (content,))


def write_parts_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write what comes part by part to `path`, in the same way."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
