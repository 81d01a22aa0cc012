"""The programs that a job finds where the tool would have been installed."""

import importlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from conformance.commands.calling import Call
from tests.nightly.github_steps import Job
from tests.nightly.places import CHECKOUT

REAL = f'exec "{Path(sys.executable).parent}/conformance" "$@"'
STAND_IN = f'exec "{sys.executable}" -I -S "{CHECKOUT}/tests/nightly/stand_in.py" "$@"'


def make_programs(folder: Path, conformance: str) -> Path:
    """Put a `conformance` and a `python` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, script in {"conformance": conformance, "python": f'exec "{sys.executable}" "$@"'}.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def installed_as(conformance: str, log: Path) -> Callable[[Job], None]:
    """Stand in for the installation of action.yml, which fetches from the package index."""

    def install(job: Job) -> None:
        make_programs(job.temporary / "token-conformance" / "bin", conformance)
        job.variables["STAND_IN_LOG"] = str(log)

    return install


def are_understood(lines: Iterable[str]) -> bool:
    """Tell whether the real command line takes what a stand-in was asked; it raises what click says if not."""
    for line in lines:
        name, *words = line.split()
        end = words.index("--") if "--" in words else len(words)
        command: click.Command = importlib.import_module(f"conformance.commands.{name}").command
        command.make_context(name, words[:end], obj=Call(tuple(words[end + 1 :]), debug=False))
    return True
