"""The wheel works without the checkout: installed alone into an empty environment, without the network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.report.allure_generators import find_generator
from tests.lone_environment import CHECKOUT, LoneEnvironment, ask_pip, build_wheel, make_lone_environment

ALL_FILES = {"results.json", "requirements.html", "junit.xml", "summary.md", "exchanges.har", "allure-results"}


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> LoneEnvironment:
    directory = tmp_path_factory.mktemp("lone")
    return make_lone_environment(directory, build_wheel(directory))


@pytest.fixture
def served(lone: LoneEnvironment, tmp_path: Path) -> Iterator[Path]:
    """The target file of a reference endpoint that runs as long as the test."""
    command = lone.command("conformance", "serve", "--profile", "m2m", "--dir", str(tmp_path / "served"))
    process = subprocess.Popen(command, cwd=lone.home, env=lone.variables(), stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        yield Path(process.stdout.readline().strip())
        process.terminate()


def expected_files() -> set[str]:
    return ALL_FILES | ({"allure-report", "history"} if find_generator() else set())


def names_in(directory: Path) -> set[str]:
    """What a reader sees there; what pytest remembers for --lf has a name with a dot."""
    return {path.name for path in directory.iterdir() if not path.name.startswith(".")}


def test_it_asks_for_everything_that_it_needs(lone: LoneEnvironment) -> None:
    assert "No broken requirements found" in ask_pip(lone.root, "check").stdout
    import_all = (
        "import pkgutil, importlib, conformance\n"
        "for module in pkgutil.walk_packages(conformance.__path__, 'conformance.'):\n"
        "    if '._' not in module.name: importlib.import_module(module.name)\n"
        "print(conformance.__file__)"
    )
    told = lone.run("python", "-c", import_all)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(str(lone.root))


def test_its_places_are_inside_it(lone: LoneEnvironment) -> None:
    names = "suites_root certificates requirements schemas allure_files templates"
    ask = f"from conformance import places\nfor name in '{names}'.split(): print(getattr(places, name)())"
    directories = [Path(line) for line in lone.run("python", "-c", ask).stdout.split()]
    assert len(directories) == len(names.split())
    assert all(directory.is_relative_to(lone.root) and directory.is_dir() for directory in directories)
    assert (directories[0] / "suites").is_dir()


def test_the_demo_conforms(lone: LoneEnvironment) -> None:
    ended = lone.run("conformance", "demo", "--out", "demo")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert names_in(lone.home / "demo") == expected_files()
    assert str(CHECKOUT) not in ended.stdout + ended.stderr


def test_a_run_against_a_served_endpoint_conforms(lone: LoneEnvironment, served: Path) -> None:
    ended = lone.run("conformance", "run", str(served), "--out", "run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    results = json.loads((lone.home / "run" / "results.json").read_text("utf-8"))
    (target,) = results["targets"]
    assert target["verdict"] == "conforms"
    checks = [check["id"] for row in target["requirements"] for check in row["checks"]]
    assert checks
    assert all(name.startswith("suites/") for name in checks)
    assert str(CHECKOUT) not in (lone.home / "run" / "results.json").read_text("utf-8")
    assert names_in(lone.home / "run") == expected_files()
