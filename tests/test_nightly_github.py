"""docs/nightly/github.yml and action.yml: their steps, run as shell. The tool itself is stood in for."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nightly.github import Night, run_workflow
from tests.nightly.places import CHECKOUT, Places
from tests.nightly.programs import STAND_IN, are_understood, installed_as

WORKFLOW = CHECKOUT / "docs" / "nightly" / "github.yml"
INSTALL = "Install token-conformance"


def prepared(folder: Path) -> Places:
    """A repository of a user with two target files, and of the tool what the workflow needs."""
    project, tool = folder / "project", folder / "tool"
    (project / "targets").mkdir(parents=True)
    for name in ("good", "faulty"):
        (project / "targets" / f"{name}.toml").write_text(f'name = "{name}"\n')
    tool.mkdir()
    shutil.copy(CHECKOUT / "action.yml", tool)
    return Places(folder, project, tool)


def night(places: Places, **variables: str) -> Night:
    replaced = {INSTALL: installed_as(STAND_IN, places.root / "log")}
    secrets = {"ACME_KEY": "-----BEGIN PRIVATE KEY-----"}
    without = ("audit",)  # it looks packages up
    return run_workflow(WORKFLOW, places, secrets=secrets, variables=variables, replaced=replaced, without=without)


def targets_in(results: Path) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in json.loads(results.read_text())["targets"]}


@dataclass(frozen=True)
class Ended:
    """A first night with the page asked for, of a good and a faulty target."""

    night: Night
    places: Places


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    places = prepared(tmp_path_factory.mktemp("first"))
    return Ended(night(places, CONFORMANCE_PAGES="true"), places)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return prepared(tmp_path)


def test_each_target_has_a_job_that_ends_as_its_verdict_says(first: Ended) -> None:
    assert first.night.results == {
        "targets": "success",
        "conformance-faulty": "failure",
        "conformance-good": "success",
        "report": "failure",
        "page": "success",
    }


@pytest.mark.parametrize("name, verdict", [("good", "conforms"), ("faulty", "violates")])
def test_each_job_keeps_its_report_and_shows_its_summary(name: str, verdict: str, first: Ended) -> None:
    kept = first.places.artifacts / f"conformance-{name}"
    assert targets_in(kept / "results.json") == {name: verdict}
    assert (kept / "allure-report" / "index.html").is_file()
    assert first.night.pages[f"conformance-{name}"] == f"summary.md of {name}\n"


def test_the_tool_is_asked_as_the_workflow_says(first: Ended) -> None:
    asked = (first.places.root / "log").read_text().splitlines()
    assert are_understood(asked)
    assert asked == [
        "run targets/faulty.toml --out reports --budget nightly -- -n 2",
        "run targets/good.toml --out reports --budget nightly -- -n 2",
        "merge parts/conformance-faulty parts/conformance-good --out reports",
    ]


def test_all_reports_become_one(first: Ended) -> None:
    results = first.places.artifacts / "report-of-all-targets" / "results.json"
    assert targets_in(results) == {"good": "conforms", "faulty": "violates"}
    assert first.night.pages["report"] == "summary.md of faulty, good\n"


def test_the_page_is_put_up_also_after_findings(first: Ended) -> None:
    page = first.places.root / "page"
    assert (page / "index.html").read_text() == "allure-report/index.html of faulty, good\n"
    assert targets_in(page / "results.json") == {"good": "conforms", "faulty": "violates"}


def test_keys_reach_the_job_and_no_report(first: Ended) -> None:
    key = first.places.root / "jobs" / "conformance-good" / "targets" / "acme.key.pem"
    assert key.read_text() == "-----BEGIN PRIVATE KEY-----\n"
    assert key.stat().st_mode & 0o077 == 0
    kept = [path for path in first.places.artifacts.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if "PRIVATE KEY" in path.read_text()]


def test_a_line_of_an_endpoint_is_no_command_to_the_runner(first: Ended) -> None:
    lines = first.places.said_together().splitlines()
    hostile = [number for number, line in enumerate(lines) if line.startswith("::error::an endpoint")]
    assert len(hostile) == 2
    for number in hostile:
        begun = max(at for at, line in enumerate(lines[:number]) if line.startswith("::stop-commands::"))
        word = lines[begun].removeprefix("::stop-commands::")
        assert len(word) == 32
        assert f"::{word}::" in lines[number:]
        assert f"::{word}::" not in lines[begun:number]
    assert len({line for line in lines if line.startswith("::stop-commands::")}) == 3


def test_each_night_knows_the_one_before_and_never_passes_it_for_its_own(places: Places) -> None:
    targets = places.project / "targets"
    shutil.copy(targets / "good.toml", targets / "good-and-late.toml")
    night(places)
    (targets / "good-and-late.toml").write_text("wrong")
    second = night(places)
    for kept, names in {
        "conformance-good": {"good"},
        "report-of-all-targets": {"good", "good-and-late", "faulty"},
    }.items():
        (former,) = (places.artifacts / kept).glob("history/*.json")
        assert set(targets_in(former)) == names  # a job never has those of a target whose name begins like its own
    late = "conformance-good-and-late"
    assert second.results[late] == "failure"
    assert not (places.artifacts / late / "results.json").exists()
    assert second.pages[late] == "No verdict: token-conformance left with 4. The log of this step says why.\n"
    assert "Keep this night for the next" not in second.ran[late]
    assert "good-and-late has left no results" in second.pages["report"]
    of_all = places.artifacts / "report-of-all-targets" / "results.json"
    assert targets_in(of_all) == {"faulty": "violates", "good": "conforms"}


def test_a_night_without_findings_is_green_and_accepted_ones_may_lie_beside_the_targets(places: Places) -> None:
    (places.project / "targets" / "faulty.toml").write_text('[[accepted]]\nid = "CA-EXP"\n')
    ended = night(places)
    assert ended.results == {
        "targets": "success",
        "conformance-good": "success",
        "report": "success",
        "page": "skipped",
    }
    assert ended.good


def test_a_repository_without_target_files_fails(places: Places) -> None:
    shutil.rmtree(places.project / "targets")
    ended = night(places)
    assert ended.results["targets"] == "failure"
    assert ended.results["report"] == "skipped"
    assert not ended.good


def test_a_job_without_results_makes_the_report_of_all_fail(places: Places) -> None:
    (places.project / "targets" / "faulty.toml").write_text("wrong")
    ended = night(places)
    assert (ended.results["conformance-good"], ended.results["report"]) == ("success", "failure")


def test_hundreds_of_targets_are_shared_out_among_shards(places: Places) -> None:
    ended = night(places, CONFORMANCE_SHARDS="2")
    assert [ended.pages[f"conformance-shard-{number}"] for number in (1, 2)] == [
        "summary.md of faulty\n",
        "summary.md of good\n",
    ]
    asked = (places.root / "log").read_text().splitlines()
    assert are_understood(asked)
    assert asked[0] == "run targets --out reports --budget nightly --shard 1/2 -- -n 2"
    assert ended.pages["report"] == "summary.md of faulty, good\n"
