"""`python -m tests.peers`: what is known of the peers as Markdown; `--run` compares it with a fresh run."""

import argparse
import sys
from pathlib import Path

from tests.peers.environment import HERE, NoEnvironmentError, python_of
from tests.peers.findings import differences, known, table
from tests.peers.running import run

PEERS = tuple(sorted(path.parent.name for path in HERE.glob("*/server.py")))


def main() -> int:
    """Print the findings tables, set up the environments, or compare with what a run finds now."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--set-up", action="store_true", help="make the peers' environments, once")
    parser.add_argument("--run", action="store_true", help="run the suite against the peers and print the differences")
    parser.add_argument("-k", help="only the checks that match, as pytest's -k")
    parser.add_argument("--log", type=Path, help="where the peer's own messages go")
    chosen = parser.parse_args()
    if chosen.set_up:
        return max(map(_set_up, PEERS))
    if chosen.run:
        return max(_compare(peer, ["-k", chosen.k] if chosen.k else [], chosen.log) for peer in PEERS)
    print("\n".join(table(peer) for peer in PEERS), end="")
    return 0


def _set_up(peer: str) -> int:
    try:
        python_of(peer)
    except NoEnvironmentError as reason:
        print(f"The peer {peer} has no environment, so its test will not run: {reason}", file=sys.stderr)
        return 1
    return 0


def _compare(peer: str, arguments: list[str], log: Path | None) -> int:
    found = run(peer, arguments, log)
    lines = differences(found, known(peer))
    print(f"{peer}: {len(found.violated)} cases violated, {len(lines)} differences, exit status {found.status}")
    print("\n".join(lines))
    return min(len(lines), 1)


if __name__ == "__main__":
    sys.exit(main())
