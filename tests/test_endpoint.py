"""What the sending side bears: silence, slowness, floods, garbage, and honest answers byte by byte."""

import socket
import time
from contextlib import ExitStack

import pytest

from conformance.answer_body import LARGEST_ANSWER
from conformance.exchange import Exchange, Failure
from tests.scripted import GRANT, http, scripted
from tests.sessions import session_at


def one_exchange(url: str, timeout: float = 5) -> Exchange:
    session = session_at(url, timeout)
    return session.endpoint.send(session.good(), "test")


def test_an_answer_is_kept_as_it_came() -> None:
    answer = http(200, b'{"a": 1}', "application/json; charset=utf-8", "X-Twice: one\r\nx-twice: two\r\n")
    with scripted(lambda *_: answer) as server:
        exchange = one_exchange(server.url)
    assert exchange.answer is not None
    assert exchange.answer.values("X-TWICE") == ["one", "two"]
    assert exchange.answer.media_type == "application/json"
    assert exchange.answer.members == {"a": 1}


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"]
)
def test_answers_before_the_final_one_are_passed_over(interim: bytes) -> None:
    with scripted(lambda *_: interim * 2 + GRANT) as server:
        exchange = one_exchange(server.url)
    assert exchange.answer is not None
    assert exchange.answer.status == 200
    assert "Link" not in dict(exchange.answer.headers)


def test_a_server_that_never_answers_is_given_up_in_time() -> None:
    def script(*_: object) -> bytes:
        time.sleep(3)
        return b""

    with scripted(script) as server:
        exchange = one_exchange(server.url, timeout=0.3)
    assert exchange.failure is Failure.SILENT
    assert exchange.seconds < 2


@pytest.mark.parametrize("answer", [GRANT, http(200, b"x" * 400)], ids=["in-the-head", "in-the-body"])
def test_one_byte_now_and_then_does_not_hold_the_run(answer: bytes) -> None:
    with scripted(lambda *_: answer, slowly=0.05) as server:
        exchange = one_exchange(server.url, timeout=0.4)
    assert exchange.failure in {Failure.SILENT, Failure.SLOW}
    assert exchange.seconds < 3


def test_slow_after_the_head_is_told_apart() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"
    with scripted(lambda *_: head) as server:
        exchange = one_exchange(server.url, timeout=0.4)
    assert exchange.failure is Failure.SLOW


def test_an_endless_body_ends_at_the_limit() -> None:
    with scripted(lambda *_: http(200, b"x" * (LARGEST_ANSWER * 3))) as server:
        exchange = one_exchange(server.url)
    assert exchange.failure is Failure.FLOOD
    assert exchange.answer is None


@pytest.mark.parametrize(
    "answer, failure",
    [
        (None, Failure.CLOSED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", None),
        (b"no HTTP at all\r\n\r\n", Failure.GARBLED),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n", Failure.FLOOD),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", Failure.FLOOD),
    ],
    ids=["closes-at-once", "closes-in-the-middle", "garbage", "many-fields", "a-huge-field"],
)
def test_what_is_no_answer_is_named(answer: bytes | None, failure: Failure | None) -> None:
    def script(number: int, _: bytes) -> bytes | None:
        return answer if number == 0 else None

    with scripted(script) as server:
        exchange = one_exchange(server.url, timeout=0.5)
    assert exchange.failure is (failure or Failure.SLOW)


def test_many_addresses_that_take_no_connection_cost_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        place = full.getsockname()
        for _ in range(4):
            taken = waiting.enter_context(socket.socket())
            taken.setblocking(False)
            taken.connect_ex(place)
        one = (socket.AF_INET, socket.SOCK_STREAM, 6, "", place)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [one] * 40)
        exchange = one_exchange(f"http://many.example:{place[1]}/token", timeout=0.5)
    assert exchange.failure is Failure.SILENT
    assert exchange.seconds < 10


def test_nobody_there_is_away() -> None:
    assert one_exchange("http://127.0.0.1:9/token").failure is Failure.AWAY


def test_a_redirect_is_not_followed() -> None:
    with scripted(lambda *_: http(302, b"", extra="Location: http://127.0.0.1:9/\r\n")) as server:
        exchange = one_exchange(server.url)
    assert exchange.answer is not None
    assert exchange.answer.status == 302


def test_cookies_are_not_sent_back() -> None:
    with scripted(lambda *_: http(400, b"{}", extra="Set-Cookie: a=b\r\n")) as server:
        session = session_at(server.url)
        for _ in range(2):
            session.endpoint.send(session.good(), "test")
        assert not any(b"\r\ncookie:" in request.lower() for request in server.requests)


def test_the_connection_is_kept_and_every_request_fresh() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        bodies = {session.endpoint.send(session.good(), "test").request.wire_body for _ in range(5)}
    assert len(bodies) == 5


def test_the_rate_is_kept_by_the_clock() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        object.__setattr__(session.target.limits, "requests_per_second", 10)
        before = session.clock.now()
        for _ in range(11):
            session.endpoint.send(session.good(), "test")
        assert session.clock.now() - before == pytest.approx(1, abs=0.05)
