"""How long processes stood in the queue for a processor: what a run would not have taken on a machine of its own.

Linux counts that for every thread (`/proc/PID/task/TID/schedstat`, the second number, in nanoseconds). Elsewhere
nothing is known, and nothing is said to have been waited.
"""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

OFTEN = 0.2
"""Seconds between two looks; what a process waits between the last one and its end is not seen."""


class Queueing:
    """Looks at processes and their children as long as the block lasts; ``seconds`` is what they waited in it."""

    def __init__(self, *processes: int) -> None:
        """Look at nothing yet."""
        self._processes = processes
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._over = threading.Event()

    @contextlib.contextmanager
    def watched(self) -> Iterator["Queueing"]:
        """Look until the block ends."""
        self._look(self._first)
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    @property
    def seconds(self) -> float:
        """What all of them have waited."""
        return sum(last - self._first.get(name, 0) for name, last in self._last.items()) / 1e9

    def _watch(self) -> None:
        while not self._over.wait(OFTEN):
            self._look(self._last)

    def _look(self, seen: dict[str, int]) -> None:
        for process in self._processes:
            for task in _main_threads(process):
                with contextlib.suppress(OSError, IndexError, ValueError):
                    seen[str(task)] = int((task / "schedstat").read_text().split()[1])


def _main_threads(process: int) -> Iterator[Path]:
    """The main thread of a process, and those of its children: what else they have waits while these do."""
    task = Path(f"/proc/{process}/task/{process}")
    yield task
    with contextlib.suppress(OSError):
        for child in (task / "children").read_text().split():
            yield from _main_threads(int(child))
