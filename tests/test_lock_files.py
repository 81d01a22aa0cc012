"""The lock files: every package pinned with hashes, and no two of them at odds."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
LOCKS = sorted(path.name for path in TOP.glob("requirements*.lock"))


def pinned(name: str) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes of each package of a lock file."""
    text = (TOP / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: dict[str, tuple[str, list[str]]] = {}
    for line in lines:
        requirement = Requirement(line.partition("--hash")[0].strip())
        (exact,) = requirement.specifier
        assert exact.operator == "==", line
        found[canonicalize_name(requirement.name)] = (exact.version, re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line))
    return found


def test_there_is_one_for_everything_one_for_the_report_one_for_a_run_and_one_for_the_audit() -> None:
    assert {f"requirements{kind}.lock" for kind in ("-audit", "-report", "-run", "")} == set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes(name: str) -> None:
    packages = pinned(name)
    assert packages
    assert not [package for package, (_, hashes) in packages.items() if not hashes]


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-audit.lock"])
def test_what_stands_in_two_of_them_has_one_version(name: str) -> None:
    everything, part = pinned("requirements.lock"), pinned(name)
    common = set(everything) & set(part)
    assert common
    assert {package: part[package][0] for package in common} == {package: everything[package][0] for package in common}


def test_a_run_finds_each_dependency_and_what_builds_the_wheel() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    assert {canonicalize_name(Requirement(one).name) for one in wanted} <= set(pinned("requirements-run.lock"))
