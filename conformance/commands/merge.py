"""`conformance merge`: the report directories of several runs, such as shards, made into one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from conformance import __version__
from conformance.catalogue import load_catalogue
from conformance.commands.calling import Status, WrongInputError
from conformance.commands.checking import make_pages
from conformance.report.files import write_all
from conformance.report.former import UnreadableResultsError
from conformance.report.judgement import judge
from conformance.report.merging import Merged, merged, misfits
from conformance.report.reread import ALLURE, Reread, reread


@click.command("merge")
@click.argument("directories", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where the one report goes.")
def command(directories: tuple[Path, ...], out: Path) -> int:
    """Make one report of several runs, as if a single run had asked all of their targets.

    DIR are report directories of `conformance run`, whole as they were written: the shards of a fleet, or runs of
    different targets. Nothing is asked again. Everything is judged anew from what they hold, so that the verdict, every
    file of the report and the exit status are those of one run.

    \b
    Examples:
      conformance run targets/ --shard 1/2 --out part-1      on one machine
      conformance run targets/ --shard 2/2 --out part-2      on another
      conformance merge part-1 part-2 --out reports/fleet

    Exit status: as of `conformance run`; 4 where the directories do not fit together (a shard is missing, a target is
    there twice, another version wrote one), all reasons at once, with nothing written.
    """  # noqa: D301 - click reads the control character as: keep these lines
    parts, reasons = _read(directories, out)
    reasons += misfits(parts, __version__)
    if reasons:
        return _refuse(reasons)
    try:
        whole = merged(parts)
    except UnreadableResultsError as fault:
        return _refuse([str(fault)])
    return _write(whole, parts, out)


def _read(directories: Sequence[Path], out: Path) -> tuple[list[Reread], list[str]]:
    parts, reasons = [], []
    for directory in dict.fromkeys(path.resolve() for path in directories):
        shown = next(path for path in directories if path.resolve() == directory)
        try:
            parts.append(reread(shown))
        except UnreadableResultsError as fault:
            reasons.append(str(fault))
    if out.resolve() in {path.resolve() for path in directories}:
        reasons.append(f"--out {out} is one of the directories that are merged; give another one.")
    elif out.exists() and not out.is_dir():
        reasons.append(f"{out} is a file; give --out a directory.")
    return parts, reasons


def _refuse(reasons: Sequence[str]) -> Status:
    count = "1 fault" if len(reasons) == 1 else f"{len(reasons)} faults"
    click.echo(f"{count}; nothing was merged and nothing written.\n", err=True)
    for reason in reasons:
        click.echo(reason, err=True)
    return Status.WRONG_INPUT


def _write(whole: Merged, parts: Sequence[Reread], out: Path) -> int:
    from conformance.report.console import make_console, print_report  # noqa: PLC0415 - loads rich

    report = judge(whole.run, load_catalogue(), crashed=whole.crashed)
    try:
        write_all(report, out)
        _copy_allure(parts, out / ALLURE)
    except OSError as error:
        raise WrongInputError(f"{out} cannot be written: {error.strerror}. Give another --out.") from None
    print_report(report, make_console())
    make_pages(out)
    return report.exit_status


def _copy_allure(parts: Sequence[Reread], to: Path) -> None:
    """Put Allure's results together; their names are random, and so differ."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for part in parts:
        source = part.directory / ALLURE
        for file in sorted(source.iterdir()) if source.is_dir() else ():
            if file.is_file() and not file.is_symlink():
                shutil.copyfile(file, to / file.name)
