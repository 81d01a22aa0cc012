"""Runs of a few checks of our own making, started as a user starts them: in a process and a folder of their own."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.scripted import GRANT, REFUSAL
from tests.specimens import target_text

CHECKS = """
import pytest
from conformance.changes import parameter, without
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.outcome import NotApplicable, NotTestable, judge

@requirement("M2M-SCOPE")
@cases(missing=without("scope"), another=parameter("scope", "openid"))
def test_a_request_without_the_scope_is_refused(client, change):
    client.asks(change).is_refused()

@requirement("M2M-SCOPE-CASE")
@cases(lower_case=parameter("scope", "ishare"), upper_case=parameter("scope", "ISHARE"))
def test_another_letter_case_is_refused(client, change):
    client.asks(change).is_refused()

@requirement("CA-AUD-STRING")
def test_a_recommendation_that_is_not_followed(client):
    judge(False, "better", "worse")

@requirement("CA-NBF")
def test_what_cannot_be_tested(client):
    raise NotTestable("no way to see it")

@requirement("RES-SCOPE")
def test_what_has_nothing_to_judge(client):
    raise NotApplicable("nothing is there")
"""
"""One check of each outcome; `M2M-SCOPE-CASE[lower-case]` is violated by `server`."""


def server(_: int, request: bytes) -> bytes:
    """Grant the good request, and one with the scope in lower case; refuse everything else."""
    good = b"grant_type=client_credentials" in request
    return GRANT if good and (b"scope=iSHARE&" in request or b"scope=ishare&" in request) else REFUSAL


@dataclass(frozen=True)
class Ended:
    """A run that has ended: its exit status, what it printed, and the folder in which it wrote."""

    status: int
    said: str
    folder: Path

    @property
    def results(self) -> dict[str, Any]:
        """The content of results.json."""
        found: dict[str, Any] = json.loads((self.folder / "out" / "results.json").read_text())
        return found

    @property
    def checks(self) -> dict[str, str]:
        """The outcome of each check of all targets, by its pytest id."""
        rows = [row for one in self.results["targets"] for row in one["requirements"]]
        return {check["id"].rpartition("::")[2]: check["outcome"] for row in rows for check in row["checks"]}

    def outcome(self, requirement: str, target: int = 0) -> str:
        """The outcome of a requirement."""
        rows = self.results["targets"][target]["requirements"]
        found: str = next(row["outcome"] for row in rows if row["id"] == requirement)
        return found

    @property
    def junit(self) -> dict[str, int]:
        """The counts of junit.xml."""
        root = ET.parse(self.folder / "out" / "junit.xml").getroot()
        return {name: int(root.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}

    @property
    def allure(self) -> dict[str, str]:
        """The status of each of Allure's results, by its title."""
        found = [json.loads(path.read_text()) for path in (self.folder / "allure").glob("*-result.json")]
        return {one["name"]: one["status"] for one in found}


def lay_out(folder: Path, *urls: str, checks: str = CHECKS, names: tuple[str, ...] = ()) -> list[str]:
    """Write checks and one target file for each URL; give the command that runs them all."""
    (folder / "suites").mkdir(exist_ok=True)
    (folder / "suites" / "test_small.py").write_text(checks)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p conformance.plugin --import-mode=importlib\n")
    targets = []
    for number, url in enumerate(urls):
        name = names[number] if names else f"target {number}"
        path = folder / f"target{number}.toml"
        path.write_text(target_text(url, f"{url}/resource").replace('name = "reference"', f'name = "{name}"'))
        targets += ["--target", str(path)]
    return [sys.executable, "-m", "pytest", "suites", "--conformance-out", "out", *targets]


def environment() -> dict[str, str]:
    """The environment of a user who stands in another folder than the project's."""
    root = str(Path(__file__).parents[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept | {"PYTHONPATH": root, "COLUMNS": "200"}


def ended(folder: Path, command: list[str]) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    return Ended(done.returncode, done.stdout + done.stderr, folder)


def started(folder: Path, command: list[str]) -> "subprocess.Popen[str]":
    """Start a command in a process group of its own, as a terminal does."""
    out = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=out, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def interrupted(folder: Path, process: "subprocess.Popen[str]") -> Ended:
    """Press Ctrl-C in the terminal of a process: its whole group gets the signal."""
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    return Ended(process.returncode, said, folder)
