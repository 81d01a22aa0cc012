"""The pytest plugin: options, fixtures, markers, and the way from a check's end to the reports. It knows no OAuth."""

import secrets
from collections.abc import Generator as Steps
from functools import partial
from typing import Any

import pytest

from conformance import __version__
from conformance.allure_labels import label
from conformance.booking import every_secret
from conformance.catalogue import load_catalogue
from conformance.client import Client
from conformance.clock import Clock, SystemClock
from conformance.dealing import deals_whole_targets, make_scheduler, tell_worker
from conformance.ending import Ending
from conformance.finishing import (
    CLIENT,
    STRICT,
    forget,
    pytest_fixture_setup,
    pytest_report_teststatus,
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_runtest_setup,
    pytest_runtest_teardown,
)
from conformance.gathering import Gathering
from conformance.generating import Generator
from conformance.items import TARGETS, is_check, named_targets, put_in_order, requirement_of, target_of
from conformance.open_sessions import OpenSessions, sessions_for
from conformance.plan_options import choose_seed, deal_out_parts, drawn_of, is_left_out, plan_of, refuse_unfit, repeated
from conformance.plugin_options import add_options, targets_of
from conformance.progress import progress_of
from conformance.quiet_ends import QuietEnds
from conformance.quiet_logs import hide_in_logs, show_in_logs
from conformance.target import Target
from conformance.worker_memory import Forgetting
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
SESSIONS = pytest.StashKey[OpenSessions]()

NO_TARGET = "no target: name a target file with --target FILE, or an endpoint with --endpoint URL --profile m2m …"


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
    config.addinivalue_line("markers", "in_parts: a check whose generated inputs are sent in parts")
    config.addinivalue_line("markers", "waits: a check that lets time pass; it runs late")
    config.addinivalue_line("markers", "locks: a check that could lock a client out; it runs late")
    config.addinivalue_line("markers", "looks_back: a check that looks at every answer so far; it runs last")
    config.stash[TARGETS] = targets_of(config)
    choose_seed(config)
    config.stash[STRICT] = bool(config.getoption("--conformance-strict"))
    run = getattr(config, "workerinput", {}).get("testrunuid") or secrets.token_hex(4)
    agent = f"token-conformance/{__version__} (run {run[:8]})"
    config.stash[SESSIONS] = sessions_for(config, config.stash.setdefault(CLOCK, SystemClock()), agent)
    hiding = hide_in_logs()
    config.add_cleanup(lambda: show_in_logs(hiding))
    targets, sessions = config.stash[TARGETS], config.stash[SESSIONS].by_target
    config.pluginmanager.register(QuietEnds(partial(every_secret, targets, sessions.values())), "quiet ends")
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(Forgetting(config), "forgetting")
    elif config.stash[TARGETS]:
        gathering = Gathering(config.stash[TARGETS], config.stash[STRICT], drawn=drawn_of(config))
        gathering.shard = config.getoption("--conformance-shard")
        config.pluginmanager.register(Ending(gathering, config.getoption("--conformance-out")), "ending")


# --- selection ----------------------------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each check once for each target that knows its requirement, when there are several."""
    targets = metafunc.config.stash[TARGETS]
    if "target" in metafunc.fixturenames and len(targets) > 1:
        requirement = requirement_of(metafunc.definition)
        named = named_targets(targets)
        knowing = [word for word, one in named.items() if not requirement or one.profile in requirement.profiles]
        # what no target knows is collected once, to be left out
        words = knowing or list(named)[:1]
        metafunc.parametrize("target", [named[word] for word in words], ids=words, indirect=True)
    deal_out_parts(metafunc)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let -k find a check by the requirement that it judges, as in ``-k CA-EXP``."""
    if is_check(item):
        item.extra_keyword_matches.update(item.get_closest_marker("requirement").args)  # type: ignore[union-attr]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the targets' profiles do not know, and put the checks in order."""
    catalogue, left_out, only = load_catalogue(), [], repeated(config)
    for item in items:
        requirement, target = requirement_of(item, catalogue), target_of(item)
        if requirement and target and (target.profile not in requirement.profiles or is_left_out(item, only)):
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
    refuse_unfit(only, items)
    put_in_order(items, whole=deals_whole_targets(config))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to begin without a target, and label what will run."""
    checks = [item for item in session.items if is_check(item)]
    share_out(checks, is_shared=hasattr(session.config, "workerinput"))
    if checks and not session.config.stash[TARGETS] and not session.config.option.collectonly:
        if hasattr(session.config, "workeroutput"):
            # a worker's error looks like a crash: the process that reports says it
            session.config.workeroutput[NO_TARGET] = True
            session.items.clear()
            return
        raise pytest.UsageError(NO_TARGET)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist how checks are dealt out."""
    tell_worker(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker whole targets, where there are enough of them."""
    return make_scheduler(config, log) if deals_whole_targets(config) else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Say for a worker that there is no target."""
    if getattr(node, "workeroutput", {}).get(NO_TARGET):
        pytest.exit(NO_TARGET, pytest.ExitCode.USAGE_ERROR)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Steps[None, object, object]:
    """Label a check for Allure while it runs, and forget afterwards what only it needed.

    A fleet has a hundred thousand checks, and their labels take more time and memory to collect than the checks do.
    """
    requirement, target, own = requirement_of(item), target_of(item), len(item.own_markers)
    if requirement and target and item.config.getoption("--alluredir", None):
        label(item, requirement, target)
    try:
        return (yield)
    finally:
        del item.own_markers[own:]
        forget(item)
        item.config.stash[SESSIONS].done_with(item, nextitem)


# --- fixtures -----------------------------------------------------------------------------------------------------


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Target:
    """The target that is asked."""
    chosen: Target = getattr(request, "param", None) or request.config.stash[TARGETS][0]
    return chosen


@pytest.fixture
def client(request: pytest.FixtureRequest, target: Target) -> Client:
    """A client whose unchanged request the endpoint grants; one session a worker and target."""
    made = Client(request.config.stash[SESSIONS].of(target), share_of(request.node))
    request.node.stash[CLIENT] = made
    return made


@pytest.fixture
def part_of_inputs(request: pytest.FixtureRequest) -> int:
    """Which part of the inputs of a check is sent, counted from 0."""
    return int(getattr(request, "param", 0))


@pytest.fixture
def generator(request: pytest.FixtureRequest, client: Client, part_of_inputs: int) -> Generator:
    """Generates the input of a check, within the budget of the run."""
    row = requirement_of(request.node)
    catalogue = load_catalogue()
    known = [name for name, one in catalogue.items() if client.target.profile in one.profiles]
    plan, progress = plan_of(request.config, client.target, part_of_inputs), progress_of(request.config)
    return Generator(client, plan, row.id if row else "", known, progress)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Hang up."""
    if SESSIONS in config.stash:
        config.stash[SESSIONS].close()
