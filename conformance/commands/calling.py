"""What all commands share: exit statuses, how they end early, and what was given behind --."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import click

from conformance.target import TargetFault, TargetFaults


class Status(IntEnum):
    """Exit statuses (design, "Four outcomes, one verdict"); 5 is nothing selected."""

    GOOD = 0
    VIOLATED = 1
    INTERRUPTED = 2
    CRASHED = 3
    WRONG_INPUT = 4
    NOTHING = 5
    INCOMPLETE = 10


@dataclass(frozen=True)
class Call:
    """What stands around a command. further: the arguments behind --, for pytest; debug: show tracebacks."""

    further: tuple[str, ...] = ()
    debug: bool = False


def checked_by(read: Callable[[str], object]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Give what lets click refuse an option's text with the sentence of the ValueError that ``read`` raises."""

    def check(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
        try:
            if text is not None:
                read(text)
        except ValueError as wrong:
            raise click.BadParameter(str(wrong)) from None
        return text

    return check


class WrongInputError(click.UsageError):
    """The command line is wrong in a way that click does not know of."""


def tell_faults(faults: tuple[TargetFault, ...]) -> None:
    """Print every fault with place, sentence and repair."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    click.echo(f"{count}; nothing was sent and nothing written.\n", err=True)
    for fault in faults:
        click.echo(f"{fault}\n", err=True)


def wrong_targets(found: TargetFaults) -> Status:
    """Tell what is wrong with targets and give the exit status for it."""
    tell_faults(found.faults)
    return Status.WRONG_INPUT
