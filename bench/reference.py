"""The reference endpoint in a process of its own, so that it shares no interpreter lock with what is measured.

`python -m bench.reference DIR` serves, prints the path of a target file in DIR, and ends when its input ends.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.reference.serve import prepare
from conformance.reference.server import running
from conformance.reference.setting_up import good_design


@contextmanager
def serving() -> Iterator[Path]:
    """A fresh good endpoint, without memory of anything; gives the path of a target file for it."""
    command = [sys.executable, "-m", "bench.reference"]
    with (
        tempfile.TemporaryDirectory(prefix="conformance-bench-") as directory,
        subprocess.Popen([*command, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the reference endpoint has no pipes")
        try:
            path = server.stdout.readline().strip()
            if not path:
                raise RuntimeError("the reference endpoint did not start")
            yield Path(path)
        finally:
            server.stdin.close()


def main(directory: str) -> None:
    """Serve until the other side closes our input."""
    with running(good_design()) as address:
        print(prepare(Path(directory), address), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
