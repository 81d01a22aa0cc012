"""Wrecks one by one, as far as no whole run is needed: `make wrecks` runs the checks at each of them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.clock import SystemClock
from conformance.exchange import Failure
from conformance.outcome import NotTestable
from conformance.reference.bad_lines import ONE_IN_FIFTY, ONE_IN_THREE
from conformance.reference.serve import Served, prepare
from conformance.reference.server import running
from conformance.reference.setting_up import PROFILES, fresh_world, good_design
from conformance.reference.specimens import design_named
from conformance.reference.wrecks import all_wrecks, half_wrecks
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.target import read_targets
from tests.scripted import http, scripted
from tests.sessions import session_at
from tests.wreck_runs import Ended, Ordered, run
from tests.wreck_table import KINDS, Judged, judged, ordered, outcome_trouble

UNTRUSTED = {
    "certificate-expired": "certificate has expired: have it renewed",
    "certificate-of-another-host": "it names another host than `endpoint` in the target file",
    "certificate-self-signed": "name the file of its authority by `ca` in the target file",
}
TOO_MUCH = ("endless-body", "huge-body", "endless-head", "huge-header", "many-headers")
UNREADABLE = ("has-no-head", "writes-garbage")
CLOSED = ("closes-at-once", "resets-at-once", "closes-in-the-middle", "cuts-a-chunk")
UNENDED = {"silent": Failure.SILENT, "slow-body": Failure.SLOW, "promises-more": Failure.SLOW}
MET = (
    dict.fromkeys(UNTRUSTED, Failure.UNTRUSTED)
    | dict.fromkeys(TOO_MUCH, Failure.FLOOD)
    | dict.fromkeys(UNREADABLE, Failure.GARBLED)
    | dict.fromkeys(CLOSED, Failure.CLOSED)
    | UNENDED
    | {"handshake-hangs": Failure.SILENT, "not-listening": Failure.AWAY}
)


@contextmanager
def session_with(wreck: str, folder: Path) -> Iterator[Session]:
    """A session with a wreck, by the target file that `conformance serve` writes for it."""
    with running(design_named(wreck, "basic")) as address:
        (target,) = read_targets([prepare(folder, address, Served("basic"))])
        timeout = 0.3 if MET.get(wreck) in (Failure.SILENT, Failure.SLOW) else 10
        target = replace(target, limits=replace(target.limits, timeout=timeout))
        session = open_session(target, SystemClock(), "token-conformance/tests", 1)
        yield session
        session.close()


@pytest.mark.parametrize("wreck, failure", MET.items())
def test_what_a_wreck_does_is_told_by_its_name(wreck: str, failure: Failure, tmp_path: Path) -> None:
    with session_with(wreck, tmp_path) as session:
        assert session.endpoint.send(session.good(), "test").failure is failure


@pytest.mark.parametrize("wreck, words", UNTRUSTED.items())
def test_a_certificate_that_is_not_trusted_ends_the_run_and_says_how_to_mend_it(
    wreck: str, words: str, tmp_path: Path
) -> None:
    with session_with(wreck, tmp_path) as session:
        for _ in range(5):
            with pytest.raises(NotTestable, match=f"TLS certificate of the endpoint is not trusted.*{words}"):
                session.control("control")
        assert session.endpoint.sent == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_of_a_token_endpoint_is_followed(status: int) -> None:
    with scripted(lambda *_: http(200, b"{}")) as elsewhere:
        led = http(status, b"", extra=f"Location: {elsewhere.url}\r\n")
        with scripted(lambda *_: led) as server:
            session = session_at(server.url)
            for _ in range(5):
                with pytest.raises(NotTestable):
                    session.control("control")
        assert server.requests
        assert not elsewhere.requests


def test_a_server_that_ends_comes_back_where_it_says_so(tmp_path: Path) -> None:
    with session_with("dies-and-comes-back", tmp_path) as session:
        met = [session.endpoint.send(session.good(), "test").failure for _ in range(27)]
        assert met[:25] == [None] * 25
        assert met[25:] == [Failure.CLOSED, Failure.AWAY]
        while session.endpoint.send(session.good(), "test").failure is Failure.AWAY:
            session.clock.wait(0.1)
        assert session.endpoint.log[-1].failure is None


@pytest.mark.parametrize("part", [50, 3])
def test_a_bad_line_loses_about_as_many_requests_as_it_says_and_the_same_ones_again(part: int) -> None:
    def lost(seed: int) -> list[bool]:
        world = fresh_world()
        world.luck = random.Random(seed)
        return [world.by_chance(1 / part) for _ in range(3000)]

    assert lost(1) == lost(1) != lost(2)
    assert 0.7 < sum(lost(1)) * part / 3000 < 1.3


@pytest.mark.parametrize("profile", PROFILES)
def test_every_wreck_stands_in_the_table(profile: str) -> None:
    names = [one.name for one in ordered(["wreck"], [profile]) if not one.further]
    assert names == [one.name for one in (*all_wrecks(profile), *half_wrecks(profile))]
    assert len(names) > 45
    assert {one.kind for one in ordered(KINDS, [profile])} == set(KINDS)
    assert good_design(profile).tls is None


@pytest.mark.parametrize(
    "kind, name, ended, trouble",
    [
        ("wreck", "silent", Ended(0, 1, 1, 1, "", "conforms"), "GREEN"),
        ("wreck", "silent", Ended(0, 1, 1, 1, "", "incomplete"), "GREEN"),
        ("wreck", "silent", Ended(3, 1, 1, 1, "KeyError", "incomplete"), "no verdict: KeyError"),
        ("wreck", "silent", Ended(10, 1, 1, 1, "", "incomplete"), ""),
        ("line", ONE_IN_FIFTY.name, Ended(10, 1, 1, 1, "", "incomplete", hiccups=9), "conforms was due"),
        ("line", ONE_IN_FIFTY.name, Ended(0, 1, 1, 1, "", "conforms"), "no hiccup was counted"),
        ("line", ONE_IN_THREE.name, Ended(1, 1, 1, 1, "", "violates", hiccups=9), "incomplete was due"),
        ("line", ONE_IN_THREE.name, Ended(10, 1, 1, 1, "", "incomplete", hiccups=9), ""),
    ],
)
def test_the_table_says_what_is_wrong(kind: str, name: str, ended: Ended, trouble: str) -> None:
    assert outcome_trouble(Ordered(kind, name, "basic"), ended) == trouble


def test_an_oddity_is_compared_with_what_it_declares() -> None:
    ended = Ended(0, 1, 1, 1, "", "conforms", outcomes={"REQ-GRANTED": "violated"})
    assert "REQ-GRANTED violated" in outcome_trouble(Ordered("oddity", "sets-cookies", "basic"), ended)


def test_a_run_that_costs_too_much_is_wrong() -> None:
    cheap, dear = Ended(10, 59, 1, 249, "", "incomplete"), Ended(10, 61, 1, 251, "", "incomplete")
    assert [Judged.of(Ordered("wreck", "silent", "basic"), one).wrong for one in (cheap, dear)] == [
        "",
        "more than 60 s; more than 250 MB",
    ]


def test_a_wreck_is_run_as_a_user_would() -> None:
    found = judged(Ordered("wreck", "refuses-everything", "basic"))
    assert outcome_trouble(found.ordered, found.ended) == ""
    assert (found.ended.status, found.ended.verdict) == (10, "incomplete")
    assert found.ended.worked > 0
    assert found.ended.megabytes > 20


def test_a_bad_line_is_ridden_out_and_its_hiccups_are_counted() -> None:
    some = run(Ordered("line", ONE_IN_FIFTY.name, "basic", 1, ("-k", "test_parameters or test_method", "-q")))
    assert some.hiccups > 0
    assert set(some.outcomes.values()) <= {"holds", "not-testable", "not-applicable", "not-observable"}
    assert [name for name, outcome in some.outcomes.items() if outcome == "holds"]
