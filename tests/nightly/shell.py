"""One script of a CI file as a process, in an environment that holds nothing of the one that the tests run in."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from conformance.report.allure_generators import cache

LIMIT = 600  # seconds; a script that hangs is a fault of the file


def base(home: Path) -> dict[str, str]:
    """The variables that a runner's machine has; of this one it keeps the programs and the report's generator."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_CERT")}
    return {
        **kept,
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "XDG_CACHE_HOME": str(cache().parent),
    }


def run_script(script: str, folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a script as both runners do, with bash and its options -e and pipefail; its exit status and what it said."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    ended = subprocess.run(
        command,
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    return ended.returncode, ended.stdout
