"""`conformance run`, `demo` and `serve` at work, against the reference endpoint."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.profiles import PROFILES
from conformance.reference.serve import prepare
from conformance.reference.server import running
from conformance.reference.setting_up import good_design
from conformance.report.allure_html import Missing
from conformance.target import read_target
from tests.target_files import m2m

ONE_CHECK = ("--", "-k", "M2M-SCOPE or test_a_request_without_the_scope_ishare_is_refused")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works in an empty directory, and the HTML report, which has tests of its own, is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Path]:
    """A target file of a running reference endpoint."""
    with running(good_design()) as address:
        yield prepare(tmp_path / "served", address)


def call(*arguments: object) -> int:
    return run_command_line([str(each) for each in arguments])


def rows_in(out: Path, flows: int = 1) -> dict[str, str]:
    """The outcomes at the first of so many targets."""
    targets = json.loads((out / "results.json").read_text())["targets"]
    assert len(targets) == flows
    return {row["id"]: row["outcome"] for row in targets[0]["requirements"]}


def test_a_run_writes_its_report_where_the_name_says(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", target, *ONE_CHECK) == Status.INCOMPLETE
    out = Path("reports/reference")
    assert rows_in(out)["M2M-SCOPE"] == "holds"
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert names == {
        *("results.json", "requirements.html", "junit.xml", "summary.md", "exchanges.har", "allure-results")
    }
    shown = capsys.readouterr().out
    assert "No HTML report was made." in shown
    assert f"Results: {out / 'results.json'}" in shown


def test_the_configuration_of_whoever_starts_it_stays_out(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('not asked for')\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option-either")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    assert call("run", target, "--out", "here", *ONE_CHECK) == Status.INCOMPLETE
    assert rows_in(Path("here"))["M2M-SCOPE"] == "holds"
    assert os.environ["PYTEST_ADDOPTS"] == "--no-such-option-either"
    assert not (tmp_path / ".pytest_cache").exists()


def test_options_do_without_a_target_file(target: Path) -> None:
    known = read_target(target)
    folder = target.parent
    options = {
        "--endpoint": known.endpoint,
        "--profile": "m2m",
        "--client-id": known.client.id,
        "--client-key": folder / "service_consumer.key.pem",
        "--client-chain": folder / "service_consumer.chain.pem",
        "--server-id": known.server.id,
    }
    assert call("run", *(part for pair in options.items() for part in pair), *ONE_CHECK) == Status.INCOMPLETE
    assert rows_in(Path("reports/127.0.0.1"))["M2M-SCOPE"] == "holds"


def test_an_argument_that_pytest_does_not_know_leaves_nothing_behind(target: Path) -> None:
    assert call("run", target, "--out", "here", "--", "--no-such-option") == Status.WRONG_INPUT
    assert not Path("here").exists()


@pytest.mark.parametrize("wrong", ["(((", "a and"])
def test_a_selection_that_is_none_leaves_nothing_behind(target: Path, wrong: str) -> None:
    assert call("run", target, "--out", "here", "--", "-k", wrong) == Status.WRONG_INPUT
    assert not Path("here").exists()


def test_collecting_makes_no_report_and_keeps_the_last_one(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", target, "--out", "here", "--", "--collect-only", "-q") == Status.GOOD
    assert not Path("here").exists()
    call("run", target, "--out", "here", *ONE_CHECK)
    before = (Path("here") / "results.json").read_bytes()
    capsys.readouterr()
    assert call("run", target, "--out", "here", "--", "--collect-only", "-q") == Status.GOOD
    assert (Path("here") / "results.json").read_bytes() == before
    assert "Results:" not in capsys.readouterr().out


def test_a_report_that_cannot_be_made_is_told_before_anything_is_sent(
    target: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert call("run", target, "--out", "file/below") == Status.WRONG_INPUT
    assert "file/below cannot be made" in capsys.readouterr().err


def test_nothing_selected_is_an_error(target: Path) -> None:
    assert call("run", target, "--", "-k", "no_check_is_called_so") == Status.NOTHING


def test_a_file_in_place_of_the_report_is_left_alone(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes").write_text("mine")
    assert call("run", target, "--out", "notes") == Status.WRONG_INPUT
    assert "notes is a file" in capsys.readouterr().err
    assert Path("notes").read_text() == "mine"


def test_the_demo_serves_and_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("demo", *ONE_CHECK) == Status.INCOMPLETE
    assert rows_in(Path("reports/demo"), len(PROFILES))["M2M-SCOPE"] == "holds"
    assert call("demo", "--out", "faulty", "--fault", "ignores-expiry", *ONE_CHECK) == Status.INCOMPLETE
    assert rows_in(Path("faulty"))["M2M-SCOPE"] == "holds"
    assert "The fault ignores-expiry:" in capsys.readouterr().err


def test_ctrl_c_ends_a_run_with_its_report(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        here = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "acme.toml").write_text(m2m().replace("https://acme.example", here))
        process = _start("run", "acme.toml", "--out", "here")
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert process.returncode == Status.INTERRUPTED
    assert json.loads(Path("here/results.json").read_text())["targets"][0]["verdict"] == "incomplete"


def _start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "conformance.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A `conformance serve` of its own process, and the first line that it printed."""
    process = _start("serve", "--dir", "there", "--fault", "ignores-expiry")
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    yield process, line
    process.kill()
    process.communicate()


def test_serve_prints_the_path_of_a_target_file_that_fits(
    served: tuple[subprocess.Popen[str], str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    process, line = served
    assert Path(line) == tmp_path / "there" / "target.toml"
    assert read_target(line).name == "reference endpoint M2M, ignores-expiry"
    assert call("lint", line) == Status.GOOD
    assert "BAD" not in capsys.readouterr().out
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == Status.GOOD
    assert "Traceback" not in said


def test_serve_writes_over_no_file_of_somebody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "target.toml").write_text('name = "mine"\n')
    assert call("serve", "--dir", tmp_path) == Status.WRONG_INPUT
    assert "Give another --dir." in capsys.readouterr().err
    assert (tmp_path / "target.toml").read_text() == 'name = "mine"\n'
    assert [path.name for path in tmp_path.iterdir()] == ["target.toml"]


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with running(good_design()) as address:
        assert call("serve", "--port", address.port) == Status.WRONG_INPUT
    assert f"Port {address.port} cannot be used" in capsys.readouterr().err
