"""Many targets on the command line: directories of target files, and the shard of them that is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from conformance import __version__
from conformance.catalogue import load_catalogue
from conformance.commands.calling import Status, WrongInputError
from conformance.commands.checking import default_out, file_name
from conformance.report.files import write_all
from conformance.report.judgement import judge
from conformance.results import Run, Shard
from conformance.sharding import part_of, read_shard, written
from conformance.target import Target, list_targets, read_targets

Function = TypeVar("Function", bound=Callable[..., int])


@dataclass(frozen=True)
class Chosen:
    """The targets of a run: those of files, and ``more`` of the command line itself.

    shard: which part of a fleet they are, if one; directory: the only thing that was named, where that is one.
    """

    of_files: tuple[Target, ...]
    shard: Shard | None = None
    directory: Path | None = None
    more: tuple[Target, ...] = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        """All of them."""
        return (*self.of_files, *self.more)

    @property
    def words(self) -> list[str]:
        """What tells pytest of those of files."""
        named = [word for target in self.of_files for word in ("--target", str(target.file))]
        return [*named, *(("--conformance-shard", written(self.shard)) if self.shard else ())]

    @property
    def out(self) -> Path:
        """The directory of the report, unless another one is named: the same at each run of a fleet that grows."""
        if self.shard:
            return Path("reports") / f"shard-{self.shard.number}-of-{self.shard.of}"
        if self.directory and not self.more:
            return Path("reports") / file_name(self.directory.resolve().name)
        return default_out(self.targets)


def shard_option(function: Function) -> Function:
    """Add --shard to a command."""
    text = "Run each OF-th target, beginning with that NUMBER: one machine's part of a fleet. See: merge"
    return click.option("--shard", metavar="NUMBER/OF", help=text)(function)


def choose(files: Sequence[Path], shard: str | None) -> Chosen:
    """Read every target file, also those of the other shards, and give the targets of this run.

    Raises TargetFaults with all that is wrong with any of them, WrongInputError where ``shard`` is none.
    """
    listed = list_targets(files)
    targets = read_targets(listed.files)
    for path, why in listed.left_out.items():
        click.echo(f"{path} is left out: {why}.", err=True)
    directory = files[0] if len(files) == 1 and files[0].is_dir() else None
    if shard is None:
        return Chosen(targets, directory=directory)
    if not targets:
        raise WrongInputError("--shard parts target files: name a directory of them, or several.")
    try:
        known = read_shard(shard, len(targets))
    except ValueError as wrong:
        raise WrongInputError(str(wrong)) from None
    return Chosen(tuple(part_of(known, targets)), known, directory)


def run_nothing(chosen: Chosen, out: Path, *, strict: bool) -> int:
    """Say that no target fell to a shard, and leave a report of none, so that `merge` misses no shard."""
    shard = chosen.shard or Shard(1, 1, 0)
    run = Run(__version__, datetime.now(UTC), 0.0, 0.0, (), (), (), strict, False, shard=shard)
    try:
        write_all(judge(run, load_catalogue()), out)
    except OSError as error:
        raise WrongInputError(f"{out} cannot be written: {error.strerror}. Give another --out.") from None
    targets = "1 target" if shard.targets == 1 else f"{shard.targets} targets"
    click.echo(f"Shard {shard.number}/{shard.of} has none of the {targets}: nothing was sent. Exit status 0.")
    return Status.GOOD
