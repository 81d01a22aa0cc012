"""Writes the report's files. Each is whole or not there: it is written beside its place and then renamed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from conformance.report.har import har
from conformance.report.junit import junit_xml
from conformance.report.model import Report
from conformance.report.results_json import results_json
from conformance.report.summary import summary

WRITERS: Mapping[str, Callable[[Report], str]] = {
    "results.json": results_json,
    "junit.xml": junit_xml,
    "summary.md": summary,
    "exchanges.har": lambda report: har(report.run),
}


def write_all(report: Report, out: Path) -> None:
    """Write results.json, junit.xml, summary.md and exchanges.har into `out`, which is made where it is missing.

    Files of an earlier run under these names are replaced; nothing else in `out` is touched. All texts are made
    before the first file is written. Raises OSError where `out` cannot be written.
    """
    texts = {name: write(report) for name, write in WRITERS.items()}
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(out / name, text)


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 so that no reader, at no moment, finds half of it."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
