"""pytest's hooks at the end of a check: its outcome is booked, hidden, and told to pytest, Allure and who reports."""

import os
import time
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any, NoReturn

import pytest

from conformance.allure_labels import Shown, attach
from conformance.booking import Booked, Ended, book, earlier_secrets, known_secrets
from conformance.client import Client
from conformance.crash import CheckerFailedError, crash_of
from conformance.items import case_of, id_of, is_check, name_of, requirement_of, target_of
from conformance.lookalikes import hide_all
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.redaction import hide
from conformance.target import Target
from conformance.titles import title_of
from conformance.told import told

CLIENT = pytest.StashKey[Client]()
"""On an item: the client that it asked with."""
INTERRUPTED = "keyboard-interrupt"
"""What a run is stopped with that somebody ended by Ctrl-C."""
STRICT = pytest.StashKey[bool]()
"""On the configuration: whether a violated recommendation fails."""
_RECORD = pytest.StashKey[dict[str, Any] | None]()
_SHOWN = pytest.StashKey[Shown]()
_BEGUN = pytest.StashKey[float]()
_OUTCOMES = (Violated, Elsewhere, NotTestable, NotApplicable)
_WORDS = {
    "holds": ("holds", ".", "HOLDS"),
    "violated": ("violated", "V", "VIOLATED"),
    "not-testable": ("not testable", "?", "NOT TESTABLE"),
    "not-applicable": ("not applicable", "-", "NOT APPLICABLE"),
}


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Hide secrets in what a fixture raises, before Allure's listener, further out, writes it down."""
    try:
        return (yield)
    except Exception as error:
        if not is_check(request.node):
            raise
        if isinstance(error, _OUTCOMES):
            _hide_within(error, _secrets(request.node))
            raise
        raise _crash(request.node, error) from None
    finally:
        if is_check(request.node):
            _guard_finalizers(fixturedef, request.node)


def _guard_finalizers(fixturedef: pytest.FixtureDef[Any], item: pytest.Item) -> None:
    """Have Allure find no secret in what falls over behind a check: it wraps the same list, further out."""
    finalizers = fixturedef._finalizers  # noqa: SLF001 - pytest has no other way to what it will call
    finalizers[:] = [partial(_finalize, finalizer, item) for finalizer in finalizers]


def _finalize(finalizer: Callable[[], object], item: pytest.Item) -> None:
    try:
        finalizer()
    except Exception as error:
        raise _crash(item, error) from None


def _hide_within(outcome: Exception, secrets: dict[str, str]) -> None:
    for name in ("expected", "actual", "reason"):
        if hasattr(outcome, name):
            setattr(outcome, name, hide_all(getattr(outcome, name), secrets))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Book a check whose preparation already decides it."""
    item.stash[_BEGUN] = time.perf_counter()
    try:
        return (yield)
    except Exception as error:
        if not is_check(item):
            raise
        _end(item, error)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Book how the check ends, and let it end for pytest the way the contract says."""
    try:
        result = yield
    except Exception as error:
        if not is_check(item):
            raise
        if item.stash.get(CLIENT, None) and item.stash[CLIENT].interrupted:
            # the check is booked as far as it came, and nothing is begun any more
            item.session.shouldstop = INTERRUPTED
        _end(item, error)
    else:
        _book(item, None)
        return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Tell a failure behind a check without secrets."""
    try:
        return (yield)
    except Exception as error:
        if not is_check(item):
            raise
        raise _crash(item, error) from None


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the record along with the report of the phase that ended the check, and leave no secret in the report.

    It runs inside Allure's wrapper of the same hook, which copies what it finds.
    """
    if call.excinfo is not None and isinstance(call.excinfo.value, NotTestable):
        # its sentence says all, and to show a traceback takes pytest longer than the check took
        call.excinfo.traceback = call.excinfo.traceback[:0]
    report = yield
    if not is_check(item):
        return report
    error = call.excinfo.value if call.excinfo else None
    record = item.stash.get(_RECORD, None)
    if record is not None and report.when != "teardown":
        report.conformance = record  # type: ignore[attr-defined]
        item.stash[_RECORD] = None
        error = _attached(item, report) or error
    if report.failed:
        _tell_failure(item, report, error)
    if report.sections:
        report.sections = [(name, _hidden(text, item)) for name, text in report.sections]
    return report


def _attached(item: pytest.Item, report: pytest.TestReport) -> CheckerFailedError | None:
    """Fill Allure's result, which is laid out only when the phase is over; give what went wrong with it."""
    if not item.config.getoption("--alluredir", None):
        return None
    try:
        attach(item.stash[_SHOWN])
    except Exception as own:
        report.outcome = "failed"
        return _crash(item, own)
    return None


def _tell_failure(item: pytest.Item, report: pytest.TestReport, error: BaseException | None) -> None:
    """Let a report say in our own words why it failed, and whether the checker itself did."""
    if isinstance(error, NotTestable):
        report.longrepr = error.reason
    elif isinstance(error, CheckerFailedError):
        report.longrepr = str(error)
    else:
        # the words alone, whatever --full-trace and --showlocals would add: half a secret cannot be found any more
        words = error.msg if isinstance(error, pytest.fail.Exception) else None
        report.longrepr = _hidden(words or report.longreprtext, item)
    if isinstance(error, CheckerFailedError) or not hasattr(report, "conformance"):
        target = target_of(item)
        report.conformance_crash = target.name if target else ""  # type: ignore[attr-defined]


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Name the outcomes as the contract does, in pytest's progress line and its counts."""
    if hasattr(report, "conformance_crash"):
        return "error", "E", "ERROR"
    record = getattr(report, "conformance", None)
    if record is None:
        return None
    outcome = record["results"][-1]["outcome"]
    if outcome == "violated" and report.outcome == "skipped":
        return "recommendation", "r", "RECOMMENDATION"
    return _WORDS[outcome]


def forget(item: pytest.Item) -> None:
    """Let go of what a check that is over needed: pytest keeps every item to the end of the run."""
    spent: tuple[pytest.StashKey[Any], ...] = (CLIENT, _RECORD, _SHOWN)
    for key in spent:
        if key in item.stash:
            del item.stash[key]


# --- from an end to its record --------------------------------------------------------------------------------------


def _end(item: pytest.Item, error: Exception) -> NoReturn:
    """Book how a check ended, and raise what makes it end so for pytest."""
    shown = _book(item, error)
    if not isinstance(error, _OUTCOMES):
        raise _crash(item, error) from None
    if shown is None:
        raise error
    text = told(shown.finding, shown.target, shown.strict)
    if isinstance(error, NotApplicable):
        raise pytest.skip.Exception(text) from None
    if isinstance(error, NotTestable):
        raise NotTestable(text) from None
    if shown.is_recommendation:
        raise pytest.skip.Exception(f"Recommendation: {text}") from None
    raise pytest.fail.Exception(text, pytrace=False) from None


def _book(item: pytest.Item, error: Exception | None) -> Shown | None:
    requirement, target = requirement_of(item), target_of(item)
    if requirement is None or target is None:
        return None
    try:
        client, seconds = item.stash.get(CLIENT, None), time.perf_counter() - item.stash[_BEGUN]
        ended = Ended(id_of(item), requirement, case_of(item), title_of(name_of(item)), error, seconds)
        booked = book(ended, client, target)
        item.stash[_RECORD] = _record(item, booked, target, ended)
        item.stash[_SHOWN] = shown = Shown(ended, requirement, target, booked, item.config.stash[STRICT])
    except Exception as own:
        raise _crash(item, own) from None
    return shown


def _record(item: pytest.Item, booked: Booked, target: Target, ended: Ended) -> dict[str, Any]:
    client = item.stash.get(CLIENT, None)
    known = client.session if client else None
    return {
        "session": f"{os.environ.get('PYTEST_XDIST_WORKER', '')}:{known.number if known else 0}",
        "target": target.name,
        "results": list(booked.results),
        "exchanges": list(booked.exchanges),
        "seconds": ended.seconds,
        "counts": {
            "requests": known.endpoint.sent if known else 0,
            "hiccups": known.all_hiccups if known else 0,
            "notes": [hide(note, target.secrets) for note in known.all_notes] if known else [],
        },
    }


def _crash(item: pytest.Item, error: Exception) -> CheckerFailedError:
    return error if isinstance(error, CheckerFailedError) else crash_of(error, _secrets(item), _words(item))


def _hidden(text: str, item: pytest.Item) -> str:
    return hide_all(text, _secrets(item), _words(item))


def _words(item: pytest.Item) -> Mapping[str, str]:
    return earlier_secrets(item.stash.get(CLIENT, None))


def _secrets(item: pytest.Item) -> dict[str, str]:
    target = target_of(item)
    return known_secrets(item.stash.get(CLIENT, None), target) if target else {}
