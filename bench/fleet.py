"""Many targets in one run: whether every verdict is right, what a target costs, and whether memory grows with them.

`python -m bench.fleet [--alone] NUMBER [-- PYTEST ARGUMENTS]` serves that many reference endpoints in one process (five
faulty, one dead, one slow), runs them with two workers, and prints what it found as JSON; its status is 1 where a
verdict is wrong.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.child import child
from bench.table import Bench, Round, Row
from tests.fleets import SLIPS, Fleet

NUMBER = 12
WITHOUT = ("--conformance-inputs", "0")
"""Searches by generated input take the same at each target, and would only make the bench longer."""


def rows(bench: Bench) -> list[Row]:
    """What a target of a fleet costs over one that is run alone, and what it leaves in memory."""
    rounds = [_round() for _ in range(min(bench.rounds, 2))]
    over = "a run of one target"
    clock, processor = (
        f"{median(each[f'fleet_{name}'] / NUMBER / each[f'alone_{name}'] for each in rounds):.2f}"
        for name in ("seconds", "processor")
    )
    last = rounds[-1]
    figures = f"{last['fleet_seconds'] / NUMBER:.2f} s / {last['alone_seconds']:.2f} s, reports and all"
    growth = f"{last['quarter']:.0f} → {last['end']:.0f} MB, the largest process"
    return [
        Row(f"a target of {NUMBER}, two workers", over, clock, processor, "1.0", figures),
        Row(
            "memory at the end of the checks", "a quarter on", f"{last['end'] / last['quarter']:.2f}", "", "1.1", growth
        ),
    ]


def _round() -> Round:
    alone = child("bench.fleet", "--alone", "1", "--", *WITHOUT)
    fleet = child("bench.fleet", str(NUMBER), "--", *WITHOUT)
    times = {f"{of}_{name}": one[name] for of, one in (("alone", alone), ("fleet", fleet)) for name in _TIMES}
    return {**times, "quarter": fleet["quarter"], "end": fleet["end"]}


_TIMES = ("seconds", "processor")


# --- one fleet, in a process of its own -----------------------------------------------------------------------------


def measured(fleet: Fleet, more: Sequence[str], workers: int) -> dict[str, Any]:
    """Run a fleet to its end."""
    with tempfile.TemporaryDirectory(prefix="conformance-fleet-") as folder, _serving(fleet, Path(folder)) as targets:
        out = Path(folder) / "out"
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        command = [sys.executable, "-m", "conformance.cli", "run", str(targets), "--out", str(out), "--", "-q"]
        with subprocess.Popen([*command, "-n", str(workers), *more], stdout=subprocess.DEVNULL) as process:
            samples = list(_memory(process))
        seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        document = json.loads((out / "results.json").read_text())
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    checking = [max(sample) for sample in samples if len(sample) > workers] or [max(map(max, samples), default=0.0)]
    return {
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "status": process.returncode,
        "targets": len(document["targets"]),
        "checks": sum(len(row["checks"]) for one in document["targets"] for row in one["requirements"]),
        "requests": sum(one["requests"] for one in document["targets"]),
        "quarter": checking[len(checking) // 4],
        "end": checking[-1],
        "peak": max(map(max, samples), default=0.0),
        "report": size / 2**20,
        "wrong": wrong(document, "-k" not in more),
    }


@contextmanager
def _serving(fleet: Fleet, folder: Path) -> Iterator[Path]:
    options = ["--faulty", str(fleet.faulty), *(["--dead"] if fleet.dead else []), "--slow", str(fleet.slow)]
    command = [sys.executable, "-m", "tests.fleets", str(folder), str(fleet.number), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the fleet has no pipes")
        try:
            yield Path(server.stdout.readline().strip())
        finally:
            server.stdin.close()


def _memory(process: "subprocess.Popen[bytes]") -> Iterator[list[float]]:
    """Tell every second how many megabytes each process of a run holds, where the machine tells."""
    while process.poll() is None:
        found = [size for one in _family(process.pid) if (size := _megabytes(one))]
        if found:
            yield found
        time.sleep(1)


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(one for child in children for one in _family(int(child)))]


def _megabytes(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def wrong(document: Mapping[str, Any], whole: bool) -> list[str]:
    """Name the targets whose verdict is not what they are; a run that was not ``whole`` finds none that conforms."""
    slips = SLIPS["m2m"]
    found = []
    for target in document["targets"]:
        violated = {row["id"] for row in target["requirements"] if row["outcome"] == "violated"}
        kind, _, slip = target["name"].rpartition(" ")
        right = {slips[slip]} if kind.startswith("faulty") else set()
        good = "conforms" if whole else "incomplete"
        verdict = "violates" if right else "incomplete" if target["name"] == "dead" else good
        if (violated, target["verdict"]) != (right, verdict):
            found.append(f"{target['name']}: {target['verdict']} {sorted(violated)}")
    return found


def main() -> int:
    """Run one fleet."""
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--alone", action="store_true", help="one good target, and no workers")
    parser.add_argument("more", nargs="*", help="arguments for pytest, behind --")
    chosen = parser.parse_args()
    fleet = Fleet(1) if chosen.alone else Fleet(chosen.number, faulty=min(5, chosen.number // 3), dead=True, slow=0.1)
    found = measured(fleet, chosen.more, 0 if chosen.alone else 2)
    print(json.dumps(found))
    return 1 if found["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
