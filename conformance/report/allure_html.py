"""Makes `allure-report/index.html` from `allure-results/`: one file that opens from disk and asks nobody anything."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import places
from conformance.report.allure_generators import Generator, find_generator, java, node_of_python, node_on_path
from conformance.report.allure_install import WHAT_TO_INSTALL
from conformance.report.programs import run_program

# What a browser may load while the report is open: what the file itself holds. So neither the generator's own call
# home nor a picture in words that came from an endpoint leaves the machine, whatever a later Allure puts in.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data:; style-src 'unsafe-inline' data:; "
    "img-src data: blob:; font-src data:; media-src data: blob:; connect-src data: blob:; form-action 'none'"
)
_LOADED_SCRIPT = re.compile(r"<script\b[^>]*\bsrc\s*=\s*[\"']?(?:https?:)?//[^>]*>\s*</script>\s*", re.IGNORECASE)
_CALL_HOME = re.compile(r"<script>\s*window\.dataLayer\s*=.*?</script>\s*", re.DOTALL)
_HEAVY = ("labels", "trace", "message", "error", "fullName")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Made:
    """The report is there. index: the one file; generator: for people, such as "Allure 3.18.0"."""

    index: Path
    generator: str


@dataclass(frozen=True)
class Missing:
    """There is no HTML report; everything else of the run is written. sentence: why, and what to do."""

    sentence: str


def prepare_results(results: Path, environment: Mapping[str, str]) -> None:
    """Adds what belongs to the whole run to `allure-results/`: categories and environment, as both Allures read them.

    environment: what a reader wants to see about the run, name to value, already redacted.
    """
    results.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(places.allure_files() / "categories.json", results / "categories.json")
    lines = [f"{_property(name, key=True)}={_property(value)}\n" for name, value in environment.items()]
    (results / "environment.properties").write_text("".join(lines), "ascii")
    for container in results.glob("*-container.json"):
        container.unlink()  # pytest's fixtures, which say nothing about an endpoint


def _property(text: str, *, key: bool = False) -> str:
    """A text as a Java property: control characters become spaces, everything outside ASCII an escape."""
    plain = "".join(character if character.isprintable() else " " for character in text).replace("\\", "\\\\")
    if key:
        plain = re.sub(r"([ :=#!])", r"\\\1", plain)
    units = plain.encode("utf-16-be", "replace")
    codes = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return "".join(chr(code) if code < 128 else f"\\u{code:04x}" for code in codes)


@dataclass(frozen=True)
class Extras:
    """What the page gets beside the results.

    head: HTML that stands above everything else, trusted as it is; history: the file that keeps the runs before, for
    the trend; several: whether the results are of several targets, which then stand apart.
    """

    head: str = ""
    history: Path | None = None
    several: bool = False


NO_EXTRAS = Extras()


def make_report(
    results: Path, report: Path, title: str, extras: Extras = NO_EXTRAS, limit: float = 300.0
) -> Made | Missing:
    """Makes `report`/index.html from the results, with what this machine has and without the network.

    title: stands at the top of the report; limit: seconds that the generator may take. A report of an earlier run
    that lies in the way is removed first, so that an old one is never taken for the new one.
    """
    index = report / "index.html"
    index.unlink(missing_ok=True)
    generator = find_generator()
    if generator is None:
        return Missing(f"No HTML report was made. {_what_is_missing()}")
    with tempfile.TemporaryDirectory(prefix="conformance-report-") as temporary:
        page = _generated(generator, results.resolve(), title, extras, limit, Path(temporary))
    if isinstance(page, Missing):
        return page
    index.parent.mkdir(parents=True, exist_ok=True)
    unfinished = index.with_name(".index.html.part")
    unfinished.write_text(page, "utf-8")
    unfinished.replace(index)
    return Made(index, generator.name)


def _generated(
    generator: Generator, results: Path, title: str, extras: Extras, limit: float, room: Path
) -> str | Missing:
    # Works in a room of its own: Allure 3 takes a configuration, a history and known issues from where it is started.
    output, history = room / "report", room / "history.jsonl"
    if extras.history and extras.history.is_file():
        shutil.copyfile(extras.history, history)
    told = {"CONFORMANCE_SEVERAL": "yes" if extras.several else "", "CONFORMANCE_HISTORY": ""}
    told |= {"CONFORMANCE_HISTORY": str(history)} if extras.history else {}
    command = _command(generator, results, output, title)
    ended = run_program(command, room, {"ALLURE_NO_ANALYTICS": "true", **told}, limit)
    if not ended.well or not (output / "index.html").is_file():
        return Missing(f"No HTML report was made, for {generator.name} failed: {ended.last_words}")
    page = close_off((output / "index.html").read_text("utf-8"))
    if page is None:
        return Missing(f"No HTML report was made, for {generator.name} wrote a page of an unknown kind.")
    if extras.history and history.is_file():
        _keep(history, extras.history)
    return with_head(page, extras.head) if generator.kind == "allure3" else page


def _keep(history: Path, place: Path) -> None:
    """Puts the grown history where the next run finds it; without it there is a report all the same."""
    with contextlib.suppress(OSError, ValueError):
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = [slimmed(json.loads(line)) for line in history.read_text("utf-8").splitlines()]
        unfinished = place.with_name(f".{place.name}.part")
        unfinished.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        unfinished.replace(place)


def slimmed(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run of Allure's history without what the report repeats for every check and never shows of a former run."""
    results = {
        key: {name: value for name, value in result.items() if name not in _HEAVY}
        for key, result in run["testResults"].items()
    }
    return {**run, "testResults": results}


def with_head(page: str, head: str) -> str:
    """The page with a head of ours as the first thing in its body."""
    return _BODY.sub(lambda body: f"{body[0]}\n{head}", page, count=1)


def _command(generator: Generator, results: Path, output: Path, title: str) -> tuple[str, ...]:
    configuration = str(places.allure_files() / "allurerc.mjs")
    own = ("--config", configuration) if generator.kind == "allure3" else ("--clean", "--single-file")
    return (*generator.command, "generate", "--output", str(output), "--name", title, *own, str(results))


def close_off(page: str) -> str | None:
    """The page without its call home, and forbidden to load anything from elsewhere; None where it is no such page."""
    without = _CALL_HOME.sub("", _LOADED_SCRIPT.sub("", page))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    closed, places_found = _HEAD.subn(lambda head: f"{head[0]}\n    {policy}", without, count=1)
    return closed if places_found else None


def _what_is_missing() -> str:
    if node_on_path() or node_of_python() or java():
        return "Fetch the generator once with: conformance install-report"
    return WHAT_TO_INSTALL
