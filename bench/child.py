"""Processes of the bench's own: what is measured shares no interpreter with what it is compared with."""

import json
import subprocess
import sys

from bench.table import Round


def child(module: str, *arguments: str) -> Round:
    """Run a module of the bench and read the last line that it prints; ``SystemExit`` where that is no JSON."""
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        measured: Round = json.loads(ended.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise SystemExit(f"{module} failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}") from None
    return measured
