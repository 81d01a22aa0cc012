"""pytest's own ways with the suites: what anyone expects of -k, -n, --lf, -x and the rest holds for verdicts too."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.scripted import REFUSAL, Scripted, scripted
from tests.small_runs import CHECKS, Ended, ended, lay_out, server

ALL = {
    "test_a_request_without_the_scope_is_refused[missing]": "holds",
    "test_a_request_without_the_scope_is_refused[another]": "holds",
    "test_another_letter_case_is_refused[lower-case]": "violated",
    "test_another_letter_case_is_refused[upper-case]": "holds",
    "test_a_recommendation_that_is_not_followed": "violated",
    "test_what_cannot_be_tested": "not-testable",
    "test_what_has_nothing_to_judge": "not-applicable",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Scripted]:
    with scripted(server) as running:
        yield running


def run(folder: Path, endpoint: Scripted, *arguments: str, checks: str = CHECKS, targets: int = 1) -> Ended:
    command = lay_out(folder, *[endpoint.url] * targets, checks=checks)
    return ended(folder, [*command, *arguments])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, endpoint: Scripted) -> Ended:
    """A run in one process, with everything written."""
    folder = tmp_path_factory.mktemp("alone")
    return run(folder, endpoint, "--alluredir", "allure", "--junitxml", "own.xml", "-v")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, endpoint: Scripted) -> Ended:
    """The same run by two workers."""
    return run(tmp_path_factory.mktemp("shared"), endpoint, "--alluredir", "allure", "-n", "2")


def test_each_outcome_is_booked_and_named(alone: Ended) -> None:
    assert alone.status == 1
    assert alone.checks == ALL
    words = dict(re.findall(r"test_small.py::(\S+) ([A-Z ]+[A-Z])", alone.said))
    assert words["test_another_letter_case_is_refused[lower-case]"] == "VIOLATED"
    assert words["test_another_letter_case_is_refused[upper-case]"] == "HOLDS"
    assert words["test_a_recommendation_that_is_not_followed"] == "RECOMMENDATION"
    assert words["test_what_cannot_be_tested"] == "NOT TESTABLE"
    assert words["test_what_has_nothing_to_judge"] == "NOT APPLICABLE"


def test_the_reports_agree(alone: Ended) -> None:
    counts = alone.results["targets"][0]["counts"]
    assert {"violated": 1, "recommendation": 1, "not-applicable": 1, "holds": 1}.items() <= counts.items()
    assert alone.junit["failures"] == 1
    assert alone.results["exit_status"] == alone.status
    assert alone.results["targets"][0]["verdict"] == "violates"
    assert "target 0: violates" in alone.said
    assert sorted(alone.allure.values()) == sorted(["passed"] * 3 + ["failed", "broken", "skipped", "skipped"])
    assert alone.allure["Another letter case is refused [lower-case]"] == "failed"
    assert alone.allure["What cannot be tested"] == "broken"


def test_what_a_fixture_decides_is_shown_like_the_rest(tmp_path: Path, endpoint: Scripted) -> None:
    early = CHECKS.replace(
        "def test_what_cannot_be_tested(client):",
        "def test_what_cannot_be_tested(ready):\n    pass\n\n@pytest.fixture\ndef ready(client):",
    )
    found = run(tmp_path, endpoint, "--alluredir", "allure", "-k", "cannot_be_tested", checks=early)
    (shown,) = (json.loads(path.read_text()) for path in (tmp_path / "allure").glob("*-result.json"))
    assert found.checks == {"test_what_cannot_be_tested": "not-testable"}
    assert (shown["name"], shown["status"]) == ("What cannot be tested", "broken")
    assert "How to mend it" in shown["description"]
    assert "no way to see it" in shown["statusDetails"]["message"]


def test_two_workers_find_what_one_finds(alone: Ended, shared: Ended) -> None:
    assert (shared.status, shared.checks) == (alone.status, alone.checks)
    assert shared.allure == alone.allure
    assert shared.junit == alone.junit
    one, two = (each.results["targets"][0] for each in (alone, shared))
    assert one["counts"] == two["counts"]


@pytest.mark.parametrize("kind", ["alone", "shared"])
def test_exchanges_are_numbered_once_and_found(kind: str, request: pytest.FixtureRequest) -> None:
    found: Ended = request.getfixturevalue(kind)
    entries = (found.folder / "out" / "exchanges.har").read_text()
    rows = [row for row in found.results["targets"][0]["requirements"] if row["checks"]]
    numbers = {number for row in rows for check in row["checks"] for number in check["exchanges"]}
    assert numbers == set(range(1, found.results["targets"][0]["requests"] + 1))
    assert entries.count('"startedDateTime"') == len(numbers)


def test_a_part_of_the_checks_is_never_green(tmp_path: Path, endpoint: Scripted) -> None:
    part = run(tmp_path, endpoint, "-k", "without_the_scope", "-p", "no:allure_pytest", "-p", "no:terminal")
    assert (part.status, set(part.checks.values())) == (10, {"holds"})
    assert part.results["targets"][0]["verdict"] == "incomplete"


def test_last_failed_is_what_was_violated_or_could_not_be_tested(tmp_path: Path, endpoint: Scripted) -> None:
    run(tmp_path, endpoint)
    again = run(tmp_path, endpoint, "--lf")
    assert again.checks == {
        "test_another_letter_case_is_refused[lower-case]": "violated",
        "test_what_cannot_be_tested": "not-testable",
    }


@pytest.mark.parametrize("workers", ["0", "2"])
def test_stopping_at_the_first_finding_is_no_interruption(workers: str, tmp_path: Path, endpoint: Scripted) -> None:
    first = run(tmp_path, endpoint, "-x", "-n", workers, "-k", "letter_case")
    assert first.status == 1
    assert first.outcome("M2M-SCOPE-CASE") == "violated"
    assert not first.results["interrupted"]


def test_collecting_asks_nobody_and_needs_no_target(tmp_path: Path, endpoint: Scripted) -> None:
    before = len(endpoint.requests)
    command = [part for part in lay_out(tmp_path) if "target" not in part]
    listed = ended(tmp_path, [*command, "--collect-only", "-q"])
    assert (listed.status, listed.said.count("test_small.py::")) == (0, len(ALL))
    assert run(tmp_path, endpoint, "--co").status == 0
    assert len(endpoint.requests) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", ["0", "2"])
def test_without_a_target_nothing_begins(workers: str, tmp_path: Path) -> None:
    nobody = ended(tmp_path, [*lay_out(tmp_path), "-n", workers])
    assert nobody.status == 4
    assert "no target: name a target file" in nobody.said
    assert "Traceback" not in nobody.said


def test_targets_stay_apart(tmp_path: Path, endpoint: Scripted) -> None:
    names = ("Acmé [staging]", "refusing", "lower-case")
    with scripted(lambda *_: REFUSAL) as refusing:
        found = ended(tmp_path, lay_out(tmp_path, endpoint.url, refusing.url, endpoint.url, names=names))
    assert found.status == 1
    first, other, last = found.results["targets"]
    assert [one["name"] for one in (first, other, last)] == list(names)
    assert [one["verdict"] for one in (first, other, last)] == ["violates", "incomplete", "violates"]
    assert first["counts"] == last["counts"]
    assert first["requests"] == last["requests"]
    assert other["requests"] < 20
    ids = {check["id"] for one in (first, other, last) for row in one["requirements"] for check in row["checks"]}
    assert ids == {f"suites/test_small.py::{name}" for name in ALL}
    judged = {row["outcome"] for row in other["requirements"] if row["level"] == "MUST"}
    assert judged <= {"not-testable", "not-applicable", "not-observable"}


def test_the_rate_holds_over_all_workers(tmp_path: Path, endpoint: Scripted) -> None:
    command = lay_out(tmp_path, endpoint.url)
    target = tmp_path / "target0.toml"
    target.write_text(target.read_text().replace("requests_per_second = 0", "requests_per_second = 20"))
    found = ended(tmp_path, [*command, "-n", "2", "-k", "refused"])
    entries = json.loads((tmp_path / "out" / "exchanges.har").read_text())["log"]["entries"]
    moments = sorted(datetime.fromisoformat(entry["startedDateTime"]).timestamp() for entry in entries)
    assert found.status == 1
    # the first two go at once, one from each worker
    assert moments[-1] - moments[0] > (len(moments) - 2) / 20 * 0.8


def test_a_requirement_that_there_is_not_is_a_mistake_of_ours(tmp_path: Path, endpoint: Scripted) -> None:
    slip = run(tmp_path, endpoint, checks=CHECKS.replace('"CA-NBF"', '"CA-NFB"'))
    assert slip.status == 4
    assert "the catalogue has no requirement 'CA-NFB'" in slip.said
