"""No secret in anything that a run writes or prints, and the proof that the search would find each kind of them.

`python -m tests.canaries` (make canaries) runs the whole matrix of flows, endpoints and ways to start a run.
"""

import re
from pathlib import Path

import pytest

from conformance.cli import run_command_line
from conformance.commands.calling import Status
from tests.canaries_endpoint import WAYS, telling
from tests.canaries_runs import (
    CLUMSY,
    KINDS,
    LOUD,
    SUITES,
    UNHIDDEN,
    Scene,
    interrupted,
    plant_what_is_given,
    printed,
    pytest_command,
    scene,
)
from tests.canaries_search import Planted, Search
from tests.canaries_wrong import WRONG, wrong_file

A_FEW = ("-k", "test_which or test_whose or REQ-QUERY")
FINGERPRINT = re.compile("\u2039([a-z_ ]+), [0-9]+ characters, no[.] ([0-9a-f]{8})\u203a")


@pytest.fixture
def told(tmp_path: Path) -> "Told":
    return Told(tmp_path)


class Told:
    """Two flows in one run against endpoints that repeat what they hear, with checks that tell what they know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def by(self, profiles: tuple[str, ...], *arguments: str) -> tuple[Scene, dict[str, set[str]]]:
        with scene(self.folder, telling, profiles) as made:
            status, said = printed(made, pytest_command(made, SUITES, CLUMSY, *LOUD, *A_FEW, *arguments))
            (made.here / "said.txt").write_bytes(said)
            assert status == 3, said[-3000:].decode("utf-8", "replace")
            assert {kind for kind, values in made.planted.kinds.items() if values} >= KINDS
            return made, made.found()


def test_no_canary_is_found_in_anything(told: Told) -> None:
    made, found = told.by(("h2m", "ciam"), "-n", "2")
    assert found == {}
    shown = (made.here / "out" / "exchanges.har").read_text("utf-8").encode().decode("unicode-escape", "replace")
    texts = {"exchanges.har": shown, "said.txt": (made.here / "said.txt").read_text("utf-8")}
    for name, text in texts.items():
        labels = {label for label, _ in FINGERPRINT.findall(text)}
        assert labels >= {"access_token", "refresh_token", "id_token", "client_assertion", "authorization code"}, name
    tokens = {number for label, number in FINGERPRINT.findall(texts["exchanges.har"]) if label == "access_token"}
    assert len(tokens) > 5, "two tokens can be told apart"


def test_with_redaction_switched_off_the_same_search_finds_every_kind(told: Told) -> None:
    _, found = told.by(("h2m", "basic"), *UNHIDDEN)
    assert set(found) >= KINDS
    places = {name.rpartition("-")[2] if "allure-results" in name else name for name in set().union(*found.values())}
    assert places >= {"said.txt", "plain-junit.xml", "out/results.json", "out/exchanges.har", "out/junit.xml"}
    assert places >= {"result.json", "attachment.txt"}


def test_ctrl_c_tells_where_it_was_and_nothing_that_it_held(tmp_path: Path) -> None:
    live = ("-s", "-o", "log_cli=true", "--log-cli-level=DEBUG", "--log-file=run.log", "--log-file-level=DEBUG")
    with scene(tmp_path, telling, ("basic", "m2m")) as made:
        status, said = interrupted(made, pytest_command(made, SUITES, *LOUD, *live, "-k", "REQ-QUERY or REQ-METHOD"))
        assert status == 2
        assert b"KeyboardInterrupt" in said
        assert b"urllib3.connectionpool" in said
        assert made.found(said) == {}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_target_file_is_not_quoted(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made = wrong_file(tmp_path, name)
    monkeypatch.chdir(made.scene.here)
    for command in ("lint", "run"):
        assert run_command_line([command, str(made.file)]) == Status.WRONG_INPUT
    told = capfd.readouterr()
    assert "target.toml" in told.err
    assert made.scene.found((told.out + told.err).encode()) == {}


def test_pytest_does_not_quote_it_either(tmp_path: Path) -> None:
    made = wrong_file(tmp_path, next(iter(WRONG)))
    status, said = made.by_pytest()
    assert status == 4, said
    assert made.scene.found(said) == {}


@pytest.mark.parametrize("kind", ["client secret", "secret of the other client", "password", "private key"])
def test_the_search_knows_every_spelling(kind: str) -> None:
    planted = Planted()
    plant_what_is_given(planted)
    search = Search(planted)
    for value in planted.kinds[kind]:
        for way in WAYS:
            assert kind in search.kinds_in(f"some words, {way(value)} and more".encode()), way
    assert not search.kinds_in(b"some words, and neither a secret nor the half of one")
