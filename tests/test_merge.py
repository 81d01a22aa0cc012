"""`conformance merge`: several report directories become one, or are refused with every reason at once."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from conformance import __version__
from conformance.catalogue import load_catalogue
from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.report.allure_html import Missing
from conformance.report.files import write_all
from conformance.report.merging import merged
from conformance.report.reread import reread
from conformance.results import CheckResult, Shard
from tests.report_samples import FUTURE, check, exchange, judged, requirement, run, target

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a report directory by its name, of a run that asked one target of that name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))

    def writer(name: str, *checks: CheckResult, shard: Shard | None = None, **changes: Any) -> Path:
        names = changes.pop("names", (name,))
        booked = checks or tuple(check(target=one) for one in names)
        made = run(*booked, targets=[target(one) for one in names], version=__version__, shard=shard, **changes)
        write_all(judged(made), Path(name))
        (Path(name) / "allure-results").mkdir(exist_ok=True)
        (Path(name) / "allure-results" / f"{name}-result.json").write_text(json.dumps({"name": name, "labels": []}))
        return Path(name)

    return writer


def call(*arguments: object) -> int:
    return run_command_line([str(each) for each in arguments])


def test_a_run_that_is_read_back_is_the_same(tmp_path: Path) -> None:
    checks = (
        check("violated", case="an-hour", notes=("n",), reach={"grants": 1}, exchanges=(1, 2)),
        check("not-testable", name="CA-IAT"),
    )
    silent = {"status": None, "failure": "closed", "difference": "iat", "request_body": "", "response_body": ""}
    asked = (exchange(1), exchange(2, **silent))
    told = {"hiccups": 3, "notes": ("slow",), "command": "conformance demo"}
    one = run(
        *checks,
        targets=[target("Acme", FUTURE, **told)],
        exchanges=asked,
        strict=True,
        version=__version__,
        budget="nightly",
        seed=7,
    )
    write_all(judged(one, requirement(), requirement("CA-IAT")), tmp_path)
    (tmp_path / "allure-results").mkdir()
    again = merged([reread(tmp_path)]).run
    assert asdict(replace(again, exchanges=tuple(again.exchanges))) == asdict(one)


def test_shards_come_together_in_the_order_of_the_fleet(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("second", shard=Shard(2, 3, 4), names=("b",))
    write("first", check("violated", target="a"), check(target="d"), shard=Shard(1, 3, 4), names=("a", "d"))
    write("third", shard=Shard(3, 3, 4), names=("c",))
    assert call("merge", "second", "third", "first", "--out", "fleet") in (Status.VIOLATED, Status.INCOMPLETE)
    found = json.loads(Path("fleet/results.json").read_text())
    assert [one["name"] for one in found["targets"]] == ["a", "b", "c", "d"]
    assert found["shard"] is None
    assert {path.name for path in Path("fleet/allure-results").glob("*-result.json")} == {
        f"{name}-result.json" for name in ("first", "second", "third")
    }
    assert "4 targets: " in capsys.readouterr().out


def test_exchanges_get_numbers_of_their_own(write: Write) -> None:
    for name in ("one", "two"):
        write(name, check(target=name, exchanges=(1,)), exchanges=[exchange(1, target=name)])
    call("merge", "one", "two", "--out", "both")
    targets = json.loads(Path("both/results.json").read_text())["targets"]
    rows = [row for one in targets for row in one["requirements"] if row["checks"]]
    assert [row["checks"][0]["exchanges"] for row in rows] == [[1], [2]]
    entries = json.loads(Path("both/exchanges.har").read_text())["log"]["entries"]
    assert [(one["_number"], one["_target"]) for one in entries] == [(1, "one"), (2, "two")]


@pytest.mark.parametrize("interrupted, crashed, status", [(True, False, 2), (False, True, 3), (True, True, 3)])
def test_what_ended_one_run_early_is_the_status_of_all(
    interrupted: bool, crashed: bool, status: int, write: Write
) -> None:
    write("one")
    write("two", interrupted=interrupted)
    if crashed:
        document = json.loads(Path("two/results.json").read_text())
        document["targets"][0]["crashed"] = ["suites/x.py::test_x"]
        Path("two/results.json").write_text(json.dumps(document))
    assert call("merge", "one", "two", "--out", "both") == status


def test_an_entry_that_is_out_of_date_counts_in_the_merged_run_too(write: Write) -> None:
    for name in ("one", "two"):
        row = next(row.id for row in load_catalogue().values() if not row.cases and "m2m" in row.profiles)
        entries = (replace(FUTURE, id=row),) if name == "two" else ()
        made = run(check(target=name, name=row), targets=[target(name, *entries)], version=__version__)
        write(name)
        write_all(judged(made, requirement(row)), Path(name))
    assert call("merge", "one", "two", "--out", "both") == Status.VIOLATED
    remarks = json.loads(Path("both/results.json").read_text())["targets"][1]["remarks"]
    assert "take its entry out of accepted.toml" in remarks[0]["sentence"]


def test_every_reason_is_told_at_once_and_nothing_is_written(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("first", shard=Shard(1, 4, 9), names=("a", "b"))
    write("again", shard=Shard(1, 4, 9), names=("a", "c"))
    write("strict", strict=True)
    write("old", names=("d",))
    document = json.loads(Path("old/results.json").read_text())
    document["tool"]["version"] = "0.0.9"
    Path("old/results.json").write_text(json.dumps(document))
    write("torn", names=("e",))
    Path("torn/exchanges.har").unlink()
    Path("empty").mkdir()
    Path("file").write_text("mine")
    given = ("first", "again", "strict", "old", "torn", "empty", "file", "nowhere")
    assert call("merge", *given, "--out", "first") == Status.WRONG_INPUT
    said = capsys.readouterr().err
    assert said.startswith("10 faults; nothing was merged and nothing written.")
    for sentence in (
        "torn has no exchanges.har: keep the whole report directory of each run.",
        "empty/results.json is not there.",
        "file is no directory.",
        "nowhere is no directory.",
        "--out first is one of the directories that are merged",
        f"old was written by version 0.0.9, and this is {__version__}",
        "Only some of the runs were strict (strict)",
        "The target a is in first and in again: a target has one verdict.",
        "Shard 1 of 4 is there more than once: first and again.",
        "Of 4 shards these are missing: 2, 3, 4.",
    ):
        assert sentence in said
    assert not Path("first/allure-report").exists()


def test_shards_of_two_fleets_are_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("one", shard=Shard(1, 2, 9))
    write("two", shard=Shard(2, 2, 8))
    assert call("merge", "one", "two", "--out", "both") == Status.WRONG_INPUT
    assert "one is 1 of 2 over 9 targets, two is 2 of 2 over 8 targets" in capsys.readouterr().err
    assert not Path("both").exists()


def test_a_torn_har_leaves_nothing_behind(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("one")
    Path("one/exchanges.har").write_text('{"log": {"entries": [{}]}}')
    assert call("merge", "one", "--out", "both") == Status.WRONG_INPUT
    assert "exchanges.har is none that this tool wrote." in capsys.readouterr().err
    assert not Path("both").exists()
