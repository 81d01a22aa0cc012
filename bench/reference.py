"""The reference endpoint in a process of its own, so that it shares no interpreter lock with what is measured.

`python -m bench.reference DIR PROFILE [AT]` serves, prints the path of a target file in DIR, ends when its input ends,
and prints the seconds of processor time that answering took. With AT (Unix seconds) its clock begins there, so that
requests of a while ago are as fresh as they were.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from conformance.clock import SystemClock
from conformance.reference.serve import Served, prepare
from conformance.reference.server import running
from conformance.reference.setting_up import good_design
from conformance.target import read_targets


class ShiftedClock(SystemClock):
    """The machine's time, so many seconds ahead."""

    def __init__(self, ahead: float) -> None:
        """Go ahead of the machine by that, behind it where it is negative."""
        self.ahead = ahead

    def now(self) -> float:
        """Tell the time in Unix seconds."""
        return super().now() + self.ahead


@dataclass
class Serving:
    """An endpoint that stands ready: the path of a target file for it.

    processor: once it has ended, the seconds of processor time that answering took; together with those of who asked
    they say what a busy machine hides.
    """

    target: Path
    processor: float = 0.0


@contextmanager
def serving(profile: str = "m2m", at: float | None = None, delay: float = 0.0) -> Iterator[Serving]:
    """A fresh good endpoint, without memory of anything.

    at: where its clock begins (Unix seconds), now by default; delay: seconds by which every request comes late.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-bench-") as directory:
        begun = [] if at is None else [repr(at)]
        with _started(["bench.reference", directory, profile, *begun]) as endpoint:
            standing = Serving(Path(endpoint.line()))
            with _late(standing.target, delay) if delay else nullcontext():
                yield standing
            standing.processor = float(endpoint.last())


@contextmanager
def _late(target: Path, delay: float) -> Iterator[None]:
    """Let the target file name a proxy that hands on late."""
    port = urlsplit(read_targets([target])[0].endpoint).port
    with _started(["bench.delaying", str(port), repr(delay)]) as proxy:
        target.write_text(target.read_text().replace(f":{port}/", f":{proxy.line()}/"))
        yield


@dataclass(frozen=True)
class _Started:
    """A module of the bench that runs until its input ends."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        """Give the next line that it prints; RuntimeError where it printed none."""
        line = self.process.stdout.readline().strip() if self.process.stdout else ""
        if not line:
            raise RuntimeError(f"{self.process.args!r} did not start")
        return line

    def last(self) -> str:
        """End it, and give what it printed then."""
        return self.process.communicate()[0].strip()


@contextmanager
def _started(module: Sequence[str]) -> Iterator[_Started]:
    command = [sys.executable, "-m", *module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Started(process)
        finally:
            if process.stdin is not None and not process.stdin.closed:
                process.stdin.close()


def main(directory: str, profile: str, at: str = "") -> None:
    """Serve until the other side closes our input."""
    clock = ShiftedClock(float(at) - time.time() if at else 0.0)
    with running(good_design(profile), clock=clock) as address:
        print(prepare(Path(directory), address, Served(profile)), flush=True)
        ready = time.process_time()
        sys.stdin.read()
    print(time.process_time() - ready)


if __name__ == "__main__":
    main(*sys.argv[1:])
