"""docs/nightly/gitlab-ci.yml: its scripts, run as shell. The tool itself is stood in for."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nightly.gitlab import Night, run_template
from tests.nightly.places import CHECKOUT, Places
from tests.nightly.programs import STAND_IN, are_understood, make_programs

TEMPLATE = CHECKOUT / "docs" / "nightly" / "gitlab-ci.yml"


def prepared(folder: Path) -> Places:
    """A repository of a user with two target files."""
    targets = folder / "project" / "targets"
    targets.mkdir(parents=True)
    for name in ("good", "faulty"):
        (targets / f"{name}.toml").write_text(f'name = "{name}"\n')
    (folder / "acme.key").write_text("-----BEGIN PRIVATE KEY-----\n")
    return Places(folder, folder / "project")


def night(places: Places, old: str = "[acme, beta]", new: str = "[good, faulty]", **variables: str) -> Night:
    text = TEMPLATE.read_text()
    assert old in text
    template = places.root / "gitlab-ci.yml"
    template.write_text(text.replace(old, new))
    shutil.rmtree(places.artifacts, ignore_errors=True)
    installed = make_programs(places.root / "programs", STAND_IN)
    secrets = {"ACME_KEY": str(places.root / "acme.key"), "STAND_IN_LOG": str(places.root / "log"), **variables}
    return run_template(template, places, secrets=secrets, installed=installed, without=("audit",))


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


def test_each_job_ends_as_its_verdict_says(first: Ended) -> None:
    assert first.night.results == {"conformance-good": 0, "conformance-faulty": 1, "report": 1, "pages": 0}


def test_the_tool_is_asked_as_the_template_says(first: Ended) -> None:
    asked = (first.places.root / "log").read_text().splitlines()
    assert are_understood(asked)
    assert asked == [
        "run targets/good.toml --out reports/good --budget nightly -- -n 2",
        "run targets/faulty.toml --out reports/faulty --budget nightly -- -n 2",
        "merge reports/faulty reports/good --out merged",
    ]


def test_a_job_that_fails_keeps_its_report_too(first: Ended) -> None:
    kept = first.places.artifacts / "conformance-faulty" / "reports" / "faulty"
    assert targets_in(kept / "results.json") == {"faulty": "violates"}
    assert first.night.reports["conformance-faulty"] == ["reports/faulty/junit.xml", "links.json"]


def test_the_page_of_the_job_links_to_the_report(first: Ended) -> None:
    links = json.loads((first.places.root / "jobs" / "conformance-good" / "links.json").read_text())
    assert [one["external_link"]["url"] for one in links["Conformance"]] == [
        "https://gitlab.example/job/1/artifacts/file/reports/good/allure-report/index.html",
        "https://gitlab.example/job/1/artifacts/file/reports/good/summary.md",
    ]


def test_all_reports_become_one_and_it_is_told_in_words(first: Ended) -> None:
    merged = first.places.artifacts / "report" / "merged" / "results.json"
    assert targets_in(merged) == {"good": "conforms", "faulty": "violates"}
    assert "summary.md of faulty, good" in first.night.said["report"]


def test_the_page_is_put_up_also_after_findings(first: Ended) -> None:
    page = first.places.artifacts / "pages" / "public" / "index.html"
    assert page.read_text() == "allure-report/index.html of faulty, good\n"


def test_keys_are_gone_after_the_job_and_in_no_report(first: Ended) -> None:
    key = first.places.root / "jobs" / "conformance-good" / "targets" / "acme.key.pem"
    assert key.parent.is_dir()
    assert not key.exists()
    kept = [path for path in first.places.artifacts.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if "PRIVATE KEY" in path.read_text()]


def test_each_night_knows_the_one_before_and_never_passes_it_for_its_own(places: Places) -> None:
    night(places)
    (places.project / "targets" / "good.toml").write_text("wrong")
    second = night(places)
    assert second.results == {"conformance-good": 4, "conformance-faulty": 1, "report": 1}
    for kept in ("conformance-faulty/reports/faulty", "report/merged"):
        assert len(list((places.artifacts / kept).glob("history/*.json"))) == 1
    assert not (places.artifacts / "conformance-good" / "reports" / "good" / "results.json").exists()
    assert "reports/good has left no results" in second.said["report"]
    assert targets_in(places.artifacts / "report" / "merged" / "results.json") == {"faulty": "violates"}
    (places.project / "targets" / "faulty.toml").write_text("wrong")
    assert night(places).results["report"] != 0
    assert not (places.artifacts / "report" / "merged" / "results.json").exists()


def test_a_job_without_results_makes_the_report_of_all_incomplete(places: Places) -> None:
    (places.project / "targets" / "faulty.toml").write_text("wrong")
    assert night(places).results == {"conformance-good": 0, "conformance-faulty": 4, "report": 10}


def test_hundreds_of_targets_are_shared_out_among_shards(places: Places) -> None:
    ended = night(places, "  parallel:\n    matrix:\n      - TARGET: [acme, beta]\n", "  parallel: 2\n")
    assert ended.results == {"conformance-1-2": 1, "conformance-2-2": 0, "report": 1}
    asked = (places.root / "log").read_text().splitlines()
    assert are_understood(asked)
    assert asked[1] == "run targets --shard 2/2 --out reports/shard-2 --budget nightly -- -n 2"
    assert targets_in(places.artifacts / "report" / "merged" / "results.json") == {
        "faulty": "violates",
        "good": "conforms",
    }
