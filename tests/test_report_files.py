"""The files of a report are whole or not there, and nobody else's file is touched."""

import json
import os
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.report import files
from conformance.report.files import write_all, write_whole
from conformance.report.former import KEPT_RUNS
from tests.report_samples import STARTED, check, exchange, judged, run

NAMES = {"results.json", "requirements.html", "junit.xml", "summary.md", "exchanges.har"}


def test_the_files_are_written_and_can_be_read(tmp_path: Path) -> None:
    out = tmp_path / "reports" / "acme"
    write_all(judged(run(check(), exchanges=(exchange(),))), out)
    assert {path.name for path in out.iterdir()} == NAMES
    assert json.loads((out / "results.json").read_text())["exit_status"] == 0
    assert ET.parse(out / "junit.xml").getroot().get("tests") == "1"
    assert (out / "summary.md").read_text(encoding="utf-8").startswith("# Acme: conforms\n")
    assert len(json.loads((out / "exchanges.har").read_text())["log"]["entries"]) == 1


def test_a_later_run_replaces_its_own_files_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "allure-results").mkdir()
    write_all(judged(run(check("violated"))), tmp_path)
    write_all(judged(run(check())), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == NAMES | {"mine.txt", "allure-results", "history"}
    assert json.loads((tmp_path / "results.json").read_text())["exit_status"] == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    [kept] = (tmp_path / "history").iterdir()
    assert json.loads(kept.read_text())["exit_status"] == 1


def test_the_history_holds_the_last_runs_and_nothing_else_is_removed_from_it(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "mine.json").write_text("mine")
    for number in range(KEPT_RUNS + 3):
        write_all(judged(run(check(), started=STARTED + timedelta(hours=number))), tmp_path)
    kept = sorted(path.name for path in (tmp_path / "history").iterdir())
    assert len(kept) == KEPT_RUNS + 1
    assert kept[0] == "2026-11-21T14-00-00+00-00.json"
    assert kept[-1] == "mine.json"


BROKEN = (
    "",
    "{",
    "[]",
    "null",
    '{"targets": 1}',
    '{"started": "", "targets": [{"name": 1, "profile": "m2m", "verdict": "conforms", "requirements": []}]}',
    '{"started": "", "targets": [{"name": "a", "profile": "m2m", "verdict": "conforms", "requirements": [{}]}]}',
    "[" * 100_000,
    "\ud800",
)


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_former_file_is_no_hindrance(tmp_path: Path, broken: str) -> None:
    (tmp_path / "results.json").write_bytes(broken.encode("utf-8", "surrogatepass"))
    write_all(judged(run(check())), tmp_path)
    assert json.loads((tmp_path / "results.json").read_text())["targets"][0]["changes"] is None
    assert not (tmp_path / "history").exists()


def test_a_failure_leaves_the_old_file_whole_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "results.json"
    write_whole(path, "old")

    def broken(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_written_where_one_of_the_texts_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(report: object) -> str:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(files, "WRITERS", {**files.WRITERS, "summary.md": broken})
    with pytest.raises(RuntimeError):
        write_all(judged(run(check())), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="permissions are of another kind there")
def test_others_may_read_the_files_as_far_as_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "results.json", "{}")
    finally:
        os.umask(before)
    assert (tmp_path / "results.json").stat().st_mode & 0o777 == 0o644
