"""Servers that hang up early: over plain TCP and TLS, while a large body is still on its way, or behind an answer."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.changes import http_header, parameter
from conformance.clock import Clock, MovedClock
from conformance.exchange import Exchange, Failure
from conformance.fixtures import certificates_directory
from conformance.reference.changes import both, setting, wrapped
from conformance.reference.design import Answer
from conformance.reference.message import Message, Outgoing, Unreadable, Wire
from conformance.reference.server import running
from conformance.reference.setting_up import good_design, tls_context
from conformance.reference.world import World
from conformance.session import Session
from conformance.verdict import Kind, kind_of
from tests.scripted import GRANT, http, scripted
from tests.sessions import START, session_at
from tests.specimens import run

TOO_LARGE = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PLAIN_AND_TLS = pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])


@contextlib.contextmanager
def hanging_up(answer: bytes, tls: bool, reset: bool = False) -> Iterator[str]:
    """A server that reads the head of a request, answers and hangs up, whatever the body; gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    context = tls_context() if tls else None

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            stream = context.wrap_socket(connection, server_side=True) if context else connection
            data = b""
            while b"\r\n\r\n" not in data and (chunk := stream.recv(4096)):
                data += chunk
            stream.sendall(answer)
            if reset:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            stream.close()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}/token"
    finally:
        listener.close()


def session_with(url: str, trusted: bool = True, clock: Clock | None = None) -> Session:
    """A session that trusts the test certificate of TLS, or does not."""
    session = session_at(url, clock=clock)
    session.endpoint._verify = str(certificates_directory() / ("tls-ca.pem" if trusted else "roots.pem"))
    return session


def sent(url: str, size: int, trusted: bool = True) -> Exchange:
    """Send a request of that size."""
    session = session_with(url, trusted)
    return session.endpoint.send(parameter("scope", "a" * size)(session.good()), "test")


@PLAIN_AND_TLS
@pytest.mark.parametrize("reset", [False, True], ids=["closes", "resets"])
@pytest.mark.parametrize("size", [200_000, 1_000_000, 8_000_000])
def test_hanging_up_during_a_large_body_is_a_refusal_of_its_size(tls: bool, reset: bool, size: int) -> None:
    with hanging_up(b"", tls, reset) as url:
        exchange = sent(url, size)
    assert exchange.failure is Failure.CLOSED
    assert kind_of(exchange) is Kind.REFUSED


@PLAIN_AND_TLS
def test_hanging_up_during_a_small_body_is_a_hiccup(tls: bool) -> None:
    with hanging_up(b"", tls) as url:
        assert kind_of(sent(url, 8000)) is Kind.HICCUP


@PLAIN_AND_TLS
@pytest.mark.parametrize("attempt", range(5))
def test_an_answer_to_the_head_alone_is_not_lost(tls: bool, attempt: int) -> None:
    with hanging_up(TOO_LARGE, tls) as url:
        exchange = sent(url, 8000)
    assert exchange.answer is not None
    assert exchange.answer.status == 413


def test_the_answer_is_read_after_a_broken_write() -> None:
    with hanging_up(TOO_LARGE, tls=False) as url:
        exchange = sent(url, 1_000_000)
    assert exchange.answer is not None
    assert exchange.answer.status == 413


def test_a_certificate_that_is_not_trusted_is_no_closed_connection() -> None:
    with hanging_up(b"", tls=True) as url:
        assert sent(url, 200_000, trusted=False).failure is Failure.UNTRUSTED


@pytest.mark.parametrize("limit", [16_384, 100_000])
@PLAIN_AND_TLS
def test_the_reference_says_413_and_grants_again(tls: bool, limit: int) -> None:
    clock, design = MovedClock(START), setting(body_limit=limit)(good_design())
    with running(design, clock=clock, tls=tls_context() if tls else None) as address:
        session = session_with(address.endpoint, clock=clock)
        for size in (200_000, 1_000_000):
            exchange = session.endpoint.send(parameter("scope", "a" * size)(session.good()), "test")
            assert exchange.answer is not None
            assert exchange.answer.status == 413
            assert session.endpoint.send(session.good(), "test").met == "status 200"


def test_a_server_that_resets_large_bodies_is_robust() -> None:
    found = run(both(setting(body_limit=65_536), wrapped(resetting))(good_design()), ["-k", "test_robust"])
    judged = [(one.case, one.outcome) for one in found.report.run.checks if one.case != "generated"]
    assert len(judged) == 18
    assert {outcome for _, outcome in judged} == {"holds"}


def resetting(_: World, message: Message, answer: Answer) -> Outgoing:
    """Reset the connection where the body is too large."""
    is_large = isinstance(message, Unreadable) and message.cause == "body-too-large"
    return replace(answer(message), write=_reset) if is_large else answer(message)


def _reset(wire: Wire, _: Outgoing) -> None:
    wire.reset()


def test_connections_are_told_apart() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        kept = [session.endpoint.send(session.good(), "test").connection for _ in range(3)]
        closing = session.endpoint.send(http_header("Connection", "close")(session.good()), "test").connection
        fresh = session.endpoint.send(session.good(), "test").connection
    assert (kept, closing, fresh) == ([1, 1, 1], 1, 2)


def test_a_connection_that_the_server_closes_is_another_one_afterwards() -> None:
    with scripted(lambda *_: http(400, b"{}", extra="Connection: close\r\n")) as server:
        session = session_at(server.url)
        assert [session.endpoint.send(session.good(), "test").connection for _ in range(2)] == [1, 2]
