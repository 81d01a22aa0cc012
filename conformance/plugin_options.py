"""The command line of the plugin, and the targets that it names."""

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from conformance.listener_place import place_of
from conformance.plan_options import add_plan_options
from conformance.sharding import understood
from conformance.target import (
    OPTIONS,
    TYPED_SECRET,
    TYPED_SECRETS,
    Target,
    TargetFaults,
    read_targets,
    target_from_options,
)


def add_options(parser: pytest.Parser) -> None:
    """Add the options of a conformance run to pytest's."""
    group = parser.getgroup("conformance", "token endpoint conformance")
    group.addoption(
        "--target",
        action="append",
        default=[],
        metavar="FILE",
        help="target file, or a directory of them; may be repeated",
    )
    for option in OPTIONS:
        group.addoption(option.name, default=None, help=option.text)
    for name in TYPED_SECRETS:
        # pytest repeats an option that it does not know, and what stands behind it
        group.addoption(name, nargs="?", const="", type=_refuse_secret, dest="_typed", help=argparse.SUPPRESS)
    group.addoption(
        "--conformance-out", default=None, metavar="DIR", help="directory for results.json, junit.xml, summary.md, HAR"
    )
    group.addoption("--conformance-shard", type=understood, default=None, help=argparse.SUPPRESS)
    add_plan_options(group)
    group.addoption("--conformance-command", default=None, metavar="TEXT", help="how a reader of the report repeats it")
    group.addoption(
        "--conformance-wait-for-codes", action="store_true", help="wait ten minutes to see an authorization code die"
    )
    group.addoption(
        "--conformance-dangerous",
        action="store_true",
        help="send what could harm an endpoint, too: bombs, and addresses that it should not call",
    )
    group.addoption(
        "--conformance-dangerous-listener",
        type=_place,
        default=None,
        metavar="HOST:PORT",
        help="where the endpoint can call this machine; found by itself where nothing lies between",
    )
    group.addoption(
        "--conformance-strict", action="store_true", help="a violated recommendation fails the run like a requirement"
    )


def _place(text: str) -> str:
    try:
        place_of(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
    return text


def _refuse_secret(_: str) -> NoReturn:
    raise pytest.UsageError(TYPED_SECRET)


def targets_of(config: pytest.Config) -> Sequence[Target]:
    """Read every target that the command line names; raise ``pytest.UsageError`` with all that is wrong."""
    try:
        found = read_targets([Path(name) for name in config.getoption("--target")])
        given = {option.name: config.getoption(option.name) for option in OPTIONS}
        targets = (*found, target_from_options(given)) if given["--endpoint"] else found
    except TargetFaults as wrong:
        raise pytest.UsageError(str(wrong)) from None
    command = config.getoption("--conformance-command")
    return [replace(target, command=_command(target, command, config)) for target in targets]


def _command(target: Target, command: str | None, config: pytest.Config) -> str | None:
    """Say how a run against a target is repeated; None where its file says all."""
    if not config.getoption("--conformance-dangerous"):
        return command
    listener = config.getoption("--conformance-dangerous-listener")
    words = " --dangerous" + (f" --dangerous-listener {listener}" if listener else "")
    command = command or (f"conformance run {shlex.quote(str(target.file))}" if target.file else None)
    return command and command + words
