"""`make bench`: prints one table; each figure is a ratio of two things that were measured in the same run."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import fleet, growth, latency, runs, schemathesis, starting
from bench.table import Bench, Row, machine, written
from conformance import places

SECTIONS: Mapping[str, Callable[[Bench], list[Row]]] = {
    "checking": runs.checking,
    "generated": runs.generated,
    "late": runs.late,
    "cases": schemathesis.rows,
    "growth": growth.rows,
    "latency": latency.rows,
    "starting": starting.rows,
    "fleet": fleet.rows,
    "reports": runs.reports,
}
"""What can be measured, in the order of the table; a section measures in turn what it compares."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"these alone: {', '.join(SECTIONS)}")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured; what is long, less")
    parser.add_argument("--suites", default=str(places.suites_root() / "suites"), help="the directory of the checks")
    chosen = parser.parse_args()
    if unknown := set(chosen.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="conformance-bench-") as directory:
        bench = Bench(Path(directory), chosen.suites, chosen.rounds)
        for name in chosen.sections or SECTIONS:
            print(f"measuring {name}…", file=sys.stderr, flush=True)
            rows += SECTIONS[name](bench)
    print(f"{machine()}\n\n{written(rows)}")


if __name__ == "__main__":
    main()
