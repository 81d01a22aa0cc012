"""Faults, variations, over-strict faults, wrecks and oddities as data, and how they behave when they are served."""

import contextlib
import re
import threading
import time
import tomllib
from pathlib import Path

import pytest

from conformance.clock import MovedClock
from conformance.reference.fault import Specimen
from conformance.reference.oddities import all_oddities
from conformance.reference.over_strict import all_over_strict
from conformance.reference.serve import prepare
from conformance.reference.server import running
from conformance.reference.setting_up import fresh_world, good_design, tls_context
from conformance.reference.specimens import UnknownSpecimenError, all_specimens, design_named
from conformance.reference.variations import all_variations
from conformance.reference.wrecks import MIDWAY
from conformance.target import read_target
from tests.by_hand import Line, ask, form, request

NOW = 1_800_000_000.5


def test_names_are_unique_kebab_case_and_every_change_applies() -> None:
    for name, specimen in all_specimens().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), name
        for profile in specimen.profiles:
            assert specimen.change(good_design(profile)) != good_design(profile), (name, profile)


def test_there_is_enough_of_each_kind() -> None:
    assert len(all_variations("m2m")) >= 15
    assert len(all_variations("h2m")) >= 15
    assert len(all_over_strict("m2m")) >= 8
    assert len(all_variations("ciam")) >= 10
    assert len(all_over_strict("ciam")) >= 6


SERVED: tuple[Specimen, ...] = (*all_variations("m2m"), *all_over_strict("m2m"), *all_oddities("m2m"))


@pytest.mark.parametrize("name", [each.name for each in SERVED])
def test_the_good_request_is_granted_and_a_spoiled_one_refused(name: str) -> None:
    design = design_named(name)
    world = fresh_world(MovedClock(NOW))
    now = world.clock.now() + design.settings.clock_offset
    with running(design, world=world) as address:
        granted = ask(address, request(form(now=now)))
        assert granted.status in {100, 103, 200}
        for spoiled in ({"grant_type": ...}, {"client_assertion": "x"}, {"client_assertion": ...}):
            assert ask(address, request(form(now=now, **spoiled))).status in {100, 103, 400, 401}
    assert world.crashes == []


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownSpecimenError, match=r"named ignore-expiry.*ignores-expiry"):
        design_named("ignore-expiry")
    assert design_named(None) == good_design()


def test_a_target_file_is_written_that_lint_would_take(tmp_path: Path) -> None:
    with running(good_design(), tls=tls_context()) as address:
        path = prepare(tmp_path / "deep" / "er", address)
        assert tomllib.loads(path.read_text())["endpoint"] == address.endpoint
        target = read_target(path)
    assert (target.name, target.profile, set(target.spoiled)) == (
        "reference",
        "m2m",
        {"expired", "not_yet_valid", "no_signature_usage", "weak_key"},
    )


@pytest.mark.parametrize(
    "name, status",
    [
        ("grants-everything", 200),
        ("refuses-everything", 400),
        ("fails-always", 500),
        ("unavailable-always", 503),
        ("shows-a-page", 200),
        ("redirects-always", 302),
    ],
)
def test_a_wreck_gives_one_answer_to_everything(name: str, status: int) -> None:
    with running(design_named(name)) as address, Line(address) as line:
        assert [line.ask(request(body)).status for body in (form(), "", "x=y")] == [status] * 3


@pytest.mark.parametrize("name", ["closes-at-once", "resets-at-once"])
def test_a_wreck_closes_without_an_answer(name: str) -> None:
    with running(design_named(name)) as address, Line(address) as line:
        try:
            assert line.ask(request(form())).status == 0
        except ConnectionResetError:
            assert name == "resets-at-once"


def test_a_wreck_closes_in_the_middle() -> None:
    with running(design_named("closes-in-the-middle")) as address, Line(address) as line:
        got = line.ask(request(form()))
    assert got.status == 200
    assert len(got.body) == int(got.header("Content-Length") or 0) - 20


def test_a_wreck_is_silent() -> None:
    with running(design_named("silent")) as address, Line(address) as line:
        line.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.ask(request(form()))


def test_a_wreck_drips() -> None:
    with running(design_named("one-byte-a-second")) as address, Line(address) as line:
        line.send(request(form()))
        assert line.stream.read(1) == b"H"
        line.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.stream.read(1)


def test_a_wreck_never_ends() -> None:
    with running(design_named("endless-body")) as address, Line(address) as line:
        line.send(request(form()))
        assert len(line.stream.read(5_000_000)) == 5_000_000


def test_a_wreck_does_not_listen() -> None:
    with running(design_named("not-listening")) as address, pytest.raises(ConnectionRefusedError):
        Line(address)


def test_a_wreck_dies_midway() -> None:
    with running(design_named("dies-midway")) as address, Line(address) as line:
        assert [line.ask(request(form())).status for _ in range(MIDWAY)] == [200] * MIDWAY
        assert line.ask(request(form())).status == 0
        time.sleep(0.1)
        with pytest.raises(ConnectionRefusedError):
            Line(address)


def test_a_stopped_wreck_lets_its_threads_go() -> None:
    before = threading.active_count()
    with contextlib.ExitStack() as kept, running(design_named("silent")) as address:
        for _ in range(3):
            kept.enter_context(Line(address)).send(request(form()))
        time.sleep(0.1)
    time.sleep(0.1)
    assert threading.active_count() <= before
