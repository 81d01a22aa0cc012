"""The virtual environment of a peer: its own versions, pinned with hashes, made once under .venv."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".venv" / "peers"


class NoEnvironmentError(Exception):
    """Why the environment of a peer could not be made."""


def requirements_of(peer: str) -> Path:
    """Give the file of the peer's pinned versions."""
    return HERE / peer / "requirements.txt"


def python_of(peer: str) -> Path:
    """Give the interpreter of the peer's environment, which is made where it is missing or of other versions.

    Raises:
        NoEnvironmentError: it cannot be made; the text says what failed (most often: no network).
    """
    return environment(ENVIRONMENTS / peer, requirements_of(peer))


def environment(directory: Path, requirements: Path) -> Path:
    """Give the interpreter of an environment of pinned versions, made there where it is missing or of other ones.

    Raises:
        NoEnvironmentError: as ``python_of``.
    """
    pinned = requirements.read_text()
    stamp, python = directory / "installed.txt", directory / "bin" / "python"
    if not (stamp.is_file() and stamp.read_text() == pinned and python.exists()):
        _call([sys.executable, "-m", "venv", "--clear", str(directory)])
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _call([*install, "--only-binary=:all:", "--require-hashes", "--requirement", str(requirements)])
        stamp.write_text(pinned)
    return python


def _call(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as trouble:
        raise NoEnvironmentError(str(trouble)) from trouble
    if done.returncode:
        raise NoEnvironmentError(f"{' '.join(command[1:4])} failed: {(done.stderr or done.stdout).strip()[-500:]}")
