"""The record of an exchange holds no secret, wherever in an answer an endpoint puts one."""

import json
from collections.abc import Callable

import pytest

from conformance.booking import every_secret
from conformance.exchange import Exchange, Failure
from conformance.session import Session
from tests.scripted import http, scripted
from tests.sessions import session_at

TOKEN = "t0ken-Q7x9-of-the-server-4711"
GRANT = http(200, json.dumps({"access_token": TOKEN, "token_type": "Bearer"}).encode())
FOLLOWING = b'{"error": "invalid_request", "error_description": "'


def asked(answer: bytes, times: int = 1) -> tuple[Session, Exchange]:
    """A session that was granted a token, and then got that answer."""
    with scripted(lambda number, _: answer if number >= times else GRANT) as server:
        session = session_at(server.url)
        for _ in range(times):
            session.endpoint.send(session.good(), "good request")
        exchange = session.endpoint.send(session.good(), "changed request")
        session.close()
    return session, exchange


def shown(session: Session, exchange: Exchange) -> str:
    """The record, as whoever has the report reads it."""
    return json.dumps(exchange.shown(session.target.secrets, session.endpoint.earlier.many), ensure_ascii=False)


def both(token: str) -> bytes:
    return json.dumps({"access_token": token, "heard": [token], token: "x"}).encode()


PLACES: dict[str, bytes] = {
    "the value of a field": http(200, both(TOKEN), extra=f"X-Heard: {TOKEN}\r\n"),
    "the name of a field": http(200, both(TOKEN), extra=f"X-{TOKEN}: heard\r\n"),
    "a cookie": http(200, both(TOKEN), extra=f"Set-Cookie: last={TOKEN}; Path=/\r\n"),
    "UTF-16": http(200, json.dumps({"access_token": TOKEN, "heard": TOKEN}).encode("utf-16-le")),
    "UTF-16 with its mark": http(200, json.dumps({"access_token": TOKEN}).encode("utf-16")),
    "a later answer": http(400, FOLLOWING + TOKEN.encode() + b'"}'),
    "a cookie of a later answer": http(400, b"{}", extra=f"Set-Cookie: last={TOKEN}\r\n"),
    "a link of a later answer": http(400, b"{}", extra=f"Location: https://x.example/?t={TOKEN}&u=1\r\n"),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_place_shows_it(place: str) -> None:
    session, exchange = asked(PLACES[place])
    assert exchange.answer is not None
    told = shown(session, exchange).replace("\\u0000", "")
    assert TOKEN not in told
    assert f"access_token, {len(TOKEN)} characters" in told


@pytest.mark.parametrize("line", [lambda sent: sent, lambda sent: b"HTTP/1.1 " + sent, lambda sent: b"x" * 150 + sent])
def test_a_line_that_is_no_http_shows_nothing_of_the_request(line: Callable[[bytes], bytes]) -> None:
    def echo(_: int, request: bytes) -> bytes:
        sent = request.partition(b"client_assertion=")[2].partition(b"&")[0]
        return line(sent) + b"\r\n\r\n"

    with scripted(echo) as server:
        session = session_at(server.url)
        exchange = session.endpoint.send(session.good(), "good request")
        session.close()
    assert exchange.failure in (Failure.GARBLED, Failure.CLOSED)
    assert exchange.request.assertion is not None
    assert exchange.request.assertion.compact[:40] not in shown(session, exchange) + exchange.met


@pytest.mark.parametrize("length", [20_000, 199_990, 200_000, 400_000])
def test_no_cut_leaves_half_a_secret(length: int) -> None:
    unit = TOKEN + " "
    text = "x" * (length % len(unit)) + unit * (length // len(unit)) + TOKEN
    session, exchange = asked(http(200, json.dumps({"access_token": TOKEN, "heard": text}).encode()))
    told = shown(session, exchange)
    assert TOKEN[:8] not in told
    assert TOKEN[-8:] not in told
    assert len(told) < 60_000


def test_what_a_run_held_is_known_when_it_ends() -> None:
    session, exchange = asked(GRANT)
    known = every_secret([session.target], [session])
    assert {TOKEN, exchange.request.assertion.compact if exchange.request.assertion else ""} <= known.keys()
    key = session.material().identity.key.private_numbers()
    assert {str(key.d), f"{key.p:x}"} <= known.keys()
    assert repr(session.endpoint.earlier.many).startswith("Secrets(")
