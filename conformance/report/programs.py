"""Runs another program with a time limit that holds for its children too."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """How a program ended.

    status: its exit status, None where it did not start or was stopped at its time limit; words: what it printed.
    """

    status: int | None
    words: str

    @property
    def well(self) -> bool:
        """Whether it did what it was asked."""
        return self.status == 0

    @property
    def last_words(self) -> str:
        """Its last line, or how it ended where it printed nothing: what a sentence about a failure quotes."""
        lines = [line.strip() for line in self.words.splitlines() if line.strip()]
        return lines[-1][:300] if lines else f"exit status {self.status}"


def run_program(command: Sequence[str], directory: Path, extra: Mapping[str, str], limit: float) -> Ended:
    """Runs a program without input, in a directory, with extra environment variables, for at most `limit` seconds."""
    try:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return Ended(None, f"{command[0]} did not start: {error.strerror}")
    with process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return Ended(None, f"stopped after its {limit:g} seconds")
        finally:
            _end_all(process)
    return Ended(process.returncode, output.decode("utf-8", "replace"))


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of the program and its children, also when Ctrl-C came; a wrapper is seldom what works."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
