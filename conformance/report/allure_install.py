"""Puts the pinned Allure generator into the user's cache, once: the only step of the report that uses the network.

`conformance install-report`, or `python -m conformance.report.allure_install`, which leaves with 0 where a generator
is ready, 3 where the machine has neither Node nor Java, and 1 where fetching failed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from conformance.report.allure_generators import (
    Kind,
    Package,
    find_generator,
    java,
    node_of_python,
    node_on_path,
    package,
    pinned_files,
)
from conformance.report.programs import run_program

_FETCHING_LIMIT = 600.0  # seconds

WHAT_TO_INSTALL = (
    "There is neither Node 20.19 or newer nor Java on this machine. Install one of them, or bring Node with "
    "pip install 'token-conformance[report]', and then run: conformance install-report"
)


@dataclass(frozen=True)
class Ready:
    """A generator stands ready. name: for people; fetched: whether this call brought it."""

    name: str
    fetched: bool


@dataclass(frozen=True)
class NotReady:
    """No generator. sentence: what to do; no_runtime: whether the reason is that neither Node nor Java is there."""

    sentence: str
    no_runtime: bool


def install() -> Ready | NotReady:
    """Makes sure that a generator is there; fetches it from the npm registry where it is not."""
    present = find_generator()
    if present:
        return Ready(present.name, fetched=False)
    way = _way_to_fetch()
    if way is None:
        return NotReady(WHAT_TO_INSTALL, no_runtime=True)
    kind, npm = way
    return _fetch(package(kind), npm)


def _way_to_fetch() -> tuple[Kind, tuple[str, ...]] | None:
    """Which generator this machine could run, and the npm to fetch it with."""
    npm = shutil.which("npm")
    if npm and node_on_path():
        return "allure3", (npm,)
    if npm and java():
        return "allure2", (npm,)
    node = node_of_python()
    if node:
        return "allure3", (str(node), str(_npm_beside(node)))
    return None


def _npm_beside(node: Path) -> Path:
    modules = node.parent.parent / "lib" if node.parent.name == "bin" else node.parent
    return modules / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _fetch(wanted: Package, npm: tuple[str, ...]) -> Ready | NotReady:
    """Fetches beside the final place and moves the whole, so that a broken download never looks like a generator."""
    try:
        wanted.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=wanted.folder.parent, prefix=".fetching-") as temporary:
            return _fetch_into(Path(temporary) / "package", wanted, npm)
    except OSError as error:
        return NotReady(f"The cache {wanted.folder.parent} cannot be written: {error.strerror}.", no_runtime=False)


def _fetch_into(staging: Path, wanted: Package, npm: tuple[str, ...]) -> Ready | NotReady:
    shutil.copytree(pinned_files(wanted.kind), staging)
    arguments = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    ended = run_program((*npm, *arguments), staging, {"npm_config_update_notifier": "false"}, _FETCHING_LIMIT)
    if not ended.well:
        return NotReady(f"npm could not fetch Allure {wanted.version}: {_reason(ended.words)}", no_runtime=False)
    if not wanted.entry.is_file():  # another process may have been faster
        shutil.rmtree(wanted.folder, ignore_errors=True)
        staging.rename(wanted.folder)
    return Ready(f"Allure {wanted.version}", fetched=True)


def _reason(words: str) -> str:
    """The line of npm that names the fault; its last lines only say where its log lies."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() and "complete log" not in line.lower()]
    return (telling or lines or ["it printed nothing"])[0][:300]


def main() -> int:
    """Installs, says so on standard error where there is something to say, and returns the exit status."""
    outcome = install()
    if isinstance(outcome, NotReady):
        print(outcome.sentence, file=sys.stderr)
        return 3 if outcome.no_runtime else 1
    if outcome.fetched:
        print(f"{outcome.name} is installed; it makes the HTML report.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
