"""A whole run in a process of its own, with a stopwatch around its checking part.

`python -m bench.checking TARGET --sent FILE --suites DIR [--report DIR] [-- ARGUMENTS]` runs the checks against a
target file, with these arguments for pytest, writes what it sent to the file, and prints what it took as JSON; with a
report it makes all reports in that directory as well.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from bench import wire
from conformance import plugin
from conformance.clock import SystemClock
from conformance.ending import Ending
from conformance.endpoint import Endpoint
from conformance.report.allure_html import Made, make_report, prepare_results
from conformance.report.files import write_all


@dataclass(frozen=True)
class Took:
    """What a run took, in seconds."""

    checks: int
    requests: int
    signatures: int
    begun: float
    """When the first check began, in Unix seconds."""
    checking: float
    """From the first check to the end of the last, without what the run only waited."""
    waited: float
    processor: float
    """Seconds of processor time of the checking part."""
    files: float = 0.0
    """Writing results.json, junit.xml, summary.md and exchanges.har."""
    html: float = 0.0
    """Making the Allure HTML report; 0 where this machine has no generator."""


class WatchedClock(SystemClock):
    """The machine's time, which remembers how long was waited."""

    def __init__(self) -> None:
        """Begin with nothing waited."""
        self.waited = 0.0

    def wait(self, seconds: float) -> None:
        """Sleep that many seconds, and note how many it were."""
        begun = time.perf_counter()
        super().wait(seconds)
        self.waited += time.perf_counter() - begun


class Stopwatch:
    """A pytest plugin that takes the time from the first check to the end of the last."""

    def __init__(self) -> None:
        """Stand at zero."""
        self.clock = WatchedClock()
        self.begun = 0.0
        self.seconds = 0.0
        self.processor = 0.0
        self.ending: Ending | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the run use the watched clock."""
        config.stash[plugin.CLOCK] = self.clock

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Take the time."""
        self.begun, begun, processor = time.time(), time.perf_counter(), time.process_time()
        try:
            return (yield)
        finally:
            self.seconds = time.perf_counter() - begun
            self.processor = time.process_time() - processor
            self.ending = session.config.pluginmanager.get_plugin("ending")


@contextmanager
def noting() -> Iterator[list[wire.Sent]]:
    """Note whatever a run in this block sends over the sessions of its checks."""
    sent: list[wire.Sent] = []
    prepare = Endpoint.__post_init__

    def noted(endpoint: Endpoint) -> None:
        prepare(endpoint)
        endpoint.log = wire.Log(sent)

    with mock.patch.object(Endpoint, "__post_init__", noted):
        yield sent


def words(target: Path, suites: str, more: Sequence[str] = ()) -> list[str]:
    """What pytest is called with: the project's own configuration, so that no other one has a say."""
    configuration = Path(plugin.__file__).with_name("commands") / "pytest.ini"
    own = ["-c", str(configuration), "--rootdir", str(Path(suites).parent), suites, "-q", "-p", "no:cacheprovider"]
    return [*own, "--import-mode=importlib", "--target", str(target), *more]


def run(target: Path, suites: str, report: Path | None, more: Sequence[str]) -> tuple[Took, list[wire.Sent]]:
    """Run everything, and make the reports if a directory is given for them."""
    watch = Stopwatch()
    allure = ["--alluredir", str(report / "allure-results")] if report else []
    with noting() as sent:
        pytest.main(words(target, suites, [*allure, *more]), plugins=[plugin, watch])
    if watch.ending is None or watch.ending.report is None:
        raise RuntimeError("the run did not come to its end")
    found = watch.ending.report
    took = Took(
        checks=len(found.run.checks),
        requests=len(sent),
        signatures=sum(one.signed for one in sent),
        begun=watch.begun,
        checking=watch.seconds - watch.clock.waited,
        waited=watch.clock.waited,
        processor=watch.processor,
        files=_timed(lambda: write_all(found, report)) if report else 0.0,
        html=_html(report) if report else 0.0,
    )
    return took, sent


def _html(report: Path) -> float:
    made: list[bool] = []

    def make() -> None:
        prepare_results(report / "allure-results", {})
        made.append(isinstance(make_report(report / "allure-results", report / "allure-report", "bench"), Made))

    seconds = _timed(make)
    return seconds if made[0] else 0.0


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Run, and say what it took."""
    parser = argparse.ArgumentParser(prog="python -m bench.checking", description=main.__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--suites", required=True)
    parser.add_argument("--sent", type=Path)
    parser.add_argument("--report", type=Path)
    own = sys.argv[1:]
    split = own.index("--") if "--" in own else len(own)
    chosen = parser.parse_args(own[:split])
    took, went_out = run(chosen.target, chosen.suites, chosen.report, own[split + 1 :])
    if chosen.sent:
        wire.write(chosen.sent, went_out)
    print("\n" + json.dumps(asdict(took)))


if __name__ == "__main__":
    main()
