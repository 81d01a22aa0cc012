"""The fault table: which slip breaks which row and case, and that each row and case has a slip of its own.

`python -m tests.fault_table` prints it; `--write FILE` writes it as Markdown.
"""

import argparse
import os
import subprocess
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from conformance import plugin
from conformance.catalogue import Requirement, load_catalogue
from conformance.items import case_of
from conformance.profiles import PROFILES
from conformance.reference.fault import Fault, OverStrict
from conformance.reference.faults import all_faults, all_unseparated
from conformance.reference.oddities import all_oddities
from conformance.reference.over_strict import all_over_strict
from conformance.reference.unseparated import Unseparated
from conformance.reference.variations import all_variations
from conformance.reference.wrecks import all_wrecks
from tests.flow_cases import cases_of
from tests.specimens import ASKED_FOR, QUIET, declared, target_file

BUILT = tuple(PROFILES)
"""The flows whose checks are proven."""
RUN = tuple(os.environ.get("TABLE_FLOWS", " ".join(PROFILES)).split())
"""Those whose specimens are run."""
PARTS = 9
"""The table is cut into so many parts: one takes some minutes on two cores."""
Pair = tuple[str, str | None]


def part_of(name: str) -> int:
    """The part of the table in which a specimen stands, from 1; its name decides, so that it never moves."""
    return zlib.crc32(name.encode()) % PARTS + 1


def parts_in_turn(asked: str) -> frozenset[int]:
    """The parts that are run: all of them, one by its number, or (asked: "turn") the one whose turn it is.

    The turn goes by the commit that is checked out: a commit always runs the same part, and the next may run another.
    """
    if asked == "turn":
        return frozenset({part_of(_commit())})
    return frozenset({int(asked)} if asked else range(1, PARTS + 1))


def _commit() -> str:
    try:
        told = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return told.stdout.strip()


@dataclass
class Collected:
    """Gathers the checks that a run against a profile would have: requirement, and the cases of its checks."""

    cases: dict[str, list[str | None]]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            mark = item.get_closest_marker("requirement")
            if mark is not None:
                self.cases[mark.args[0]].append(case_of(item))


@cache
def checks(profile: str) -> Mapping[str, list[str | None]]:
    """The cases that the suites check, by requirement."""
    collected = Collected(defaultdict(list))
    with target_file("http://127.0.0.1:9/", "http://127.0.0.1:9/", profile=profile) as target:
        suites = str(Path(__file__).parents[1] / "suites")
        pytest.main(
            [suites, "--collect-only", *QUIET, *ASKED_FOR, "--budget", "quick", "--target", str(target)],
            plugins=[plugin, collected],
        )
    return dict(collected.cases)


def rows(profile: str) -> tuple[Requirement, ...]:
    """The requirements of a profile that can be seen from outside."""
    return tuple(row for row in load_catalogue().values() if profile in row.profiles and row.observable)


def pairs(profile: str) -> set[Pair]:
    """Every row and named case of a profile."""
    return {(row.id, case) for row in rows(profile) for case in cases_of(row.id, profile)}


def slips(profile: str) -> tuple[Fault | OverStrict, ...]:
    """Every specimen that breaks something by a slip."""
    return (*all_faults(profile), *all_over_strict(profile))


def own_faults(profile: str) -> dict[Pair, list[Fault | OverStrict]]:
    """The faults that break one pair alone, by that pair.

    A row that several flows share is the same check in each; that it can fail is proven at one of them.
    """
    found: dict[Pair, list[Fault | OverStrict]] = defaultdict(list)
    wanted = pairs(profile)
    for built in (profile, *(other for other in BUILT if other != profile)):
        for fault in slips(built):
            broken = declared(fault.breaks, built)
            if len(broken) == 1 and broken <= wanted:
                found[next(iter(broken))].append(fault)
    return found


def unseparated(profile: str) -> dict[Pair, Unseparated]:
    """The pairs that no slip breaks alone, with the reason why."""
    return {(one.requirement, one.case): one for one in all_unseparated() if profile in one.profiles}


def markdown() -> Iterator[str]:
    """Write the table."""
    yield "# The fault table"
    yield ""
    yield "Made by `make table` from the catalogue and the reference endpoint. `make whole-table-test` proves every"
    yield "line of it over HTTP, `make test` a ninth of them: each fault is found by exactly the checks that it"
    yield "breaks, legal variations by none."
    for profile in BUILT:
        yield from _profile(profile)
    yield from _list("Legal variations: nothing may be violated", ((one.name, one.what) for one in all_variations()))
    yield from _list("Over-strict: refuses something legal", ((one.name, one.slip) for one in all_over_strict()))
    wrecks = ((one.name, one.what) for one in all_wrecks())
    yield from _list("Wrecks: never green, and no negative sent after one began holds", wrecks)
    yield from _list("Oddities: each with an outcome of its own", ((one.name, one.what) for one in all_oddities()))


def _profile(profile: str) -> Iterator[str]:
    own, apart = own_faults(profile), unseparated(profile)
    breaking: dict[Pair, list[str]] = defaultdict(list)
    for fault in all_faults(profile):
        for pair in declared(fault.breaks, profile):
            breaking[pair].append(fault.name)
    wanted = pairs(profile)
    yield from ("", f"## {profile}", "")
    yield f"{len(rows(profile))} requirements, {len(wanted)} rows and cases, {len(all_faults(profile))} faults."
    yield from (
        "",
        "| requirement | case | level | fault of its own | the slip | also broken by |",
        "|---|---|---|---|---|---|",
    )
    for row in rows(profile):
        for case in cases_of(row.id, profile):
            pair = (row.id, case)
            first = own[pair][0] if own[pair] else None
            others = ", ".join(f"`{name}`" for name in breaking[pair] if first is None or name != first.name)
            reason = apart[pair].reason if pair in apart else ""
            yield (
                f"| {row.id} | {case or ''} | {row.level(profile)} | {f'`{first.name}`' if first else '(none)'} "
                f"| {_cell(first.slip if first else reason)} | {others} |"
            )


def _list(title: str, specimens: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| name | what it does |", "|---|---|")
    yield from (f"| `{name}` | {_cell(what)} |" for name, what in specimens)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    text = "\n".join(markdown()) + "\n"
    if chosen.write:
        chosen.write.parent.mkdir(exist_ok=True)
        chosen.write.write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
