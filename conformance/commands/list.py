"""`conformance list`: what is demanded, what checks it, and what the reference endpoint can do wrong."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import click
import pytest

from conformance import places
from conformance.catalogue import Requirement, load_catalogue
from conformance.commands.calling import Status
from conformance.commands.checking import own_configuration
from conformance.commands.embedded import kind_of, words_of
from conformance.reference.fault import EVERY, Specimen
from conformance.reference.specimens import all_specimens


@dataclass(frozen=True)
class Row:
    """One thing of a list: what a person reads of it, and everything about it."""

    cells: tuple[str, ...]
    everything: Mapping[str, Any]


@click.command("list")
@click.argument("what", type=click.Choice(("requirements", "checks", "faults")))
@click.option("--profile", type=click.Choice(("m2m", "h2m", "ciam", "basic")), help="Those of one flow alone.")
@click.option("--json", "as_json", is_flag=True, help="Everything about each, as JSON.")
def command(what: str, profile: str | None, as_json: bool) -> int:
    """List requirements, checks or faults.

    \b
    Examples:
      conformance list requirements --profile m2m
      conformance list checks
      conformance list faults                      the names for demo --fault and serve --fault
      conformance list requirements --json
    """  # noqa: D301 - click reads the control character as: keep these lines
    rows = {"requirements": _requirements, "checks": _checks, "faults": _faults}[what](profile)
    if as_json:
        click.echo(json.dumps([row.everything for row in rows], indent=2, ensure_ascii=False))
        return Status.GOOD
    widths = [max(map(len, column)) for column in zip(*(row.cells for row in rows), strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row.cells, widths, strict=True)).rstrip())
    return Status.GOOD


def _requirements(profile: str | None) -> list[Row]:
    chosen = [each for each in load_catalogue().values() if profile is None or profile in each.profiles]
    return [Row((each.id, _level(each, profile), each.title), dataclasses.asdict(each)) for each in chosen]


def _level(requirement: Requirement, profile: str | None) -> str:
    if profile is not None:
        return requirement.level(profile)
    return "/".join(dict.fromkeys(requirement.levels.values()))


def _faults(profile: str | None) -> list[Row]:
    return [_fault(each) for each in all_specimens(profile).values()]


def _fault(specimen: Specimen) -> Row:
    breaks = getattr(specimen, "breaks", {})
    plain = {name: "every" if cases is EVERY else sorted(cases) for name, cases in breaks.items()}
    everything = {"name": specimen.name, "kind": kind_of(specimen), "profiles": specimen.profiles, "breaks": plain}
    cells = (specimen.name, kind_of(specimen), ", ".join(breaks) or "-", words_of(specimen))
    return Row(cells, {**everything, "what": words_of(specimen)})


@dataclass
class _Collector:
    """Takes the checks that pytest collects, and leaves it nothing to run."""

    items: list[pytest.Item] = field(default_factory=list)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.items.extend(items)
        items.clear()


def _checks(profile: str | None) -> list[Row]:
    collector = _Collector()
    arguments = [*own_configuration(), "--collect-only", "-p", "no:terminal", "-p", "no:cacheprovider"]
    status = pytest.main([*arguments, str(places.suites_root() / "suites")], plugins=[collector])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"the checks cannot be collected: pytest ended with {int(status)}")
    rows = [row for item in collector.items if (row := _check(item, profile)) is not None]
    return sorted(rows, key=lambda row: list(load_catalogue()).index(row.cells[0]))


def _check(item: pytest.Item, profile: str | None) -> Row | None:
    mark = item.get_closest_marker("requirement")
    requirement = load_catalogue().get(mark.args[0]) if mark else None
    if requirement is None or (profile is not None and profile not in requirement.profiles):
        return None
    everything = {"id": item.nodeid, "requirement": requirement.id, "profiles": requirement.profiles}
    return Row((requirement.id, _level(requirement, profile), item.nodeid), everything)
