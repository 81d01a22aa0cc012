"""Runs the checks at every wreck, oddity and bad line of the reference endpoint as a user would, and measures them.

`python -m tests.wreck_table` prints the table and ends with 1 where a wreck was taken for good, or cost too much. Each
run is a process of its own with default limits and the machine's clock, as is each endpoint; `--only`, `--flow` and
`--kind` choose some of them.
"""

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from conformance.reference.bad_lines import ONE_IN_FIFTY, ONE_IN_THREE
from conformance.reference.oddities import all_oddities
from conformance.reference.setting_up import PROFILES
from conformance.reference.wrecks import all_wrecks, half_wrecks
from tests.expected_outcomes import expected_of
from tests.wreck_runs import Ended, Ordered, run

MOST_SECONDS = 60.0
MOST_MEGABYTES = 250.0
SEEDS = {"m2m": 10, "h2m": 3, "ciam": 3, "basic": 10}
"""Runs over each bad line, each with a seed of its own."""
AT_TWO_WORKERS = ("silent", "dies-midway", "unavailable-midway", "silent-midway", "endless-body", "fails-always")
"""Wrecks that are run under `-n 2` as well."""
OUTAGE = "dies-and-comes-back"
"""It is right when it is back: a run that waited for it may find that it conforms, and then tells of the hiccups."""
NOT_ASKED_FOR = {"H2M-CODE-AGE": "not-applicable"}
"""What a run does only where somebody asks for it, for it waits ten minutes."""
KINDS = ("wreck", "oddity", "line")


@dataclass(frozen=True)
class Judged:
    """A run and what is wrong with it, if anything is."""

    ordered: Ordered
    ended: Ended
    wrong: str = ""

    @classmethod
    def of(cls, ordered: Ordered, ended: Ended) -> "Judged":
        """Judge what came of a run."""
        troubles = [outcome_trouble(ordered, ended), *_cost_troubles(ordered, ended)]
        return cls(ordered, ended, "; ".join(trouble for trouble in troubles if trouble))

    @property
    def line(self) -> str:
        """Its row of the table."""
        ordered, ended = self.ordered, self.ended
        name = ordered.name + (f", seed {ordered.seed}" if ordered.seed else "") + ", `-n 2`" * bool(ordered.further)
        outcome = f"{ended.verdict} ({ended.status})" + (f", {ended.hiccups} hiccups" if ended.hiccups else "")
        cost = f"{ended.seconds:.0f} | {ended.queued:.0f} | {ended.worked:.0f} | {ended.megabytes:.0f}"
        return f"| {name} | {ordered.profile} | {outcome} | {ended.requests} | {cost} | {self.wrong} |"


def ordered(kinds: Sequence[str], flows: Sequence[str]) -> Iterator[Ordered]:
    """Every run of the table, or those of some kinds and flows."""
    for flow in flows:
        if "wreck" in kinds:
            yield from (Ordered("wreck", one.name, flow) for one in (*all_wrecks(flow), *half_wrecks(flow)))
            yield from (Ordered("wreck", name, flow, further=("-n", "2")) for name in AT_TWO_WORKERS)
        if "oddity" in kinds:
            yield from (Ordered("oddity", one.name, flow) for one in all_oddities(flow))
        if "line" in kinds:
            for line in (ONE_IN_FIFTY, ONE_IN_THREE):
                yield from (Ordered("line", line.name, flow, seed) for seed in range(1, SEEDS[flow] + 1))


def judged(one: Ordered) -> Judged:
    """Run it, and say what is wrong."""
    return Judged.of(one, run(one))


def outcome_trouble(one: Ordered, ended: Ended) -> str:
    """Say what is wrong with the outcome of a run; nothing where it is as it should be."""
    if ended.verdict is None or ended.status not in (0, 1, 10):
        return f"no verdict: {ended.said}"
    if one.name == OUTAGE and ended.verdict == "conforms":
        return "" if ended.hiccups else "no hiccup was counted"
    if one.kind == "wreck":
        return "" if ended.verdict in ("violates", "incomplete") and ended.status else "GREEN"
    if one.kind == "oddity":
        oddity = next(each for each in all_oddities(one.profile) if each.name == one.name)
        wanted = expected_of(one.profile, {**NOT_ASKED_FOR, **oddity.expected})
        off = [f"{name} {outcome}" for name, outcome in ended.outcomes.items() if wanted.get(name) != outcome]
        return f"not as declared: {', '.join(off)}" if off or set(wanted) != set(ended.outcomes) else ""
    wanted_verdict = "conforms" if one.name == ONE_IN_FIFTY.name else "incomplete"
    uncounted = "" if ended.hiccups else "no hiccup was counted"
    return uncounted if ended.verdict == wanted_verdict else f"{wanted_verdict} was due"


def _cost_troubles(ordered: Ordered, ended: Ended) -> Iterator[str]:
    # A machine that has other work lets a run wait for that. Whoever judges everything over a bad line has the time.
    if ordered.kind == "wreck" and ended.seconds - ended.queued > MOST_SECONDS:
        yield f"more than {MOST_SECONDS:.0f} s"
    if ended.megabytes > MOST_MEGABYTES:
        yield f"more than {MOST_MEGABYTES:.0f} MB"


def _head(workers: int) -> Iterator[str]:
    yield f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {workers} runs at a time."
    yield "Seconds are those of the whole command, from its start to the last page of the report; queued are those in"
    yield "which it stood in the queue for a processor that others had, which a machine of its own would spare it;"
    yield "worked those in which its processes had one. MB are the most that one of its processes had in memory."
    yield ""
    yield "| endpoint | flow | verdict (exit status) | requests | seconds | queued | worked | MB | wrong |"
    yield "|---|---|---|---|---|---|---|---|---|"


def main() -> int:
    """Run and print the table, or some of it; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", help="names of wrecks, oddities and bad lines")
    parser.add_argument("--flow", nargs="+", choices=PROFILES, default=PROFILES)
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--at-once", type=int, default=2, help="runs at a time; most of them wait")
    parser.add_argument("--write", type=Path, help="a file for the table")
    chosen = parser.parse_args()
    wanted = [one for one in ordered(chosen.kind, chosen.flow) if not chosen.only or one.name in chosen.only]
    lines = list(_head(chosen.at_once))
    print("\n".join(lines), flush=True)
    wrong = 0
    with ThreadPoolExecutor(chosen.at_once) as pool:
        for one in pool.map(judged, wanted):
            lines.append(one.line)
            wrong += bool(one.wrong)
            print(one.line, flush=True)
    told = f"{len(wanted)} runs, {wrong} of them wrong."
    print(f"\n{told}")
    if chosen.write:
        chosen.write.write_text("\n".join([*lines, "", told]) + "\n")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
