"""The options of commands that run checks about generated input: how much, from which seed, and which one again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from conformance.commands.calling import checked_by
from conformance.fuzz.budgets import BUDGETS, DEFAULT, help_words
from conformance.fuzz.plan import named

Function = TypeVar("Function", bound=Callable[..., Any])


def input_options(budget: str = DEFAULT, shrink: int = 0) -> Callable[[Function], Function]:
    """Add the options; the command gets what they say as ``drawn``, words for pytest."""

    def add(function: Function) -> Function:
        @functools.wraps(function)
        def collected(*given: Any, budget: str, seed: int | None, shrink: int, repeat: str | None, **more: Any) -> Any:
            words = ["--budget", budget, "--shrink", str(shrink)]
            words += ["--seed", str(seed)] if seed is not None else []
            words += ["--repeat", repeat] if repeat else []
            return function(*given, drawn=tuple(words), **more)

        made: Any = collected
        for option in reversed(_options(budget, shrink)):
            made = option(made)
        return made  # type: ignore[no-any-return]

    return add


def _options(budget: str, shrink: int) -> tuple[Callable[[Any], Any], ...]:
    words = help_words().rpartition(" Default")[0]
    return (
        click.option(
            "--budget",
            type=click.Choice(tuple(BUDGETS)),
            default=budget,
            show_default=True,
            help=f"Generated input: {words}",
        ),
        click.option(
            "--seed", type=int, metavar="NUMBER", help="Draw the same generated input as the run of that seed."
        ),
        click.option(
            "--shrink",
            type=click.IntRange(min=0),
            metavar="REQUESTS",
            default=shrink,
            show_default=True,
            help="Make each finding of generated input small, in so many requests at most; 0 leaves it as it is.",
        ),
        click.option(
            "--repeat",
            metavar="FINDING",
            callback=checked_by(named),
            help="Send one finding of generated input again, and nothing else.",
        ),
    )
