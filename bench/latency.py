"""What several workers bring where every answer takes its time: a whole run with `-n 8` over a serial one."""

import subprocess
import sys
import time
from collections.abc import Sequence

from bench.checking import words
from bench.reference import serving
from bench.runs import WITHOUT
from bench.table import Bench, Round, Row, counted, middle, ratio

_LATENCY = 0.05
_WORKERS = 8


def rows(bench: Bench) -> list[Row]:
    """How many times as long a serial run takes, from its command to its end."""
    rounds = [_round(bench) for _ in range(min(bench.rounds, 3))]
    figures = f"{middle(rounds, 'serial'):.1f} s / {middle(rounds, 'shared'):.1f} s, {counted(len(rounds))}"
    what, over = "a serial run, m2m, 50 ms latency", f"the same with -n {_WORKERS}, start-up and all"
    return [Row(what, over, ratio(rounds, ("serial", "shared")), "", "at least 5", figures)]


def _round(bench: Bench) -> Round:
    return {"serial": _whole(bench, ()), "shared": _whole(bench, ("-n", str(_WORKERS)))}


def _whole(bench: Bench, more: Sequence[str]) -> float:
    with serving(delay=_LATENCY) as endpoint:
        arguments = words(endpoint.target, bench.suites, ["-p", "conformance.plugin", *WITHOUT, *more])
        begun = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - begun
    if ended.returncode not in (0, 1):
        raise SystemExit(f"the run failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")
    return seconds
