"""The pytest plugin: options, fixtures, markers, and the way from a check's end to the reports. It knows no OAuth."""

import os
import time
from collections.abc import Generator, Sequence
from typing import Any

import pytest

from conformance import __version__
from conformance.allure_labels import Shown, attach, label
from conformance.booking import Booked, Ended, book
from conformance.catalogue import Requirement, load_catalogue
from conformance.client import Client
from conformance.clock import Clock, SystemClock
from conformance.ending import Ending
from conformance.gathering import Gathering
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.plugin_options import add_options, targets_of
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.target import Target
from conformance.told import told

TARGETS = pytest.StashKey[Sequence[Target]]()
CLOCK = pytest.StashKey[Clock]()
SESSIONS = pytest.StashKey[dict[str, Session]]()
GATHERING = pytest.StashKey[Gathering]()
CLIENT = pytest.StashKey[Client]()
RECORD = pytest.StashKey[dict[str, Any] | None]()
TEXT = pytest.StashKey[str]()
BEGUN = pytest.StashKey[float]()

ORDER = {"waits": 1, "locks": 2}
"""Checks that let time pass come after the others, those that could lock a client out come last."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a conformance run."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the targets and open the book."""
    config.addinivalue_line("markers", "requirement(id): the requirement of the catalogue that a check judges")
    config.addinivalue_line("markers", "waits: a check that lets time pass; it runs late")
    config.addinivalue_line("markers", "locks: a check that could lock a client out; it runs last")
    config.stash[TARGETS] = targets_of(config)
    config.stash[SESSIONS] = {}
    config.stash.setdefault(CLOCK, SystemClock())
    config.stash[GATHERING] = Gathering(config.stash[TARGETS], config.getoption("--conformance-strict"))
    if config.stash[TARGETS] and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ending(config.stash[GATHERING], config.getoption("--conformance-out")), "ending")


# --- selection ----------------------------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each check once for each target when there are several."""
    targets = metafunc.config.stash[TARGETS]
    if "target" in metafunc.fixturenames and len(targets) > 1:
        metafunc.parametrize("target", targets, ids=[target.name for target in targets], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the targets' profiles do not know, and put the checks in order."""
    catalogue, left_out = load_catalogue(), []
    for item in items:
        requirement, target = _requirement_of(item, catalogue), _target_of(item)
        if requirement and target and target.profile not in requirement.profiles:
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=lambda item: max((ORDER.get(mark.name, 0) for mark in item.iter_markers()), default=0))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to begin without a target, and label what will run."""
    checks = [item for item in session.items if item.get_closest_marker("requirement")]
    if checks and not session.config.stash[TARGETS]:
        raise pytest.UsageError(
            "no target: name a target file with --target FILE, or an endpoint with --endpoint URL --profile m2m …"
        )
    if session.config.getoption("--alluredir", None):
        _label(checks)


def _label(checks: list[pytest.Item]) -> None:
    for item in checks:
        requirement, target = _requirement_of(item), _target_of(item)
        if requirement and target:
            label(item, requirement, target)


def _requirement_of(item: pytest.Item, catalogue: Any = None) -> Requirement | None:
    mark = item.get_closest_marker("requirement")
    return (catalogue or load_catalogue()).get(mark.args[0]) if mark else None


def _target_of(item: pytest.Item) -> Target | None:
    callspec = getattr(item, "callspec", None)
    if callspec is not None and "target" in callspec.params:
        chosen: Target = callspec.params["target"]
        return chosen
    targets = item.config.stash[TARGETS]
    return targets[0] if len(targets) == 1 else None


# --- fixtures -----------------------------------------------------------------------------------------------------


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Target:
    """The target that is asked."""
    chosen: Target = getattr(request, "param", None) or request.config.stash[TARGETS][0]
    return chosen


@pytest.fixture
def client(request: pytest.FixtureRequest, target: Target) -> Client:
    """A client whose unchanged request the endpoint grants; one session a worker and target."""
    config = request.config
    sessions = config.stash[SESSIONS]
    if target.name not in sessions:
        workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        sessions[target.name] = open_session(
            target, config.stash[CLOCK], f"token-conformance/{__version__}", 1 / workers
        )
    made = Client(sessions[target.name])
    request.node.stash[CLIENT] = made
    return made


def pytest_unconfigure(config: pytest.Config) -> None:
    """Hang up."""
    for session in config.stash.get(SESSIONS, {}).values():
        session.endpoint.close()


# --- how a check ends -----------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Book a check whose preparation already decides it."""
    item.stash[BEGUN] = time.perf_counter()
    try:
        yield
    except (Violated, NotTestable, NotApplicable) as error:
        _finish(item, error)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Book how the check ends, and let it end for pytest the way the contract says."""
    if item.get_closest_marker("requirement") is None:
        return (yield)
    try:
        result = yield
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except Exception as error:
        _finish(item, error)
        raise
    _finish(item, None)
    return result


def _finish(item: pytest.Item, error: Exception | None) -> None:
    requirement, target = _requirement_of(item), _target_of(item)
    if requirement is None or target is None:
        if error is not None:
            raise error
        return
    client = item.stash.get(CLIENT, None)
    seconds = time.perf_counter() - item.stash[BEGUN]
    case = _case_of(item)
    ended = Ended(_id_of(item, case), requirement, case, _title_of(item), error, seconds)
    booked = book(ended, client, target)
    item.stash[RECORD] = _record(item, booked, target, client, seconds, error)
    shown = Shown(ended, requirement, target, booked, item.config.stash[GATHERING].strict)
    if item.config.getoption("--alluredir", None):
        attach(shown)
    if error is not None and not shown.crashed:
        item.stash[TEXT] = told(shown.finding, shown.target, shown.strict)
        _end_for_pytest(shown, error, item.stash[TEXT])


def _record(
    item: pytest.Item, booked: Booked, target: Target, client: Client | None, seconds: float, error: Exception | None
) -> dict[str, Any]:
    known = client.session if client else None
    return {
        "worker": os.environ.get("PYTEST_XDIST_WORKER", ""),
        "target": target.name,
        "results": list(booked.results),
        "exchanges": list(booked.exchanges),
        "seconds": seconds,
        "counts": {
            "requests": known.endpoint.sent if known else 0,
            "hiccups": known.hiccups if known else 0,
            "notes": list(known.notes) if known else [],
        },
        "crash": None if error is None or isinstance(error, Violated | NotTestable | NotApplicable) else item.nodeid,
    }


def _end_for_pytest(shown: Shown, error: Exception, text: str) -> None:
    if isinstance(error, NotApplicable):
        pytest.skip(text)
    if isinstance(error, NotTestable):
        raise NotTestable(text) from None
    if shown.is_recommendation:
        pytest.skip(f"Recommendation: {text}")
    pytest.fail(text, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the record along with the report of the phase that ended the check."""
    report = yield
    record = item.stash.get(RECORD, None)
    if record is not None and report.when != "teardown":
        report.conformance = record  # type: ignore[attr-defined]
        item.stash[RECORD] = None
        if record["results"][-1]["outcome"] == "not-testable" and not record["crash"]:
            report.longrepr = item.stash[TEXT]
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Name the outcomes as the contract does, in pytest's progress line and its counts."""
    record = getattr(report, "conformance", None)
    if record is None:
        return None
    outcome = record["results"][-1]["outcome"]
    if outcome == "violated" and report.outcome == "skipped":
        return "recommendation", "r", "RECOMMENDATION"
    return {
        "holds": ("holds", ".", "HOLDS"),
        "violated": ("violated", "V", "VIOLATED"),
        "not-testable": ("not testable", "?", "NOT TESTABLE"),
        "not-applicable": ("not applicable", "-", "NOT APPLICABLE"),
    }[outcome]


def _id_of(item: pytest.Item, case: str | None) -> str:
    """The pytest id of a check without its target."""
    function = item.nodeid.partition("[")[0]
    return f"{function}[{case}]" if case else function


def _case_of(item: pytest.Item) -> str | None:
    """The named case: the ids of all parameters but the target."""
    callspec = getattr(item, "callspec", None)
    if callspec is None:
        return None
    ids = callspec._idlist  # noqa: SLF001 - pytest gives them no public name
    if "target" in callspec.params:
        ids = [one for one in ids if one != callspec.params["target"].name]
    return "-".join(ids) or None


def _title_of(item: pytest.Item) -> str:
    name = getattr(item, "originalname", item.name) or item.name
    return name.removeprefix("test_").replace("_", " ")
