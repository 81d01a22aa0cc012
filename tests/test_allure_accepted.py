"""Accepted rows in Allure: neither failed nor broken, and with the words of their entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.allure_labels import label
from conformance.catalogue import load_catalogue
from conformance.report.allure_accepted import mark_accepted
from conformance.report.results_json import results_document
from tests.report_samples import FUTURE, PAST, check, judged, run, target


def write(folder: Path, name: str, status: str, requirement: str = "CA-EXP", epic: str = "Acme (m2m)") -> Path:
    labels = [{"name": "epic", "value": epic}, {"name": "requirement", "value": f"{requirement} A sentence"}]
    file = folder / f"{name}-result.json"
    file.write_text(json.dumps({"status": status, "labels": labels, "statusDetails": {"message": "Failed: why"}}))
    return file


def read(file: Path) -> tuple[str, str]:
    result: dict[str, Any] = json.loads(file.read_text())
    return result["status"], result["statusDetails"]["message"]


@pytest.mark.parametrize("status", ["failed", "broken"])
def test_an_accepted_row_is_skipped_with_its_reason(tmp_path: Path, status: str) -> None:
    document = results_document(judged(run(check("violated"), targets=[target("Acme", FUTURE)])))
    accepted = write(tmp_path, "a", status)
    others = [
        write(tmp_path, "b", status, requirement="CA-EXPIRY"),
        write(tmp_path, "c", status, epic="Beta (m2m)"),
        write(tmp_path, "d", "passed"),
    ]
    before = [read(file) for file in others]
    mark_accepted(tmp_path, document)
    assert read(accepted) == ("skipped", f"Accepted until {FUTURE.until}: ticket 4711\nFailed: why")
    assert [read(file) for file in others] == before


def test_an_entry_past_its_day_accepts_nothing(tmp_path: Path) -> None:
    document = results_document(judged(run(check("violated"), targets=[target("Acme", PAST)])))
    file = write(tmp_path, "a", "failed")
    mark_accepted(tmp_path, document)
    assert read(file)[0] == "failed"


def test_the_labels_are_those_that_the_plugin_sets() -> None:
    marks: list[Any] = []

    class Item:
        def add_marker(self, mark: Any) -> None:
            marks.append(mark)

    class Named:
        name, profile = "Acme", "m2m"

    label(Item(), load_catalogue()["CA-EXP"], Named())  # type: ignore[arg-type]
    labels = {mark.kwargs["label_type"]: mark.args[0] for mark in marks if "label_type" in mark.kwargs}
    assert labels["epic"] == "Acme (m2m)"
    assert labels["requirement"].partition(" ")[0] == "CA-EXP"
