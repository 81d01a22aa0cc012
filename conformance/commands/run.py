"""`conformance run`: the checks against live endpoints, and the reports."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.calling import Call, wrong_targets
from conformance.commands.checking import default_out, run_checks
from conformance.target import TargetFaults, read_targets


@click.command("run")
@click.argument(
    "files", metavar="TARGET.toml... [-- PYTEST ARGUMENTS]", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Where the report goes. [default: reports/NAME]"
)
@click.option("--strict", is_flag=True, help="A violated recommendation (SHOULD) counts like a violated MUST.")
@click.pass_obj
def command(call: Call, files: tuple[Path, ...], out: Path | None, strict: bool) -> int:
    r"""Check token endpoints and give a verdict on each.

    All target files are read and checked before the first request; where one has a fault, all faults are named and
    nothing is sent or written. The report directory holds results.json, junit.xml, summary.md, exchanges.har,
    allure-results/ and allure-report/index.html, which opens from disk.

    \b
    Examples:
      conformance run acme.toml
      conformance run acme.toml --out reports/tonight --strict
      conformance run targets/*.toml -- -n 8       several at once, on eight workers
      conformance run acme.toml -- -k CA-EXP       the checks of one requirement
      conformance run acme.toml -- --lf            what was violated last time

    Exit status: 0 conforms, 1 violates, 2 interrupted, 3 a crash of this tool, 4 a target file or the command line
    is wrong, 5 nothing selected, 10 incomplete.
    """
    try:
        targets = read_targets(files)
    except TargetFaults as found:
        return wrong_targets(found)
    return run_checks(targets, files, out or default_out(targets), strict=strict, further=call.further)
