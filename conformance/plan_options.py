"""The part of the command line that says how input is generated, and the plan of a run that follows from it."""

import argparse
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.findings import kept_findings
from conformance.fuzz.budgets import BUDGETS, DEFAULT, Budget, help_words
from conformance.fuzz.plan import Named, Plan, named
from conformance.items import PART, case_of, requirement_of
from conformance.target import Target

GENERATED = "generated"
"""The case of every check that generates its input."""
NO_CHECK = "no check that generates its input fits the finding: the target's flow has no such requirement"


def add_plan_options(group: Any) -> None:
    """Add the options of generated input to those of a run."""
    group.addoption("--budget", choices=tuple(BUDGETS), default=DEFAULT, help=f"generated input: {help_words()}")
    group.addoption(
        "--seed", type=int, default=None, metavar="NUMBER", help="draw the same generated input as that run"
    )
    group.addoption(
        "--shrink",
        type=int,
        default=0,
        metavar="REQUESTS",
        help="make each finding of generated input small, in so many requests at most; 0 (the default) leaves it",
    )
    group.addoption(
        "--repeat", type=_finding, default=None, metavar="FINDING", help="send one finding of generated input again"
    )
    # this project's own tests ask for as many inputs as a fault needs
    group.addoption("--conformance-inputs", type=int, default=None, help=argparse.SUPPRESS)


def _finding(text: str) -> str:
    try:
        named(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
    return text


def choose_seed(config: pytest.Config) -> None:
    """Draw the seed of a run that names none, before any worker begins: all of them go by it."""
    if config.option.seed is None:
        config.option.seed = secrets.randbelow(1_000_000_000)


def drawn_of(config: pytest.Config) -> tuple[str, int] | None:
    """Give budget and seed of what a run draws; None where it repeats a finding and draws nothing."""
    return None if config.getoption("--repeat") else (config.getoption("--budget"), config.option.seed)


def _budget_of(config: pytest.Config) -> Budget:
    budget, inputs = BUDGETS[config.getoption("--budget")], config.getoption("--conformance-inputs")
    return budget if inputs is None else replace(budget, malformed=inputs, harmless=inputs)


def deal_out_parts(metafunc: pytest.Metafunc) -> None:
    """Make several items of a check whose inputs are sent in parts; each is one check to a reader, with its own id."""
    parts = 1 if repeated(metafunc.config) else _budget_of(metafunc.config).parts
    if parts > 1 and PART in metafunc.fixturenames and metafunc.definition.get_closest_marker("in_parts"):
        metafunc.parametrize(PART, range(parts), ids=[f"{n}of{parts}" for n in range(1, parts + 1)], indirect=True)


def plan_of(config: pytest.Config, target: Target, part: int) -> Plan:
    """Say how input is generated at a target, for one part of a check."""
    budget = _budget_of(config)
    out, only = config.getoption("--conformance-out"), repeated(config)
    kept = kept_findings(Path(out), target.name) if out and only is None else {}
    return Plan(budget.part(part), config.option.seed, config.getoption("--shrink"), kept, only, part, budget.parts)


def repeated(config: pytest.Config) -> Named | None:
    """Give the one finding that the run is to repeat."""
    given = config.getoption("--repeat")
    return named(given) if given else None


def is_left_out(item: pytest.Item, only: Named | None) -> bool:
    """Tell whether a run that repeats one finding has no use for a check."""
    requirement = requirement_of(item)
    if only is None or requirement is None:
        return False
    return not (requirement.id == only.requirement and case_of(item) == GENERATED)


def refuse_unfit(only: Named | None, items: Iterable[pytest.Item]) -> None:
    """Raise ``pytest.UsageError`` where a finding is to be repeated that no check of the run has made."""
    if only is not None and not any(items):
        raise pytest.UsageError(NO_CHECK)
