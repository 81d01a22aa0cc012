"""What one generated input costs, and what a search keeps in memory, in a process of its own.

`python -m bench.examples TARGET SUITES NUMBER SEED SOURCE` has each check that generates malformed input send that
many, and prints what sending and judging them took. Whatever is loaded once was loaded before, by a run with a few.
SOURCE is `whole` for what a run sends, `drawn` without the tables that are walked through first: they have one size.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from bench.checking import words
from conformance import generating, plugin
from conformance.fuzz.plan import Plan
from conformance.fuzz.searching import Reach, search

_CHECKS = "test_a_generated_assertion or test_a_generated_request"
_KILOBYTE = 1024
_FEW = "100"
"""Inputs after which Hypothesis has read the constants of local modules, as it does at one draw in twenty."""


@dataclass
class Took:
    """What searching took, in seconds; controls and drawing are in it."""

    inputs: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    memory: float = 0.0
    """The most memory that the process ever had, in megabytes."""


@contextmanager
def searching() -> Iterator[Took]:
    """Take the time of every search in this block."""
    took = Took()

    def timed(*arguments: Any) -> Reach:
        begun, processor = time.perf_counter(), time.process_time()
        reach = search(*arguments)
        took.seconds += time.perf_counter() - begun
        took.processor += time.process_time() - processor
        took.inputs += reach.sent
        return reach

    with mock.patch.object(generating, "search", timed):
        yield took


def run(target: Path, suites: str, number: int, seed: int, source: str) -> Took:
    """Send so many inputs a check."""
    drawn = ["-k", _CHECKS, "--budget", "nightly", "--seed", str(seed), "--conformance-inputs"]
    pytest.main(words(target, suites, [*drawn, _FEW]), plugins=[plugin])
    with searching() as took, _nothing_walked() if source == "drawn" else nullcontext():
        pytest.main(words(target, suites, [*drawn, str(number)]), plugins=[plugin])
    took.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTE
    return took


@contextmanager
def _nothing_walked() -> Iterator[None]:
    with mock.patch.object(Plan, "first", return_value=()):
        yield


def main(target: str, suites: str, number: str, seed: str, source: str) -> None:
    """Search, and say what it took."""
    took = run(Path(target), suites, int(number), int(seed), source)
    print("\n" + json.dumps(asdict(took)))


if __name__ == "__main__":
    main(*sys.argv[1:])
