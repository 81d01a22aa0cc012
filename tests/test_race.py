"""Requests that leave at the same moment: what the sending side bears, whatever the server does."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from conformance import race
from conformance.answer_body import LARGEST_ANSWER
from conformance.clock import MovedClock
from conformance.exchange import Exchange, Failure
from conformance.fixtures import certificates_directory
from conformance.race import send_at_once
from conformance.reference.setting_up import tls_context
from conformance.session_opening import open_session
from tests.scripted import GRANT, http, scripted
from tests.sessions import START, session_at, target_at

EIGHT = 8
SILENCE = 30
"""Seconds for which a server says nothing."""


def raced(url: str, timeout: float = 5) -> list[Exchange]:
    session = session_at(url, timeout)
    return send_at_once(session.endpoint, [session.good()] * EIGHT, "race")


def test_every_answer_is_kept_under_a_number_of_its_own() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        session.endpoint.send(session.good(), "before")
        found = send_at_once(session.endpoint, [session.good() for _ in range(EIGHT)], "race")
        session.endpoint.send(session.good(), "after")
    assert [one.number for one in session.endpoint.log] == list(range(1, EIGHT + 3))
    assert [one.answer.status for one in found if one.answer] == [200] * EIGHT
    assert {one.purpose for one in found} == {"race"}


def test_the_requests_are_the_ones_that_are_sent_alone() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        request = session.good()
        session.endpoint.send(request, "alone")
        send_at_once(session.endpoint, [request] * EIGHT, "race")
        fields = [sorted(one.lower().split(b"\r\n\r\n")[0].split(b"\r\n")) for one in server.requests]
        bodies = {one.split(b"\r\n\r\n")[1] for one in server.requests}
    assert all(one == fields[0] for one in fields)
    assert bodies == {request.wire_body}


def test_the_last_bytes_leave_when_all_connections_stand() -> None:
    with scripted(lambda *_: GRANT) as server:
        started = [one.started for one in raced(server.url)]
    # the moved clock ticks at each reading: eight readings without any other between them
    assert max(started) - min(started) < 0.000_1 + EIGHT * 0.000_01


def test_a_silent_server_is_given_up_in_time() -> None:
    def script(*_: object) -> bytes:
        time.sleep(SILENCE)
        return b""

    begun = time.perf_counter()
    with scripted(script) as server:
        found = raced(server.url, timeout=0.3)
    assert {one.failure for one in found} == {Failure.SILENT}
    assert time.perf_counter() - begun < SILENCE


def test_one_byte_now_and_then_does_not_hold_the_race() -> None:
    begun = time.perf_counter()
    with scripted(lambda *_: GRANT, slowly=0.2) as server:
        found = raced(server.url, timeout=0.4)
    assert {one.failure for one in found} <= {Failure.SILENT, Failure.SLOW}
    assert time.perf_counter() - begun < 0.2 * len(GRANT), "the whole answer was waited for"


@pytest.mark.parametrize(
    "answer, failure",
    [
        (None, Failure.CLOSED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", Failure.SLOW),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nabc", Failure.SLOW),
        (b"no HTTP at all\r\n\r\n", Failure.GARBLED),
        (http(200, b"x" * (LARGEST_ANSWER * 2)), Failure.FLOOD),
    ],
    ids=["closes", "never-ends", "never-closes", "garbage", "floods"],
)
def test_what_is_no_answer_is_named(answer: bytes | None, failure: Failure) -> None:
    with scripted(lambda *_: answer) as server:
        found = raced(server.url, timeout=1)
    assert {one.failure for one in found} == {failure}
    assert not any(one.answer for one in found)


def test_nobody_there_is_away() -> None:
    assert {one.failure for one in raced("http://127.0.0.1:9/token")} == {Failure.AWAY}


def test_a_race_counts_among_the_requests_per_second() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = open_session(target_at(server.url, rate=10), MovedClock(START), "tests", 1)
        begun = session.clock.now()
        send_at_once(session.endpoint, [session.good()] * EIGHT, "race")
        session.endpoint.send(session.good(), "after")
        assert session.clock.now() - begun == pytest.approx(EIGHT / 10, abs=0.05)


@contextmanager
def one_at_a_time() -> Iterator[str]:
    """A server over TLS that serves one connection to its end before it takes the next."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.wfile.write(GRANT)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = tls_context().wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}/token"
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_that_serves_one_at_a_time_is_raced_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "STANDING", 0.3)
    with one_at_a_time() as url:
        target = replace(target_at(url), ca=certificates_directory() / "tls-ca.pem")
        session = open_session(target, MovedClock(START), "tests", 1)
        session.endpoint.send(session.good(), "a connection that is kept alive")
        found = send_at_once(session.endpoint, [session.good()] * EIGHT, "race")
        session.endpoint.close()
    assert [one.answer.status if one.answer else one.failure for one in found] == [200] * EIGHT
