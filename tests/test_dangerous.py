"""Dangerous cases: sent where they are asked for alone, bounded, and judged by more than one slow answer."""

import base64
import gzip
import json
import threading
import time
import urllib.request
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest

from conformance import callbacks, costly
from conformance import listener as listeners
from conformance.callbacks import OFFERS, Offered, nobody_called, offered_by
from conformance.cli import run_command_line
from conformance.client import Asked, Client
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.costly import COUNTS, FEW, UNPACKED, compressed_body, compressed_claims, is_refused_without_deriving
from conformance.exchange import Exchange
from conformance.listener_place import Place
from conformance.outcome import NotApplicable, Violated
from conformance.reference.design import Design
from conformance.reference.serve import prepare
from conformance.reference.server import running
from conformance.reference.setting_up import good_design
from conformance.reference.specimens import specimen_named
from conformance.report.allure_html import Missing
from conformance.verdict import Kind
from tests.scripted import GRANT, REFUSAL, Script, http, scripted
from tests.sessions import client_at, session_at

HERE = Place("127.0.0.1")
ALL = ("--", "-k", "test_dangerous")


# --- asked for or not ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody who calls late."""
    monkeypatch.setattr(listeners, "PATIENCE", 0.0)


@pytest.fixture
def quietly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty directory, without an HTML report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))


def run_at(design: Design, folder: Path, *words: str) -> dict[str, dict[str, Any]]:
    """Run the dangerous checks against a design; the outcome and the reason of each case."""
    with running(design) as address:
        target = prepare(folder / "served", address)
        assert run_command_line(["run", str(target), "--out", "out", *words, *ALL]) in (
            Status.INCOMPLETE,
            Status.VIOLATED,
        )
    rows = json.loads(Path("out/results.json").read_text())["targets"][0]["requirements"]
    return {check["id"].partition("suites/")[2]: check for row in rows for check in row["checks"]}


@pytest.mark.usefixtures("quietly")
def test_nothing_dangerous_is_sent_where_nobody_asked_for_it(tmp_path: Path) -> None:
    found = run_at(good_design(), tmp_path)
    assert len(found) == len(OFFERS) + 3
    assert {check["outcome"] for check in found.values()} == {"not-applicable"}
    assert not any(check["exchanges"] for check in found.values())
    assert Path("out/junit.xml").read_text().count("conformance run … --dangerous") >= len(found)


@pytest.mark.usefixtures("quietly")
def test_a_finding_is_repeated_with_the_option_that_it_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    design = specimen_named("fetches-jku-without-tls", "m2m").change(good_design())
    found = run_at(design, tmp_path, "--dangerous")
    assert [check["case"] for check in found.values() if check["outcome"] == "violated"] == ["jku-called"]
    assert "target.toml --dangerous -- -k" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["nowhere", "a.example:0", "a.example:eighty"])
def test_a_listener_that_is_no_place_is_a_wrong_command_line(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["run", "x.toml", "--dangerous", "--dangerous-listener", place]) == Status.WRONG_INPUT
    assert "--dangerous-listener" in capsys.readouterr().err


# --- calls --------------------------------------------------------------------------------------------------------


def header_in(request: bytes) -> dict[str, Any]:
    """The header of an assertion; nothing where there is none."""
    segment = parse_qs(request.partition(b"\r\n\r\n")[2].decode()).get("client_assertion", [""])[0].partition(".")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)) or b"{}")
    return found


def address_in(request: bytes) -> str | None:
    """The address in the header of an assertion."""
    found = header_in(request).get("jku", header_in(request).get("x5u"))
    return found if isinstance(found, str) else None


def p2c_in(request: bytes) -> int | None:
    """The count in the header of an assertion."""
    found = header_in(request).get("p2c")
    return found if isinstance(found, int) else None


def fetch(address: str) -> None:
    """GET what a library gets that knows no user information, and follows redirects."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5)
    except OSError:
        return


Calling = list[threading.Thread]


def endpoint(answer: bytes, calling: Calling | None = None) -> Script:
    """An endpoint that grants what is unchanged, and answers this where a header has an address.

    Where it has threads to call with, it calls, behind its answer.
    """

    def script(_: int, request: bytes) -> bytes:
        if b"client_assertion=" not in request or b"grant_type=" not in request:
            return REFUSAL
        address = address_in(request)
        if address and calling is not None:
            calling.append(threading.Timer(0.1, fetch, (address,)))
            calling[-1].start()
        return answer if address else GRANT

    return script


def judged(script: Script, case: str, place: Place = HERE) -> tuple[Client, Offered]:
    with scripted(script) as server:
        client = client_at(server.url)
        return client, offered_by(client, place)[case]


def test_who_refuses_and_calls_nobody_holds() -> None:
    client, offered = judged(endpoint(REFUSAL), "jku-called")
    nobody_called(client, offered)
    assert not client.notes


@pytest.mark.parametrize("answer", [REFUSAL, GRANT], ids=["refuses", "grants"])
def test_a_call_behind_the_answer_is_a_finding_whatever_the_answer_was(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    calling: Calling = []

    def wait_as_long_as_it_takes(_: float) -> None:
        for thread in calling:
            thread.join()

    monkeypatch.setattr(callbacks, "time", SimpleNamespace(sleep=wait_as_long_as_it_takes))
    client, offered = judged(endpoint(answer, calling), "x5u-called")
    with pytest.raises(Violated, match=r"the endpoint called it: GET from 127\.0\.0\.1, where the redirect led"):
        nobody_called(client, offered)
    assert offered.address in (client.sent or "")


def test_a_header_that_is_passed_over_is_another_rows_matter() -> None:
    client, offered = judged(endpoint(GRANT), "jku-called-over-tls")
    with pytest.raises(NotApplicable, match="CA-HEADERS"):
        nobody_called(client, offered)


def test_who_stumbles_over_the_address_does_not_hold() -> None:
    client, offered = judged(endpoint(http(500, b"")), "jku-called")
    with pytest.raises(Violated, match="neither granted nor refused: status 500"):
        nobody_called(client, offered)


def test_the_own_origin_stands_in_front_of_the_listener() -> None:
    with scripted(endpoint(REFUSAL)) as server:
        client = client_at(server.url)
        offered = offered_by(client, HERE)["jku-called-behind-own-origin"]
    assert offered.address.startswith(f"{server.url.removesuffix('/token')}@127.0.0.1:")


def test_what_could_not_be_seen_is_said_where_the_endpoint_is_elsewhere() -> None:
    client, offered = judged(endpoint(REFUSAL), "jku-called")
    elsewhere = Offered(offered.header, offered.address, offered.asked, (), Place("203.0.113.7"))
    nobody_called(client, elsewhere)
    assert "--dangerous-listener HOST:PORT" in client.notes[0]


# --- what is derived ----------------------------------------------------------------------------------------------


def climbs(monkeypatch: pytest.MonkeyPatch, *seconds: tuple[int, float]) -> list[tuple[int, ...]]:
    """Let climbs end at these counts after so many seconds, a low count after a hundredth; give what was asked."""
    asked: list[tuple[int, ...]] = []
    left = iter(seconds)

    def climbed(_: Client, counts: tuple[int, ...]) -> costly._Climb:
        asked.append(tuple(counts))
        count, took = next(left)
        exchange = Exchange(1, "x", session_at("http://127.0.0.1:9/").good(), None, None, "", 0.0, took)
        return costly._Climb(count, Asked(exchange, Kind.REFUSED, "refused"), 0.01)

    monkeypatch.setattr(costly, "_climbed", climbed)
    return asked


def test_an_answer_that_takes_long_twice_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = climbs(monkeypatch, (4_000_000, 1.4), (4_000_000, 0.9))
    with pytest.raises(Violated, match=r"p2c of 4,000,000 after 1\.4 s, and again after 0\.9 s"):
        is_refused_without_deriving(client_at("http://127.0.0.1:9/"))
    assert asked == [COUNTS, (4_000_000,)]


def test_one_long_answer_is_none_and_higher_counts_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = climbs(monkeypatch, (1_000_000, 5.0), (1_000_000, 0.02), (10_000_000, 0.02))
    is_refused_without_deriving(client_at("http://127.0.0.1:9/"))
    assert asked == [COUNTS, (1_000_000,), (4_000_000, 10_000_000)]


def test_an_endpoint_that_is_always_slow_is_not_accused() -> None:
    few, many = 2.0, 4.0
    exchange = Exchange(1, "x", session_at("http://127.0.0.1:9/").good(), None, None, "", 0.0, many)
    assert not costly._Climb(COUNTS[-1], Asked(exchange, Kind.REFUSED, "refused"), few).took(costly.LONG)


def test_an_endpoint_that_slows_down_whoever_fails_often_is_not_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the third failure in a row on, answers come late; a grant makes it forget them."""
    monkeypatch.setattr(costly, "LONG", 0.3)
    failures: list[int] = []

    def script(_: int, request: bytes) -> bytes:
        if b"grant_type=" in request and p2c_in(request) is None and b"client_assertion=" in request:
            failures.clear()
            return GRANT
        failures.append(1)
        time.sleep(0.4 if len(failures) > 2 else 0)
        return REFUSAL

    with scripted(script) as server:
        is_refused_without_deriving(client_at(server.url))


def test_counts_go_up_and_stop_at_the_first_that_is_not_answered() -> None:
    counts: list[int] = []

    def script(_: int, request: bytes) -> bytes | None:
        if b"client_assertion=" not in request or b"grant_type=" not in request:
            return REFUSAL
        count = p2c_in(request)
        if count is None:
            return GRANT
        counts.append(count)
        return http(500, b"") if count > 1_000_000 else REFUSAL

    with scripted(script) as server, pytest.raises(Violated, match="status 500"):
        is_refused_without_deriving(client_at(server.url))
    assert counts == [FEW, FEW, *COUNTS]


# --- what is unpacked ---------------------------------------------------------------------------------------------


def test_the_compressed_claims_are_good_ones_and_ten_megabytes() -> None:
    good = session_at("http://127.0.0.1:9/").good()
    assert good.assertion is not None
    sent = compressed_claims(good).assertion
    assert sent is not None
    assert sent.header["zip"] == "DEF"
    assert len(sent.claims_bytes) < 15_000
    claims = json.loads(zlib.decompress(sent.claims_bytes, -zlib.MAX_WBITS))
    assert len(claims.pop("padding")) == UNPACKED
    assert claims == good.assertion.claims


def test_the_compressed_body_is_a_client_id_of_ten_megabytes() -> None:
    good = session_at("http://127.0.0.1:9/").good()
    sent = compressed_body.change(good)
    assert dict(sent.headers)["Content-Encoding"] == "gzip"
    assert len(sent.wire_body or b"") < 15_000
    assert len(parse_qs(gzip.decompress(sent.wire_body or b"").decode())["client_id"][0]) == UNPACKED
