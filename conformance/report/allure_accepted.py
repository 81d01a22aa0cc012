"""What accepted.toml takes out of the verdict is no violation in Allure's results either: it has a category of its own.

A check ends before anybody has judged its row, so this is done when the whole run is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.report.changes import Document
from conformance.report.text import one_line

_BAD = ("failed", "broken")
Row = tuple[str, str]
"""A target, as Allure's label epic has it, and the id of a requirement."""


def mark_accepted(results: Path, document: Document) -> None:
    """Turn failed and broken results of accepted rows into skipped ones that say until when and why.

    results: the directory of Allure's results; document: the content of results.json.
    """
    accepted = dict(_accepted(document))
    for file in sorted(results.glob("*-result.json")) if accepted else ():
        result = json.loads(file.read_text("utf-8"))
        words = accepted.get(_row(result))
        if words is not None and result["status"] in _BAD:
            details = result.setdefault("statusDetails", {})
            details["message"] = f"{words}\n{details.get('message', '')}"
            file.write_text(json.dumps(result | {"status": "skipped"}), "utf-8")


def _accepted(document: Document) -> Iterator[tuple[Row, str]]:
    for target in document["targets"]:
        for row in target["requirements"]:
            if row["standing"] == "accepted":
                entry = row["accepted"]
                words = f"Accepted until {entry['until']}: {one_line(entry['reason'])}"
                yield (f"{target['name']} ({target['profile']})", row["id"]), words


def _row(result: Mapping[str, Any]) -> Row:
    labels = {label["name"]: str(label["value"]) for label in result.get("labels", ())}
    return labels.get("epic", ""), labels.get("requirement", "").partition(" ")[0]
