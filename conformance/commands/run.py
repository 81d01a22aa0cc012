"""`conformance run`: the checks against live endpoints, and the reports."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from conformance.commands.calling import Call, WrongInputError, wrong_targets
from conformance.commands.checking import run_checks
from conformance.commands.danger_options import danger_options
from conformance.commands.fleet_options import Chosen, choose, run_nothing, shard_option
from conformance.commands.input_options import input_options
from conformance.target import OPTIONS, TargetFaults, target_from_options

Function = TypeVar("Function", bound=Callable[..., int])


def _target_options(function: Function) -> Function:
    """Add the options that do without a target file, in the order in which they are listed."""
    for option in reversed(OPTIONS):
        function = click.option(option.name, help=f"{option.text[0].upper()}{option.text[1:]}.")(function)
    return function


@click.command("run")
@click.argument("files", metavar="TARGET.toml|DIR... [-- PYTEST ARGUMENTS]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Where the report goes. [default: reports/NAME]"
)
@click.option("--strict", is_flag=True, help="A violated recommendation (SHOULD) counts like a violated MUST.")
@shard_option
@input_options()
@danger_options
@_target_options
@click.pass_obj
def command(
    call: Call,
    /,
    files: tuple[Path, ...],
    out: Path | None,
    strict: bool,
    shard: str | None,
    drawn: tuple[str, ...],
    danger: tuple[str, ...],
    **named: str | None,
) -> int:
    """Check token endpoints and give a verdict on each.

    All target files are read and checked before the first request; where one has a fault, all faults are named and
    nothing is sent or written. The report directory holds results.json, requirements.html, junit.xml, summary.md,
    exchanges.har, allure-results/ and allure-report/index.html, which opens from disk, and in history/ earlier runs.

    \b
    Examples:
      conformance run acme.toml
      conformance run acme.toml --out reports/tonight --strict
      conformance run targets/ -- -n 8             every target file of a directory, on eight workers
      conformance run targets/ --shard 3/10        the third of ten machines; see: conformance merge
      conformance run acme.toml -- -k CA-EXP       the checks of one requirement
      conformance run acme.toml -- --lf            what was violated last time
      conformance run acme.toml --budget nightly   a long search by generated input
      conformance run --endpoint https://acme.example/token --profile basic --client-id app
                                                   no file; the secret is in CONFORMANCE_CLIENT_SECRET

    Exit status: 0 conforms, 1 violates, 2 interrupted, 3 a crash of this tool, 4 a target file or the command line
    is wrong, 5 nothing selected, 10 incomplete.
    """  # noqa: D301 - click reads the control character as: keep these lines
    given = {f"--{name.replace('_', '-')}": value for name, value in named.items() if value is not None}
    try:
        found = _chosen(files, shard, given)
    except TargetFaults as wrong:
        return wrong_targets(wrong)
    place = out or found.out
    if not found.targets:
        return run_nothing(found, place, strict=strict)
    chosen = [*found.words, *_words_of(given, files), *drawn, *danger]
    return run_checks(chosen, place, strict=strict, further=call.further)


def _chosen(files: Sequence[Path], shard: str | None, given: Mapping[str, str]) -> Chosen:
    if not files and not given:
        raise WrongInputError("Name a target file, or an endpoint with --endpoint and its options.")
    if shard and given:
        raise WrongInputError("--shard parts target files, and an endpoint of the command line is none.")
    found = choose(files, shard)
    return replace(found, more=(target_from_options(given),)) if given else found


def _words_of(given: Mapping[str, str], files: Sequence[Path]) -> list[str]:
    """Give the options that make a target to pytest, and to the report how a check of it is repeated.

    No option holds a secret.
    """
    options = [part for pair in given.items() for part in pair]
    return options if files else ["--conformance-command", f"conformance run {shlex.join(options)}", *options]
