"""The command line: what it says, what it leaves behind, and its exit status."""

import json
from pathlib import Path

import pytest

from conformance import __version__
from conformance.catalogue import load_catalogue
from conformance.cli import COMMANDS, run_command_line
from conformance.commands import list as listing
from conformance.commands.calling import Status
from conformance.commands.checking import default_out
from conformance.reference.specimens import all_specimens
from conformance.target import Party, Target
from tests.target_files import CANARY, OTHER, basic, client, m2m

EXAMPLES = ("demo", "run", "lint", "compare", "bundle", "verify", "list", "serve")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONFORMANCE_DEBUG", raising=False)


def call(*arguments: str) -> int:
    return run_command_line(list(arguments))


@pytest.mark.parametrize("name", EXAMPLES)
def test_help_teaches_by_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(name, "--help") == Status.GOOD
    shown = capsys.readouterr().out
    assert "Examples:\n" in shown
    assert f"\n    conformance {name}" in shown


def test_help_names_every_command_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help") == Status.GOOD
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert all(f"{int(status)} " in shown for status in Status)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--version") == Status.GOOD
    assert __version__ in capsys.readouterr().out


WRONG = {
    "": "Usage:",
    "rum": "There is no command rum. Did you mean run?",
    "frobnicate": "There is no command frobnicate. There are: demo, run",
    "run": "Name a target file",
    "run acme.toml --outt x": "--outt",
    "list specimens": "specimens",
    "lint": "TARGET.toml",
    "serve --port 70000": "70000",
    "demo --fault ignores-expirry": "ignores-expiry",
    "serve --fault nothing-like-it-at-all": "conformance list faults",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_command_line_has_a_sentence(line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(*line.split()) == Status.WRONG_INPUT
    shown = capsys.readouterr()
    assert WRONG[line] in shown.err + shown.out
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_broken_target_file_is_told_whole_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Issue 2, "Must show", 6."""
    wrong_key = client().replace("service_consumer.key", "other_service_consumer.key").replace("[client]", "[clientt]")
    text = m2m('ca = "there-is-none.pem"', wrong_key, client("other_service_consumer", OTHER, "other_client"))
    text = text.replace("https://acme", "acme").rpartition("chain = ")[0]
    (tmp_path / "acme.toml").write_text(text)
    (tmp_path / "good.toml").write_text(basic())
    assert call("run", "good.toml", "acme.toml") == Status.WRONG_INPUT
    shown = capsys.readouterr()
    assert "5 faults; nothing was sent and nothing written." in shown.err
    for place in ("clientt", "endpoint", "ca", "[client] key", "[other_client] chain"):
        assert f"\nacme.toml: {place}\n  " in shown.err
    assert shown.err.count("\n  Repair: ") == 5
    assert "Traceback" not in shown.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acme.toml", "good.toml"]


def test_faults_of_options_are_told_as_options(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call("run", "--endpoint", "acme.example", "--profile", "basic", "--client-id", "app") == Status.WRONG_INPUT
    shown = capsys.readouterr().err
    assert "\n--endpoint\n  The URL has no scheme.\n" in shown
    assert "CONFORMANCE_CLIENT_SECRET is not set" in shown
    assert list(tmp_path.iterdir()) == []


def test_lint_tells_faults_of_all_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acme.toml").write_text(basic(f'secret = "{CANARY}"'))
    assert call("lint", "acme.toml", "none.toml") == Status.WRONG_INPUT
    shown = capsys.readouterr().err
    assert shown.startswith("2 faults;")
    assert CANARY not in shown


def test_lint_tells_an_endpoint_that_is_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acme.toml").write_text(basic().replace("https://acme.example", "http://127.0.0.1:1"))
    assert call("lint", "acme.toml") == Status.INCOMPLETE
    shown = capsys.readouterr().out
    assert "acme (basic), http://127.0.0.1:1/token" in shown
    assert "BAD  connection:" in shown


def test_requirements_are_listed_as_the_catalogue_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list", "requirements", "--json") == Status.GOOD
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == list(load_catalogue())
    assert call("list", "requirements", "--profile", "m2m") == Status.GOOD
    lines = capsys.readouterr().out.splitlines()
    wanted = [each for each in load_catalogue().values() if "m2m" in each.profiles]
    assert [line.split()[:2] for line in lines] == [[each.id, each.level("m2m")] for each in wanted]


def test_faults_are_listed_as_the_reference_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list", "faults", "--json") == Status.GOOD
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(all_specimens())
    assert all(row["what"] and row["kind"] for row in rows)


def test_checks_are_listed_with_their_requirements(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call("list", "checks", "--json") == Status.GOOD
    rows = json.loads(capsys.readouterr().out)
    assert rows
    assert all(row["id"].startswith("suites/") and row["requirement"] in load_catalogue() for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert list(tmp_path.iterdir()) == []


def fail(*_: object) -> None:
    raise ZeroDivisionError("a crash of our own")


def test_a_crash_has_a_sentence_and_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(listing, "all_specimens", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert call("list", "faults") == Status.CRASHED
    shown = capsys.readouterr().err
    assert "conformance itself failed (ZeroDivisionError)" in shown
    assert "Traceback" not in shown
    kept = next(tmp_path.glob("conformance-crash-*.txt"))
    assert str(kept) in shown
    assert "a crash of our own" in kept.read_text()


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_crash_shows_its_traceback_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    monkeypatch.setattr(listing, "all_specimens", fail)
    if way == "variable":
        monkeypatch.setenv("CONFORMANCE_DEBUG", "1")
    assert call(*(["--debug"] if way == "option" else []), "list", "faults") == Status.CRASHED
    assert "a crash of our own" in capsys.readouterr().err


NAMES = {"Acme staging": "acme-staging", "../../etc": "etc", "...": "target", "Köln/Süd": "k-ln-s-d", "a\\b": "a-b"}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_leads_a_report_out_of_its_folder(name: str) -> None:
    target = Target(name, "basic", "https://acme.example", Party("app"))
    assert default_out([target]) == Path("reports") / NAMES[name]


def test_several_targets_share_one_folder() -> None:
    targets = [Target(name, "basic", "https://acme.example", Party("app")) for name in ("one", "two", "three")]
    assert default_out(targets) == Path("reports/one-and-2-more")
