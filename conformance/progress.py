"""How far a long search is, beside pytest's own line: on a terminal alone, and gone when the search is over."""

import os
from collections.abc import Callable

import pytest

Progress = Callable[[int, int], None]
"""Takes how many of how many inputs were sent."""
STEP = 20
"""Inputs between two looks."""
_KEEP, _BACK, _CLEAR = "\x1b7", "\x1b8", "\x1b[K"


def silent(_: int, __: int) -> None:
    """Show nothing."""


def progress_of(config: pytest.Config) -> Progress:
    """Give what shows the progress of a run: nothing in a pipe, in a log, or on a worker of pytest-xdist."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")
    if reporter is None or not reporter.isatty or os.environ.get("TERM") == "dumb":
        return silent

    def show(sent: int, of: int) -> None:
        if sent % STEP and sent < of:
            return
        told = f"{_KEEP} {sent:,} of {of:,}{_CLEAR}{_BACK}" if sent < of else _CLEAR
        if capture is None:
            reporter.write(told, flush=True)
            return
        with capture.global_and_fixture_disabled():
            reporter.write(told, flush=True)

    return show
