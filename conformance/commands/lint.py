"""`conformance lint`: the target file and the endpoint's reachability, without a test."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.clock import SystemClock
from conformance.commands.calling import Status, wrong_targets
from conformance.lint import Step, is_reachable, probe
from conformance.target import Target, TargetFaults, read_targets

_MARKS = {"good": "ok", "remark": "look", "bad": "BAD"}


@click.command("lint")
@click.argument("files", metavar="TARGET.toml...", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> int:
    """Check target files, and whether their endpoints can be reached. Runs no test.

    All faults of all files are named at once, each with its place and its repair. Then one POST without parameters
    is sent to each endpoint: its name, connection, TLS certificate, answer and clock are looked at.

    \b
    Examples:
      conformance lint acme.toml
      conformance lint targets/                every target file of a directory

    Exit status: 0 all is well, 4 a file is wrong, 10 an endpoint cannot be reached.
    """  # noqa: D301 - click reads the control character as: keep these lines
    try:
        targets = read_targets(files)
    except TargetFaults as found:
        return wrong_targets(found)
    reachable = [_lint(target) for target in targets]
    return Status.GOOD if all(reachable) else Status.INCOMPLETE


def _lint(target: Target) -> bool:
    click.echo(f"{target.name} ({target.profile}), {target.endpoint}")
    _tell(Step("file", "good", f"{target.file} has no fault."))
    for remark in target.remarks:
        _tell(Step("file", "remark", remark))
    steps = probe(target, SystemClock())
    for step in steps:
        _tell(step)
    return is_reachable(steps)


def _tell(step: Step) -> None:
    click.echo(f"  {_MARKS[step.state]:<5}{step.name + ':':<12}{step.sentence}")
    if step.repair:
        click.echo(f"{'':<19}{step.repair}")
