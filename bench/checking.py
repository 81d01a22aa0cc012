"""A whole run in a process of its own, with a stopwatch around its checking part.

`python -m bench.checking TARGET SENT SUITES [REPORT]` runs SUITES against a target file, writes what it sent to
the file SENT, and prints what it took as JSON; with REPORT it makes all reports in that directory as well.
"""

import json
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from bench import wire
from conformance import plugin
from conformance.clock import SystemClock
from conformance.ending import Ending
from conformance.report.allure_html import Made, make_report, prepare_results
from conformance.report.files import write_all


@dataclass(frozen=True)
class Took:
    """What a run took, in seconds."""

    checks: int
    requests: int
    signatures: int
    checking: float
    """From the first check to the end of the last, without what the run only waited."""
    waited: float
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
        self.seconds = 0.0
        self.sent: list[wire.Sent] = []
        self.ending: Ending | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the run use the watched clock."""
        config.stash[plugin.CLOCK] = self.clock

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Take the time."""
        begun = time.perf_counter()
        try:
            return (yield)
        finally:
            self.seconds = time.perf_counter() - begun
            self.ending = session.config.pluginmanager.get_plugin("ending")
            sessions = session.config.stash[plugin.SESSIONS].by_target.values()
            self.sent = [one for known in sessions for one in wire.sent_in(known.endpoint.log)]


def run(target: Path, suites: str, report: Path | None) -> tuple[Took, list[wire.Sent]]:
    """Run everything, and make the reports if a directory is given for them."""
    watch = Stopwatch()
    allure = ["--alluredir", str(report / "allure-results")] if report else []
    arguments = [suites, "-q", "-p", "no:cacheprovider", "--import-mode=importlib", *allure, "--target", str(target)]
    configuration = Path(plugin.__file__).with_name("commands") / "pytest.ini"
    pytest.main(["-c", str(configuration), "--rootdir", str(Path(suites).parent), *arguments], plugins=[plugin, watch])
    if watch.ending is None or watch.ending.report is None:
        raise RuntimeError("the run did not come to its end")
    found = watch.ending.report
    took = Took(
        checks=len(found.run.checks),
        requests=len(watch.sent),
        signatures=sum(one.signed for one in watch.sent),
        checking=watch.seconds - watch.clock.waited,
        waited=watch.clock.waited,
        files=_timed(lambda: write_all(found, report)) if report else 0.0,
        html=_html(report) if report else 0.0,
    )
    return took, watch.sent


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


def main(target: str, sent: str, suites: str, report: str = "") -> None:
    """Run, and say what it took."""
    took, went_out = run(Path(target), suites, Path(report) if report else None)
    wire.write(Path(sent), went_out)
    print("\n" + json.dumps(asdict(took)))


if __name__ == "__main__":
    main(*sys.argv[1:])
