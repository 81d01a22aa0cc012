"""The pytest plugin: options, fixtures, markers, and the way from a check's end to the reports. It knows no OAuth."""

import os
import secrets
from typing import Any

import pytest

from conformance import __version__
from conformance.allure_labels import label
from conformance.catalogue import load_catalogue
from conformance.client import Client
from conformance.clock import Clock, SystemClock
from conformance.ending import Ending
from conformance.finishing import (
    CLIENT,
    STRICT,
    pytest_fixture_setup,
    pytest_report_teststatus,
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_runtest_setup,
    pytest_runtest_teardown,
)
from conformance.gathering import Gathering
from conformance.items import TARGETS, is_check, rank_of, requirement_of, target_of
from conformance.plugin_options import add_options, targets_of
from conformance.quiet_logs import hide_in_logs, show_in_logs
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.target import Target
from conformance.wrong_secrets import share_of, share_out

__all__ = [
    "pytest_fixture_setup",
    "pytest_report_teststatus",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
]
"""Hooks that are written elsewhere: pytest finds them here."""

CLOCK = pytest.StashKey[Clock]()
SESSIONS = pytest.StashKey[dict[str, Session]]()
AGENT = pytest.StashKey[str]()
"""The User-Agent: it names the tool and the run, the same on every worker."""

NO_TARGET = "no target: name a target file with --target FILE, or an endpoint with --endpoint URL --profile m2m …"

ORDER = {"waits": 1, "locks": 2, "looks_back": 3}
"""Checks that let time pass come after the others, then those that could lock a client out, then what looks back."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a conformance run."""
    add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the targets and open the book."""
    if hasattr(config, "workerinput"):
        # a worker that replaces a dead one would clear away what the others have written
        config.option.clean_alluredir = False
    config.addinivalue_line("markers", "requirement(id): the requirement of the catalogue that a check judges")
    config.addinivalue_line("markers", "waits: a check that lets time pass; it runs late")
    config.addinivalue_line("markers", "locks: a check that could lock a client out; it runs late")
    config.addinivalue_line("markers", "looks_back: a check that looks at every answer so far; it runs last")
    config.stash[TARGETS] = targets_of(config)
    config.stash[SESSIONS] = {}
    config.stash[STRICT] = bool(config.getoption("--conformance-strict"))
    run = getattr(config, "workerinput", {}).get("testrunuid") or secrets.token_hex(4)
    config.stash[AGENT] = f"token-conformance/{__version__} (run {run[:8]})"
    config.stash.setdefault(CLOCK, SystemClock())
    hiding = hide_in_logs()
    config.add_cleanup(lambda: show_in_logs(hiding))
    if config.stash[TARGETS] and not hasattr(config, "workerinput"):
        gathering = Gathering(config.stash[TARGETS], config.stash[STRICT])
        config.pluginmanager.register(Ending(gathering, config.getoption("--conformance-out")), "ending")


# --- selection ----------------------------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each check once for each target when there are several."""
    targets = metafunc.config.stash[TARGETS]
    if "target" in metafunc.fixturenames and len(targets) > 1:
        metafunc.parametrize("target", targets, ids=[target.name for target in targets], indirect=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let -k find a check by the requirement that it judges, as in ``-k CA-EXP``."""
    if is_check(item):
        item.extra_keyword_matches.update(item.get_closest_marker("requirement").args)  # type: ignore[union-attr]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the targets' profiles do not know, and put the checks in order."""
    catalogue, left_out = load_catalogue(), []
    for item in items:
        requirement, target = requirement_of(item, catalogue), target_of(item)
        if requirement and target and target.profile not in requirement.profiles:
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
    late = {item: max((ORDER.get(mark.name, 0) for mark in item.iter_markers()), default=0) for item in items}
    items.sort(key=lambda item: (late[item], rank_of(item)))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to begin without a target, and label what will run."""
    checks = [item for item in session.items if is_check(item)]
    share_out(checks)
    if checks and not session.config.stash[TARGETS] and not session.config.option.collectonly:
        if hasattr(session.config, "workeroutput"):
            # a worker's error looks like a crash: the process that reports says it
            session.config.workeroutput[NO_TARGET] = True
            session.items.clear()
            return
        raise pytest.UsageError(NO_TARGET)
    if session.config.getoption("--alluredir", None):
        _label(checks)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Say for a worker that there is no target."""
    if getattr(node, "workeroutput", {}).get(NO_TARGET):
        pytest.exit(NO_TARGET, pytest.ExitCode.USAGE_ERROR)


def _label(checks: list[pytest.Item]) -> None:
    for item in checks:
        requirement, target = requirement_of(item), target_of(item)
        if requirement and target:
            label(item, requirement, target)


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
        sessions[target.name] = open_session(target, config.stash[CLOCK], config.stash[AGENT], 1 / workers)
    made = Client(sessions[target.name], share_of(request.node))
    request.node.stash[CLIENT] = made
    return made


def pytest_unconfigure(config: pytest.Config) -> None:
    """Hang up."""
    for session in config.stash.get(SESSIONS, {}).values():
        session.close()
