"""A failure of the checker itself is said plainly, ends with 3, and hides nothing that was found and no secret less."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripted import Scripted, scripted
from tests.small_runs import CHECKS, Ended, ended, interrupted, lay_out, server, started

CRASHING = """
from conformance.changes import in_url

@pytest.fixture
def broken(client):
    hidden_locally = client.session.good().assertion.compact
    raise RuntimeError(f"the fixture fell over {hidden_locally}")

@pytest.fixture
def broken_behind(client):
    yield
    hidden_locally = client.session.good().assertion.compact
    raise RuntimeError("the teardown fell over")

@requirement("CA-SUB")
def test_which_falls_over(client):
    print(client.session.good().assertion.compact)
    client.asks(in_url())
    exchange = client.session.control("opening control")
    hidden_locally = exchange.request.wire_body.decode()
    raise RuntimeError(f"the check fell over {hidden_locally} {exchange.answer.body}")

@requirement("CA-ISS")
def test_whose_fixture_falls_over(broken):
    pass

@requirement("CA-EXP")
def test_whose_teardown_falls_over(client, broken_behind):
    client.asks(without("scope")).is_refused()
"""
SECRETS = ("t0ken-of-the-server", "eyJhbGciOiJSUzI1Ni", "client_assertion=e")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Scripted]:
    with scripted(server) as running:
        yield running


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_crash_is_told_and_hides_nothing_else(workers: str, tmp_path: Path, endpoint: Scripted) -> None:
    loud = ["-vv", "--tb=long", "-l", "-rA", "--alluredir", "allure", "--junitxml", "own.xml", "-n", workers]
    command = lay_out(tmp_path, endpoint.url, checks=CHECKS + CRASHING)
    crashed = ended(tmp_path, [*command, *loud, "--log-cli-level=DEBUG", "-o", "junit_logging=all"])
    assert (crashed.status, crashed.results["exit_status"]) == (3, 3)
    assert crashed.outcome("M2M-SCOPE-CASE") == "violated"
    assert crashed.outcome("CA-SUB") == crashed.outcome("CA-ISS") == "not-testable"
    for name in ("which", "whose_fixture", "whose_teardown"):
        assert f"test_small.py::test_{name}_falls_over" in crashed.results["targets"][0]["remarks"][0]["sentence"]
    for part in ("check", "fixture", "teardown"):
        assert f"RuntimeError: the {part} fell over" in crashed.said
    assert crashed.said.count("says nothing about the endpoint") >= 3
    assert crashed.allure["Which falls over"] == crashed.allure["Whose fixture falls over"] == "broken"
    kinds = {".json", ".xml", ".txt", ".md", ".har"}
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.suffix in kinds)
    for secret in SECRETS:
        assert secret not in crashed.said
        assert secret not in written
    assert "urllib3" in crashed.said


@pytest.mark.parametrize("workers", ["0", "2"])
def test_checks_that_cannot_be_read_are_a_crash(workers: str, tmp_path: Path, endpoint: Scripted) -> None:
    unread = ended(tmp_path, [*lay_out(tmp_path, endpoint.url, checks="import no_such_module\n"), "-n", workers])
    assert (unread.status, unread.results["interrupted"]) == (3, False)
    assert "The checker itself failed in the collection of suites/test_small.py" in unread.said


def test_a_worker_that_dies_is_a_crash(tmp_path: Path, endpoint: Scripted) -> None:
    dying = CHECKS + '\n@requirement("CA-SUB")\ndef test_dying(client):\n    import os\n    os._exit(1)\n'
    command = lay_out(tmp_path, endpoint.url, checks=dying)
    dead = ended(tmp_path, [*command, "-n", "2", "--alluredir", "allure", "--clean-alluredir"])
    assert dead.status == 3
    assert dead.outcome("M2M-SCOPE-CASE") == "violated"
    assert len(dead.allure) >= len(dead.checks)


def test_a_hook_that_falls_over_leaves_a_report(tmp_path: Path, endpoint: Scripted) -> None:
    command = lay_out(tmp_path, endpoint.url)
    (tmp_path / "conftest.py").write_text(
        "def pytest_runtest_logstart(nodeid):\n    if 'upper' in nodeid:\n        raise RuntimeError('a hook')\n"
    )
    broken = ended(tmp_path, command)
    assert broken.status == 3
    assert broken.outcome("M2M-SCOPE") == "holds"


def test_a_report_that_cannot_be_written_is_no_success(tmp_path: Path, endpoint: Scripted) -> None:
    command = ["pytest.ini/out" if part == "out" else part for part in lay_out(tmp_path, endpoint.url)]
    unwritten = ended(tmp_path, command)
    assert unwritten.status == 3
    assert "The report could not be written: " in unwritten.said
    assert "target 0: violates" in unwritten.said


@pytest.mark.parametrize("workers", ["0", "2"])
def test_ctrl_c_leaves_what_was_judged(workers: str, tmp_path: Path) -> None:
    reached: list[bytes] = []

    def waits(number: int, request: bytes) -> bytes | None:
        if b"scope=ISHARE" in request:
            reached.append(request)
            time.sleep(20)
            return None
        return server(number, request)

    with scripted(waits) as endpoint:
        process = started(tmp_path, [*lay_out(tmp_path, endpoint.url), "-n", workers, "-k", "refused"])
        deadline = time.monotonic() + 60
        while not reached and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5 if workers == "2" else 0)
        stopped = interrupted(tmp_path, process)
    check_interrupted(stopped)


def check_interrupted(stopped: Ended) -> None:
    """Hold a run to what the contract says of Ctrl-C."""
    assert stopped.status == 2
    assert stopped.results["interrupted"] is True
    assert stopped.results["targets"][0]["verdict"] in {"incomplete", "violates"}
    assert "holds" in stopped.checks.values()
    assert stopped.outcome("M2M-SCOPE-CASE") in {"violated", "not-testable"}
    assert "interrupted" in stopped.said
    assert "Traceback" not in stopped.said
