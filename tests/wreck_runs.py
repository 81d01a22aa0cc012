"""One run of `conformance run` against one endpoint of `conformance serve`, each a process of its own, measured."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.queueing import Queueing

LONGEST = 600
"""Seconds after which a run is given up."""
_COMMAND = (sys.executable, "-m", "conformance.cli")


@dataclass(frozen=True)
class Ordered:
    """A run that is wanted: which endpoint, in which flow, and what pytest is told besides."""

    kind: str
    name: str
    profile: str
    seed: int = 0
    further: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ended:
    """What came of it. seconds: of the whole command; worked: those of them that its processes had a processor.

    queued: those in which they stood in the queue for one that others had; megabytes: the most that one of them had.
    """

    status: int
    seconds: float
    worked: float
    megabytes: float
    said: str
    verdict: str | None = None
    requests: int = 0
    hiccups: int = 0
    queued: float = 0
    outcomes: Mapping[str, str] = field(default_factory=dict)


def run(ordered: Ordered) -> Ended:
    """Serve the endpoint, run the checks at it, and read what they found."""
    with tempfile.TemporaryDirectory(prefix="wreck-") as folder, _served(ordered, Path(folder) / "target") as target:
        out = Path(folder) / "out"
        further = ["--", *ordered.further] if ordered.further else []
        ended = _measured([*_COMMAND, "run", str(target), "--out", str(out), *further], Path(folder) / "said")
        results = out / "results.json"
        return _read(ended, results) if results.is_file() else ended


@contextlib.contextmanager
def _served(ordered: Ordered, folder: Path) -> Iterator[Path]:
    words = ["serve", "--profile", ordered.profile, "--fault", ordered.name, "--dir", str(folder)]
    words += ["--seed", str(ordered.seed)] if ordered.seed else []
    with subprocess.Popen([*_COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield Path(server.stdout.readline().strip())
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()


def _measured(words: list[str], said: Path) -> Ended:
    begun = time.monotonic()
    with said.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT)
        ender = threading.Timer(LONGEST, process.kill)
        ender.start()
        with Queueing(process.pid).watched() as queueing:
            _, status, used = os.wait4(process.pid, 0)
        ender.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    # the system counts in kilobytes, and a child that has ended among them
    megabytes = used.ru_maxrss / 1024
    seconds = time.monotonic() - begun
    worked, told = used.ru_utime + used.ru_stime, _trouble(said.read_text("utf-8", "replace"))
    return Ended(process.returncode, seconds, worked, megabytes, told, queued=queueing.seconds)


def _trouble(said: str) -> str:
    """The errors that a run has told, or its last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(E +)?[\w.]*(Error|Exception)\b", line)]
    return " / ".join((errors or lines)[-3:])[:400]


def _read(ended: Ended, results: Path) -> Ended:
    (target,) = json.loads(results.read_text("utf-8"))["targets"]
    outcomes = {row["id"]: row["outcome"] for row in target["requirements"]}
    found = {name: target[name] for name in ("verdict", "requests", "hiccups")}
    return replace(ended, **found, outcomes=outcomes)
