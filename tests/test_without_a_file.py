"""A run without a target file: options say which endpoint, an environment variable holds the secret, nothing else may.

Issue 4, "Must show", 4.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.reference.server import running
from conformance.reference.setting_up import APP, SECRETS, good_design
from conformance.report.allure_html import Missing
from conformance.target import TYPED_SECRET
from tests.target_files import CANARY

ROOT = Path(__file__).parents[1]
ONE_ROW = ("-k", "RES-JSON")
VARIABLE = "CONFORMANCE_CLIENT_SECRET"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works in an empty directory, and the HTML report, which has tests of its own, is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))


@pytest.fixture(params=["ciam", "basic"])
def options(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The options that describe a running endpoint, all but the secret."""
    with running(good_design(request.param)) as address:
        scope = ["--scope", "openid"] if request.param == "basic" else []
        yield ["--endpoint", address.endpoint, "--profile", request.param, "--client-id", APP, *scope]


def pytest_suites(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the suites as somebody does in a checkout."""
    command = [sys.executable, "-m", "pytest", "suites", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def judged(out: Path) -> dict[str, str]:
    """The outcomes of a run of one target."""
    (target,) = json.loads((out / "results.json").read_text())["targets"]
    return {row["id"]: row["outcome"] for row in target["requirements"]}


def test_the_secret_is_read_from_the_usual_variable(options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRETS[APP])
    assert run_command_line(["run", *options, "--", *ONE_ROW]) == Status.INCOMPLETE
    assert judged(Path("reports/127.0.0.1"))["RES-JSON"] == "holds"


def test_a_report_says_how_a_check_is_repeated(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACME_SECRET", "quite another one")
    chosen = [*options, "--client-secret-env", "ACME_SECRET"]
    assert run_command_line(["run", *chosen, "--", *ONE_ROW]) == Status.INCOMPLETE
    assert judged(Path("reports/127.0.0.1"))["RES-JSON"] == "not-testable"
    text = Path("reports/127.0.0.1/results.json").read_text() + " ".join(capsys.readouterr().out.split())
    assert f"conformance run {' '.join(chosen)} -- -k" in text.replace(" \\n", " ")
    assert "quite another one" not in text


def test_the_secret_is_read_from_the_variable_that_is_named(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "not this one")
    monkeypatch.setenv("ACME_SECRET", SECRETS[APP])
    assert run_command_line(["run", *options, "--client-secret-env", "ACME_SECRET", "--", *ONE_ROW]) == 10
    assert judged(Path("reports/127.0.0.1"))["RES-JSON"] == "holds"


def test_plain_pytest_does_the_same(options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", SECRETS[APP])
    out = tmp_path / "out"
    done = pytest_suites(*options, "--client-secret-env", "ACME_SECRET", "--conformance-out", str(out), *ONE_ROW)
    assert done.returncode == Status.INCOMPLETE, done.stdout
    assert judged(out)["RES-JSON"] == "holds"
    assert SECRETS[APP] not in done.stdout + done.stderr


TYPED = (
    ("--client-secret", CANARY),
    (f"--client-secret={CANARY}",),
    ("--client_secret", CANARY),
    (f"--Client-Secret={CANARY}",),
    ("--client-password", CANARY),
    ("--secret", CANARY),
    (f"--secret={CANARY}",),
    ("--password", CANARY),
    (f"--password={CANARY}",),
    ("--client-secret",),
    ("--", "--client-secret", CANARY),
    ("--", f"--password={CANARY}"),
)


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
@pytest.mark.parametrize("command", ["run", "lint", "demo"])
def test_a_typed_secret_is_refused_and_not_repeated(
    command: str, typed: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line([command, *typed]) == Status.WRONG_INPUT
    _is_told(capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", TYPED[:3] + TYPED[5:10], ids=" ".join)
def test_pytest_refuses_a_typed_secret_too(typed: Sequence[str]) -> None:
    done = pytest_suites("--endpoint", "https://acme.example/token", "--profile", "basic", *typed)
    assert done.returncode == Status.WRONG_INPUT
    _is_told(done.stdout + done.stderr)


def _is_told(shown: str) -> None:
    assert TYPED_SECRET in shown
    assert "--client-secret-env NAME" in shown
    assert VARIABLE in shown
    assert CANARY not in shown


def test_the_help_of_pytest_offers_no_option_for_a_secret() -> None:
    shown = pytest_suites("--help").stdout
    assert "--client-secret-env" in shown
    assert not {"--client-secret", "--secret", "--password"} & set(shown.replace("=", " ").split())


@pytest.mark.parametrize("value, state", [(None, "is not set"), ("", "is empty")])
@pytest.mark.parametrize("named", [True, False], ids=["named", "usual"])
def test_a_variable_without_a_secret_is_told_with_its_repair(
    named: bool, value: str | None, state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "ACME_SECRET" if named else VARIABLE
    if value is not None:
        monkeypatch.setenv(name, value)
    options = ["--endpoint", "https://acme.example/token", "--profile", "basic", "--client-id", "app"]
    chosen = ["--client-secret-env", name] if named else []
    assert run_command_line(["run", *options, *chosen]) == Status.WRONG_INPUT
    shown = capsys.readouterr().err
    place = "--client-secret-env" if named else VARIABLE
    assert f"\n{place}\n  The environment variable {name} {state}.\n  Repair: Set it before the run" in shown
    assert ("or name another variable with --client-secret-env." in shown) is not named


def test_a_secret_in_place_of_a_variables_name_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--endpoint", "https://acme.example/token", "--profile", "ciam", "--client-id", "app"]
    assert run_command_line(["run", *options, "--client-secret-env", CANARY]) == Status.WRONG_INPUT
    shown = capsys.readouterr().err
    assert CANARY not in shown
    assert "Give the name of a variable, not the secret" in shown
