"""`python -m tests.peers`: the peers' findings as the page shows them; `--run` compares them with a fresh run."""

import argparse
import sys
from pathlib import Path

from tests.peers.environment import NoEnvironmentError, python_of
from tests.peers.findings import differences, known
from tests.peers.given import LOGINS
from tests.peers.page import PAGE, PEERS, tables, with_tables
from tests.peers.running import run


def main() -> int:
    """Print the findings tables, set up the environments, or compare with what a run finds now."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("peers", metavar="NAME", nargs="*", help="these peers alone")
    parser.add_argument("--set-up", action="store_true", help="make the peers' environments, once")
    parser.add_argument("--run", action="store_true", help="run the suite against the peers and print the differences")
    parser.add_argument("--write", action="store_true", help="put the tables into their page")
    parser.add_argument("-k", help="only the checks that match, as pytest's -k")
    parser.add_argument("--log", type=Path, help="where the peer's own messages go")
    chosen = parser.parse_args()
    if chosen.set_up:
        return max(map(_set_up, (*PEERS, *LOGINS)))
    if chosen.run:
        named = chosen.peers or PEERS
        return max(_compare(peer, ["-k", chosen.k] if chosen.k else [], chosen.log) for peer in named)
    if chosen.write:
        PAGE.write_text(with_tables(PAGE.read_text(), PEERS))
    else:
        print(tables(PEERS), end="")
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
