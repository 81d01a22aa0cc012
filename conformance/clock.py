"""One source of "now" and of waiting, so that a self-test moves time and a live run keeps it."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What every part of a run asks for the time (Unix seconds) and waits with."""

    def now(self) -> float:
        """Tell the time in Unix seconds."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after that many seconds of this clock."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Tell the machine's time in Unix seconds."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """Sleep that many seconds; nothing for zero or less."""
        if seconds > 0:
            time.sleep(seconds)


class MovedClock:
    """A clock that stands still but for a tick a reading, and is moved by waiting: a test never sleeps.

    A checker and a reference endpoint that share one agree about the time whatever the machine does.
    """

    def __init__(self, start: float, tick: float = 0.000_01) -> None:
        """Begin at ``start`` (Unix seconds) and advance ``tick`` seconds at every reading."""
        self._time = start
        self._tick = tick
        self._lock = threading.Lock()

    def now(self) -> float:
        """Tell the time in Unix seconds; two readings never agree."""
        with self._lock:
            self._time += self._tick
            return self._time

    def wait(self, seconds: float) -> None:
        """Move the clock on without sleeping."""
        with self._lock:
            self._time += max(seconds, 0.0)
