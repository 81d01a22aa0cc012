"""The end of a run, where results come together: a verdict, files, a page in the console, an exit status."""

from collections.abc import Generator
from pathlib import Path

import pytest

from conformance.catalogue import load_catalogue
from conformance.finishing import INTERRUPTED
from conformance.gathering import Gathering
from conformance.items import named_targets, target_part
from conformance.report.files import write_all
from conformance.report.judgement import judge
from conformance.report.model import Report

KEPT = frozenset({"nodeid", "when", "outcome", "longrepr", "duration"})
"""What stays of the report of a check that did not fail."""
SPENT = frozenset({"conformance", "keywords"})
"""What goes from every report."""
MANY = 10
"""Targets from which on memory is thought of."""


class Ending:
    """Registered as a plugin of its own where results come together, so never on a worker."""

    def __init__(self, gathering: Gathering, out: str | None) -> None:
        """Write into ``out``, if it is given."""
        self.gathering = gathering
        self.out = Path(out) if out else None
        self.report: Report | None = None
        self.interrupted = False
        self.unwritten = ""
        self.terminal: pytest.TerminalReporter | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Find who prints the progress."""
        self.terminal = session.config.pluginmanager.get_plugin("terminalreporter")

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember that somebody pressed Ctrl-C; pytest also calls this for errors of collection and ``--maxfail``."""
        pressed = excinfo.type is KeyboardInterrupt or isinstance(excinfo.value, pytest.exit.Exception)
        self.interrupted = pressed or INTERRUPTED in str(excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Note that a hook failed, ours or another's."""
        self.gathering.crash(f"pytest itself ({excinfo.typename})")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file whose checks cannot be read."""
        if report.failed:
            self.gathering.crash(f"the collection of {report.nodeid or 'the checks'}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, object, object]:
        """Gather the record of one check; what failed without one is a failure of the checker."""
        record = getattr(report, "conformance", None)
        if record is not None:
            self.gathering.take(record)
        crash = getattr(report, "conformance_crash", None)
        if crash is not None or (report.failed and record is None):
            self.gathering.crash(report.nodeid, crash or self._target_in(report.nodeid))
        try:
            return (yield)
        finally:
            self._let_go(report)

    def _target_in(self, nodeid: str) -> str:
        """Find the target by the id of a check that a worker died in; empty where it is not known."""
        target = named_targets(self.gathering.targets).get(target_part(nodeid))
        return target.name if target else ""

    def _let_go(self, report: pytest.TestReport) -> None:
        """Keep of a report what pytest's last lines need: its terminal keeps the three of every check to the end."""
        if len(self.gathering.targets) < MANY:
            return
        for name in vars(report).keys() & SPENT if report.failed else vars(report).keys() - KEPT:
            delattr(report, name)
        if self.terminal is not None and report.when != "call" and report.passed:
            self.terminal.stats.get("", []).clear()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Judge the run, write its files and set the exit status."""
        if exitstatus == pytest.ExitCode.USAGE_ERROR or session.config.option.collectonly:
            return
        run = self.gathering.finished(self.interrupted)
        self.report = judge(run, load_catalogue(), crashed=self.gathering.crashed)
        session.exitstatus = self.report.exit_status
        if self.out is not None:
            try:
                write_all(self.report, self.out)
            except OSError as error:
                self.unwritten = f"! The report could not be written: {error}"
                session.exitstatus = pytest.ExitCode.INTERNAL_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what was found: problems first, the verdict last."""
        if self.report is None:
            return
        # rich is needed here alone: no check waits for it, and no worker of xdist loads it
        from conformance.report.console import make_console, print_report  # noqa: PLC0415

        terminalreporter.write_line("")
        terminalreporter.flush()
        print_report(self.report, make_console())
        if self.unwritten:
            terminalreporter.write_line(f"{self.unwritten} (exit status 3)", red=True)
