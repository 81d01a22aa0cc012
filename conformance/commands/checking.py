"""Runs the checks with pytest in this process, and makes the HTML report of what they wrote."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from conformance import places
from conformance.commands.calling import Status, WrongInputError
from conformance.report.allure_accepted import mark_accepted
from conformance.report.allure_html import Extras, Made, make_report, prepare_results
from conformance.report.allure_part import shown_part
from conformance.report.former import HISTORY
from conformance.report.overview import environment_of, overview_page, title_of_report
from conformance.target import Target

_FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
"""What a user's own pytest reads from the environment; ours is the same wherever it is started."""


LONGEST_NAME = 80
"""Characters of a name that stand in a file's."""
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?")
"""What Windows takes for a device, whatever is behind the dot."""


def default_out(targets: Sequence[Target]) -> Path:
    """Give the directory of a run: reports/ and the name of its first target, written as a file name."""
    return Path("reports") / _named_after([target.name for target in targets])


def _named_after(names: Sequence[str]) -> str:
    first = file_name(names[0])
    return first if len(names) == 1 else f"{first}-and-{len(names) - 1}-more"


def file_name(name: str) -> str:
    """Write a name as the name of one file that every system takes, whatever stands in it."""
    written = re.sub(r"[^a-z0-9._-]+", "-", name.lower())[:LONGEST_NAME].strip("-.") or "target"
    return f"target-{written}" if _DEVICE.fullmatch(written) else written


def own_configuration() -> list[str]:
    """Give the beginning of pytest's command line, which keeps the configuration of whoever starts it out."""
    root = str(places.suites_root())
    configuration = str(Path(__file__).with_name("pytest.ini"))
    own = ["-c", configuration, "--rootdir", root, "--confcutdir", root]
    return [*own, "--import-mode=importlib", "-p", "conformance.plugin"]


def pytest_arguments(chosen: Sequence[str], out: Path, strict: bool, further: Sequence[str]) -> list[str]:
    """Give pytest's command line: our configuration, the targets, the report, what was added, and the suites."""
    return [
        *own_configuration(),
        *("--no-header", "-o", f"cache_dir={out.resolve() / '.pytest_cache'}"),
        *("--conformance-out", str(out)),
        *("--alluredir", str(out / "allure-results"), "--clean-alluredir"),
        *(["--conformance-strict"] if strict else []),
        *chosen,
        *further,
        str(places.suites_root() / "suites"),
    ]


def run_checks(chosen: Sequence[str], out: Path, *, strict: bool, further: Sequence[str]) -> int:
    """Run the suites against the targets that ``chosen`` names for pytest; give the exit status.

    The report is in ``out`` afterwards.

    Raises WrongInputError where ``out`` cannot be a directory.
    """
    existed = out.exists()
    if existed and not out.is_dir():
        raise WrongInputError(f"{out} is a file; give --out a directory.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongInputError(f"{out} cannot be made: {error.strerror}. Give another --out.") from None
    before = _written(out)
    with _own_environment():
        status = int(pytest.main(pytest_arguments(chosen, out, strict, further)))
    if _written(out) != before and status != Status.WRONG_INPUT:
        make_pages(out)
    elif not existed:
        _remove_empty(out)
    return status


def _written(out: Path) -> int | None:
    """When the results there were written: those of an earlier run are not those of this one."""
    results = out / "results.json"
    return results.stat().st_mtime_ns if results.is_file() else None


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in _FOREIGN if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def make_pages(out: Path) -> None:
    """Make the HTML report of what a run has left in ``out``, and say where everything is."""
    results = out / "allure-results"
    document = json.loads((out / "results.json").read_text(encoding="utf-8"))
    names = [target["name"] for target in document["targets"]]
    prepare_results(results, environment_of(document))
    mark_accepted(results, document)
    with tempfile.TemporaryDirectory(prefix="conformance-shown-") as room:
        part = shown_part(results, Path(room) / "results")
        # a part has no trend: what is not in it would look as if it had not run
        history = None if part.left_out else out / HISTORY / f"{_named_after(names)}.jsonl"
        extras = Extras(overview_page(document, part.sentence), history, several=len(names) > 1)
        made = make_report(part.results, out / "allure-report", title_of_report(document), extras)
    click.echo(f"Report:  {made.index}" if isinstance(made, Made) else made.sentence)
    if part.left_out:
        click.echo(f"         {part.sentence}")
    click.echo(f"Matrix:  {out / 'requirements.html'}")
    click.echo(f"Results: {out / 'results.json'}, junit.xml, summary.md, exchanges.har")


def _remove_empty(out: Path) -> None:
    """Leave nothing behind of a run that never began: directories without a file in them, and pytest's cache."""
    shutil.rmtree(out / ".pytest_cache", ignore_errors=True)
    for folder in sorted((each for each in out.rglob("*") if each.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
    with contextlib.suppress(OSError):
        out.rmdir()
