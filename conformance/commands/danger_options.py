"""The options of commands that run checks about what could harm an endpoint: off unless somebody asks for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

from conformance.commands.calling import checked_by
from conformance.listener_place import place_of

Function = TypeVar("Function", bound=Callable[..., Any])


def danger_options(function: Function) -> Function:
    """Add the options; the command gets what they say as ``danger``, words for pytest."""

    @functools.wraps(function)
    def collected(*given: Any, dangerous: bool, dangerous_listener: str | None, **more: Any) -> Any:
        words = ["--conformance-dangerous"] if dangerous else []
        words += ["--conformance-dangerous-listener", dangerous_listener] if dangerous_listener else []
        return function(*given, danger=tuple(words), **more)

    made: Any = collected
    for option in reversed(_OPTIONS):
        made = option(made)
    return made  # type: ignore[no-any-return]


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--dangerous",
        is_flag=True,
        help="Send what could harm the endpoint, too: what unpacks to 10 MB, keys derived in 10,000,000 steps, and "
        "addresses of this machine that it should not call. Not for production.",
    ),
    click.option(
        "--dangerous-listener",
        metavar="HOST:PORT",
        callback=checked_by(place_of),
        help="Where the endpoint could call this machine, if NAT or a firewall lies between. [default: the address "
        "that this machine speaks to the endpoint from, and a free port]",
    ),
)
