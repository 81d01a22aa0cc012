"""Five places say how a run ended, check by check: they never disagree."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from conformance.reference.setting_up import good_design
from conformance.reference.specimens import specimen_named
from tests import specimens

A_FEW = ("-k", "scope or audience or caching or 405 or refresh or guess or another_party")
LOUD = ("terminal", "allure_pytest")
Statuses = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """What a run left behind: results.json, junit.xml, Allure's results, the console, the exit status."""

    document: dict[str, Any]
    junit: ET.Element
    allure: tuple[dict[str, Any], ...]
    console: str
    status: int


def said_of(
    name: str | None, arguments: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> Said:
    """Run the suite against a specimen with every output on."""
    quiet = [part for part in specimens.QUIET if part not in {f"no:{plugin}" for plugin in LOUD}]
    monkeypatch.setattr(specimens, "QUIET", _without_lonely_flags(quiet))
    monkeypatch.setenv("COLUMNS", "200")
    design = good_design() if name is None else specimen_named(name, "m2m").change(good_design())
    out = ("--conformance-out", str(folder / "out"), "--alluredir", str(folder / "allure"))
    found = specimens.run(design, (*arguments, *out))
    results = (folder / "allure").glob("*-result.json")
    return Said(
        json.loads((folder / "out" / "results.json").read_text()),
        ET.parse(folder / "out" / "junit.xml").getroot(),
        tuple(json.loads(path.read_text()) for path in results),
        capfd.readouterr().out,
        found.status,
    )


def _without_lonely_flags(parts: list[str]) -> list[str]:
    pairs = zip(parts, [*parts[1:], ""], strict=True)
    return [part for part, following in pairs if part != "-p" or following.startswith("no:")]


@pytest.mark.parametrize(
    "name, arguments, status",
    [
        (None, (), 0),
        (None, A_FEW, 10),
        ("needs-no-audience", A_FEW, 1),
        ("ignores-the-scope", A_FEW, 1),
        ("unwraps-an-audience-of-one", A_FEW, 10),
        ("unwraps-an-audience-of-one", (*A_FEW, "--conformance-strict"), 1),
        ("refuses-everything", A_FEW, 10),
        ("shows-a-page-midway", A_FEW, 1),
        ("clock-ahead-by-an-hour", A_FEW, 10),
    ],
)
def test_five_say_the_same(
    name: str | None,
    arguments: tuple[str, ...],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    said = said_of(name, arguments, tmp_path, monkeypatch, capfd)
    assert said.status == said.document["exit_status"] == status
    assert f"exit status {status})" in said.console
    (target,) = said.document["targets"]
    verdict = {0: "conforms", 1: "violates", 10: "incomplete"}[status]
    assert target["verdict"] == verdict
    assert f"{target['name']}: {verdict}" in said.console
    strict = "--conformance-strict" in arguments
    assert _of_allure(said.allure) == _expected_of_allure(target, strict)
    assert _of_junit(said.junit) == _expected_of_junit(target, strict)
    for row in target["requirements"]:
        shown = re.search(rf"^{row['id']}  (MUST|SHOULD)", said.console, re.MULTILINE) is not None
        assert shown == (row["outcome"] == "violated"), row["id"]


def _checks(target: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(row, check) for row in target["requirements"] for check in row["checks"]]


def _of_allure(results: Sequence[dict[str, Any]]) -> Statuses:
    return Counter((one["fullName"].rpartition("#")[2], one["status"]) for one in results)


def _expected_of_allure(target: dict[str, Any], strict: bool) -> Statuses:
    """One result a check: where a check booked a finding on another row as well, that is what it shows."""
    by_id: dict[str, list[str]] = {}
    for row, check in _checks(target):
        failing = "failed" if row["level"] == "MUST" or strict else "skipped"
        words = {"holds": "passed", "violated": failing, "not-testable": "broken", "not-applicable": "skipped"}
        by_id.setdefault(check["id"], []).append(words[check["outcome"]])
    shown = {name: "failed" if "failed" in found else found[0] for name, found in by_id.items()}
    return Counter((name.rpartition("::")[2].partition("[")[0], status) for name, status in shown.items())


def _of_junit(root: ET.Element) -> Statuses:
    found: Statuses = Counter()
    for case in root.iter("testcase"):
        if case.get("file"):
            status = case[0].tag if len(case) else "passed"
            found[str(case.get("name")).partition("[")[0], status] += 1
    return found


def _expected_of_junit(target: dict[str, Any], strict: bool) -> Statuses:
    found: Statuses = Counter()
    for row, check in _checks(target):
        counts = row["level"] == "MUST"
        words = {
            "holds": "passed",
            "violated": "failure" if counts or strict else "skipped",
            "not-testable": "error" if counts else "skipped",
            "not-applicable": "skipped",
        }
        found[check["id"].rpartition("::")[2].partition("[")[0], words[check["outcome"]]] += 1
    return found
