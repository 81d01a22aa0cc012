"""Many targets in one run: each has its own verdict, a dead one costs the others nothing, shards come together."""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from conformance import open_sessions
from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.dealing import deals_whole_targets, tell_worker
from conformance.items import TARGETS, named_targets, target_part
from conformance.open_sessions import OpenSessions
from conformance.report.allure_html import Missing
from conformance.whole_targets import WholeTargets
from tests.fleets import Fleet, serving
from tests.scripted import scripted
from tests.small_runs import CHECKS, ended, lay_out, server

A_FEW = ("-q", "-k", "(M2M-SCOPE or CA-AUD or CA-EXP) and not generated")
FLEET = Fleet(5, faulty=2, dead=True)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of one fleet: run whole on two workers, run in two shards, and the shards merged."""
    folder = tmp_path_factory.mktemp("fleet")
    with serving(FLEET, folder) as targets, pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))
        run = ("run", str(targets), "--seed", "1", "--out")
        assert run_command_line([*run, str(folder / "whole"), "--", "-n", "2", *A_FEW]) == 1
        for number in (1, 2):
            shard = ("--shard", f"{number}/2", "--", *A_FEW)
            assert run_command_line([*run, str(folder / f"part-{number}"), *shard]) == 1
        parts = [str(folder / f"part-{number}") for number in (2, 1)]
        assert run_command_line(["merge", *parts, "--out", str(folder / "merged")]) == 1
    return folder


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return found


def test_each_target_has_its_own_verdict(reports: Path) -> None:
    targets = results(reports / "whole")["targets"]
    violated = {
        one["name"]: [row["id"] for row in one["requirements"] if row["outcome"] == "violated"] for one in targets
    }
    assert violated == {
        "dead": [],
        "faulty 000 ignores-expiry": ["CA-EXP"],
        "faulty 001 needs-no-audience": ["CA-AUD"],
        "good 000": [],
        "good 001": [],
    }
    assert [one["exit_status"] for one in targets] == [10, 1, 1, 10, 10]
    dead = targets[0]
    judged = {check["outcome"] for row in dead["requirements"] for check in row["checks"]}
    assert judged <= {"not-testable", "not-applicable"}
    assert "nothing judged" in {remark["name"] for remark in dead["remarks"]}


def test_each_target_is_asked_by_one_worker_alone(reports: Path) -> None:
    entries = json.loads((reports / "whole" / "exchanges.har").read_text())["log"]["entries"]
    openings = Counter(one["_target"] for one in entries if one["_purpose"] == "plain refusal: no grant_type")
    alive = [one["name"] for one in results(reports / "whole")["targets"] if one["name"] != "dead"]
    assert openings == dict.fromkeys(alive, 1)


def test_shards_come_to_the_same_as_one_run(reports: Path) -> None:
    assert _timeless(results(reports / "merged")) == _timeless(results(reports / "whole"))
    for count in (_junit, _allure, _har):
        assert count(reports / "merged") == count(reports / "whole")


def _timeless(document: dict[str, Any]) -> dict[str, Any]:
    """Results without times and numbers, the checks of a row in the order of their ids."""
    for name in ("started", "seconds", "checking_seconds"):
        del document[name]
    for target in document["targets"]:
        del target["seconds"]
        for row in target["requirements"]:
            for check in row["checks"]:
                check |= {"seconds": None, "sent": bool(check["sent"]), "exchanges": len(check["exchanges"])}
    return document


def _junit(folder: Path) -> list[tuple[str | None, str]]:
    cases = ET.parse(folder / "junit.xml").getroot().iter("testcase")
    return [(case.get("classname"), case[0].tag if len(case) else "passed") for case in cases]


def _allure(folder: Path) -> Counter[tuple[str, str]]:
    found = [json.loads(path.read_text()) for path in (folder / "allure-results").glob("*-result.json")]
    return Counter((one["historyId"], one["status"]) for one in found)


def _har(folder: Path) -> Counter[tuple[str, str, int]]:
    entries = json.loads((folder / "exchanges.har").read_text())["log"]["entries"]
    return Counter((one["_target"], one["_purpose"], one["response"]["status"]) for one in entries)


def test_a_worker_that_dies_takes_one_check_with_it_and_no_target(tmp_path: Path) -> None:
    deadly = """
import os

@requirement("REQ-GRANTED")
def test_at_which_a_worker_dies(client):
    if client.target.name == "deadly":
        os._exit(1)
"""
    names = ("one", "deadly", "two", "three")
    with scripted(server) as running:
        command = lay_out(tmp_path, *[running.url] * 4, checks=CHECKS + deadly, names=names)
        found = ended(tmp_path, [*command, "-n", "2"])
    assert found.status == 3
    assert [found.outcome("M2M-SCOPE-CASE", target) for target in range(4)] == ["violated"] * 4
    assert [found.outcome("REQ-GRANTED", target) for target in (0, 2, 3)] == ["holds"] * 3
    assert found.outcome("REQ-GRANTED", 1) == "not-testable"
    crashed = [len(target["crashed"]) for target in found.results["targets"]]
    assert crashed == [0, 1, 0, 0]


NAMES = ("acme", "acme-http", "a b", "a-b", "a_b", "a_b.2", "[x]::y", "é", "***", "-")


def test_ids_of_targets_are_words_and_differ() -> None:
    targets = [SimpleNamespace(name=name) for name in NAMES]
    named = named_targets(targets)  # type: ignore[arg-type]
    assert [one.name for one in named.values()] == list(NAMES)
    for word in named:
        assert target_part(f"suites/x.py::test_x[{word}-a-case]") == word
        assert target_part(f"suites/x.py::test_x[{word}]") == word


DEALT = [(1, "no", 0, False), (5, "no", 0, True), (1, "load", 2, False), (2, "load", 2, True), (2, "load", 3, False)]


@pytest.mark.parametrize("targets, dist, workers, whole", [*DEALT, (5, "worksteal", 2, False)])
def test_targets_are_dealt_out_whole_where_there_are_enough(targets: int, dist: str, workers: int, whole: bool) -> None:
    config: Any = SimpleNamespace(
        stash={TARGETS: [object()] * targets},
        getoption=lambda *_: dist,
        getvalue=lambda _: ["popen"] * workers,
    )
    assert deals_whole_targets(config) is whole
    node = SimpleNamespace(config=config, workerinput={})
    tell_worker(node)
    worker: Any = SimpleNamespace(stash=config.stash, workerinput=node.workerinput)
    assert deals_whole_targets(worker) is whole


@pytest.mark.parametrize("whole, share", [(True, 1.0), (False, 0.25)])
def test_who_asks_a_target_alone_has_all_of_its_requests_per_second(
    whole: bool, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[float] = []
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "4")

    def opened(*given: Any) -> SimpleNamespace:
        shares.append(given[-1])
        return SimpleNamespace()

    monkeypatch.setattr(open_sessions, "open_session", opened)
    sessions = OpenSessions(None, "agent", whole)  # type: ignore[arg-type]
    made = [sessions.of(SimpleNamespace(name=name)) for name in ("a", "b", "a")]  # type: ignore[arg-type]
    assert shares == [share, share]
    assert [one.number for one in made] == [1, 2, 1]


class Node:
    """A worker, as far as what deals out knows one."""

    def __init__(self) -> None:
        self.given: list[int] = []
        self.shutting_down = False
        self.gateway = SimpleNamespace(id="gw")

    def send_runtest_some(self, numbers: list[int]) -> None:
        self.given += numbers

    def shutdown(self) -> None:
        self.shutting_down = True


def test_a_target_that_hangs_holds_up_its_worker_alone() -> None:
    checks = [f"suites/x.py::test_{check}[t{target}-case]" for target in range(20) for check in range(5)]
    config = SimpleNamespace(getvalue=lambda _: ["popen", "popen"], option=SimpleNamespace(loadscopereorder=True))
    dealing = WholeTargets(config, None)
    hanging, working = Node(), Node()
    for node in (hanging, working):
        dealing.add_node(node)
    for node in (hanging, working):
        dealing.add_node_collection(node, checks)
    dealing.schedule()
    done = 0
    while done < len(working.given):
        dealing.mark_test_complete(working, working.given[done])
        done += 1
    waiting = {target_part(checks[number]) for number in hanging.given}
    assert len(waiting) == 1
    assert {target_part(checks[number]) for number in working.given} == {f"t{n}" for n in range(20)} - waiting
    assert done == 95
    assert dealing.remove_node(hanging) == checks[hanging.given[0]]


def test_a_target_that_is_done_is_forgotten() -> None:
    first, second = (SimpleNamespace(name=name) for name in ("first", "second"))
    closed: list[str] = []
    log, memory = [object()], {"grants": object()}
    session = SimpleNamespace(close=lambda: closed.append("first"), endpoint=SimpleNamespace(log=log), memory=memory)
    items = [SimpleNamespace(callspec=SimpleNamespace(params={"target": one})) for one in (first, first, second)]
    for item in items:
        item.config = SimpleNamespace(stash={TARGETS: [first, second]})
    sessions = OpenSessions(None, "agent", whole=True, by_target={"first": session})  # type: ignore[arg-type,dict-item]
    sessions.done_with(items[0], items[1])  # type: ignore[arg-type]
    assert not closed
    sessions.done_with(items[1], items[2])  # type: ignore[arg-type]
    assert (closed, log, memory, sessions.by_target) == (["first"], [], {}, {})
