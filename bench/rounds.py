"""One round of each measurement; what is compared is measured in turn, so that the machine's moods meet both alike."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import starting
from bench.reference import serving

Round = Mapping[str, float]
"""What one round measured, by name: seconds and counts."""


def checking_round(room: Path, suites: str) -> Round:
    """A run, then the same requests bare, then a run that makes all reports; each at a fresh endpoint.

    room: a directory for what goes from one process to the next; suites: the directory of the checks.
    """
    sent = str(room / "sent.json")
    with serving() as target:
        run = _child("bench.checking", str(target), sent, suites)
    with serving() as target:
        bare = _child("bench.bare", str(target), sent)
    with tempfile.TemporaryDirectory(dir=room) as report, serving() as target:
        reported = _child("bench.checking", str(target), sent, suites, report)
    return {
        **run,
        "bare": bare["seconds"],
        "alike": bare["alike"],
        "allure": max(reported["checking"] - run["checking"], 0.0),
        "files": reported["files"],
        "html": reported["html"],
    }


def starting_round(room: Path) -> Round:
    """The start of a run with one check, and that of bare pytest; the first round in a room compiles all modules."""
    compiled = room / "compiled"
    with serving() as target:
        return {"run": starting.of_a_run(target, compiled), "bare": starting.of_pytest(compiled)}


def _child(module: str, *arguments: str) -> Round:
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        measured: Round = json.loads(ended.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise SystemExit(f"{module} failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}") from None
    return measured
