"""An empty environment with the built wheel in it: it sees what the wheel asks for, and nothing of the checkout.

The wheel is installed by pip without the network. Of the environment that runs the tests it sees exactly the
distributions that the wheel's own metadata asks for (links, no copies), so that a dependency nobody declared, or a
file that stayed in the checkout, is missed here as it would be on a user's machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conformance.report.allure_generators import cache

CHECKOUT = Path(__file__).resolve().parent.parent
NOT_LINKED = {"..", "__pycache__"}


@dataclass(frozen=True)
class LoneEnvironment:
    """The environment. root: its directory; home: an empty directory to work in, far from the checkout."""

    root: Path
    home: Path

    def command(self, *arguments: str) -> list[str]:
        """The words that start one of its programs."""
        return [str(self.root / "bin" / arguments[0]), *arguments[1:]]

    def variables(self) -> dict[str, str]:
        """Environment variables that lead nowhere but here, save to the generator of the report in its cache."""
        return {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "XDG_CACHE_HOME": str(cache().parent),
            "LANG": "C.UTF-8",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one of its programs in the empty directory."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.home,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def build_wheel(directory: Path) -> Path:
    """Builds the project's wheel without the network and gives its path."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = directory.glob("*.whl")
    return wheel


def make_lone_environment(directory: Path, wheel: Path) -> LoneEnvironment:
    """Makes the environment below a directory."""
    root, home = directory / "environment", directory / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root)], check=True, capture_output=True)
    ask_pip(root, "install", "--no-index", "--no-deps", str(wheel))
    _link_dependencies(_packages(root))
    return LoneEnvironment(root, home)


def ask_pip(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the tests' own pip upon the environment."""
    pip = [sys.executable, "-m", "pip", "--python", str(root / "bin" / "python"), "--disable-pip-version-check"]
    return subprocess.run([*pip, *arguments], check=True, capture_output=True, text=True, cwd=root)


def _packages(root: Path) -> Path:
    variables = {"base": str(root), "platbase": str(root)}
    return Path(sysconfig.get_path("purelib", scheme="venv", vars=variables))


def _link_dependencies(packages: Path) -> None:
    (metadata,) = packages.glob("token_conformance-*.dist-info")
    for found in _closure(Distribution.at(metadata)):
        for top in {file.parts[0] for file in found.files or ()} - NOT_LINKED:
            link = packages / top
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(top))))


def _closure(start: Distribution) -> Iterator[Distribution]:
    """Every distribution that a distribution needs at run time, itself left out."""
    seen: set[str] = set()
    waiting = [(start, "")]
    while waiting:
        asking, extra = waiting.pop()
        for wanted in map(Requirement, asking.requires or ()):
            if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
                continue
            for of_wanted in ("", *wanted.extras):
                key = f"{canonicalize_name(wanted.name)}[{of_wanted}]"
                if key not in seen:
                    seen.add(key)
                    waiting.append((distribution(wanted.name), of_wanted))
                    yield distribution(wanted.name)
