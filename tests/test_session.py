"""Controls, plain refusals, hiccups and the circuit breaker, against servers that answer by a script."""

from email.utils import formatdate

import pytest

from conformance.changes import parameter, without
from conformance.client import Client
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.verdict import Kind, Shape
from tests.scripted import GRANT, REFUSAL, http, scripted
from tests.sessions import START, client_at, session_at

UNAVAILABLE = http(503, b"{}")
BUSY = http(429, b"{}")
BROKEN = http(500, b"Internal Server Error", "text/plain")


def is_good(request: bytes) -> bool:
    """Tell the unchanged request from those that the tests change."""
    return b"grant_type=client_credentials" in request and b"scope=iSHARE" in request


class Refuses:
    """Grants the good request (but for a spoiled signature, which it does not see) and answers others as told."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)

    def __call__(self, _: int, request: bytes) -> bytes | None:
        if is_good(request):
            return GRANT
        if b"grant_type" not in request:
            return REFUSAL
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


CHANGE = parameter("scope", "openid")


def test_a_refusal_between_two_controls_holds() -> None:
    with scripted(Refuses(REFUSAL)) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
        assert [one.purpose for one in client.exchanges] == [
            "opening control",
            "plain refusal: no grant_type",
            "plain refusal: failed authentication",
            "opening control",
            "changed request",
            "closing control",
        ]
        second = Client(client.session)
        second.asks(CHANGE).is_refused()
        assert [one.purpose for one in second.exchanges] == ["changed request", "closing control"]


@pytest.mark.parametrize(
    "answer",
    [GRANT, http(302, b"", extra="Location: /\r\n"), BROKEN, http(200, b"{}"), http(202, b'{"a": 1}')],
    ids=["granted", "redirect", "500", "empty", "accepted"],
)
def test_what_is_no_refusal_is_a_finding(answer: bytes) -> None:
    with scripted(Refuses(answer)) as server, pytest.raises(Violated) as finding:
        client_at(server.url).asks(CHANGE).is_refused()
    assert finding.value.requirement is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422])
def test_any_4xx_without_a_token_is_a_refusal(status: int) -> None:
    with scripted(Refuses(http(status, b"no", "text/plain"))) as server:
        client_at(server.url).asks(CHANGE).is_refused()


def test_a_4xx_with_a_token_is_granted() -> None:
    with scripted(Refuses(http(400, b'{"access_token": "abc"}'))) as server, pytest.raises(Violated, match="granted"):
        client_at(server.url).asks(CHANGE).is_refused()


def test_the_endpoints_own_plain_refusal_is_a_refusal_whatever_its_status() -> None:
    own = http(200, b'{"error": "invalid_request"}')

    def script(_: int, request: bytes) -> bytes:
        return GRANT if is_good(request) else own

    with scripted(script) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
        assert client.session.ordinary == (Shape(200, "application/json", frozenset({"error"})),)


def test_another_answer_than_the_plain_refusal_is_none() -> None:
    def script(_: int, request: bytes) -> bytes:
        if is_good(request):
            return GRANT
        return http(200, b'{"error": "x"}') if b"grant_type" not in request else http(200, b'{"message": "x"}')

    with scripted(script) as server, pytest.raises(Violated):
        client_at(server.url).asks(CHANGE).is_refused()


def test_a_change_that_changes_nothing_is_not_applicable() -> None:
    with scripted(Refuses(REFUSAL)) as server, pytest.raises(NotApplicable):
        client_at(server.url).asks(parameter("scope", "iSHARE"))


@pytest.mark.parametrize("hiccup", [None, UNAVAILABLE, BUSY, http(502, b""), http(408, b"")])
def test_a_passing_hiccup_is_tried_again_and_counted(hiccup: bytes | None) -> None:
    with scripted(Refuses(hiccup, REFUSAL)) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
        assert client.session.hiccups == 1


def with_many_granted(client: Client) -> Client:
    """Ask so often that a few hiccups are fewer than one request in ten."""
    for _ in range(60):
        client.session.control("opening control")
    return client


def test_a_hiccup_that_repeats_for_one_input_is_a_finding() -> None:
    with scripted(Refuses(UNAVAILABLE)) as server, pytest.raises(Violated, match="3 times"):
        with_many_granted(client_at(server.url)).asks(CHANGE).is_refused()


def test_the_same_check_alone_finds_it_too() -> None:
    """A reader repeats one check, and has few requests to compare with."""
    with scripted(Refuses(UNAVAILABLE)) as server, pytest.raises(Violated, match="3 times"):
        client_at(server.url).asks(CHANGE).is_refused()


def test_many_hiccups_are_no_finding() -> None:
    good: list[bytes] = []

    def script(_: int, request: bytes) -> bytes:
        good.append(request)
        return UNAVAILABLE if not is_good(request) or not len(good) % 6 else GRANT

    with scripted(script) as server, pytest.raises(NotTestable, match="steady"):
        client_at(server.url).asks(CHANGE)


def test_429_is_never_a_finding() -> None:
    with scripted(Refuses(BUSY)) as server, pytest.raises(NotTestable, match="fewer requests"):
        with_many_granted(client_at(server.url)).asks(CHANGE)


def test_500_is_not_tried_again() -> None:
    with scripted(Refuses(BROKEN)) as server:
        client = client_at(server.url)
        assert client.asks(CHANGE).kind is Kind.NEITHER
        assert sum(not is_good(request) for request in server.requests) == 2


@pytest.mark.parametrize("answer", [REFUSAL, http(401, b""), http(403, b"")])
def test_a_refused_control_accuses_nobody(answer: bytes) -> None:
    with scripted(lambda *_: answer) as server, pytest.raises(NotTestable, match="credentials"):
        client_at(server.url).asks(CHANGE)


@pytest.mark.parametrize("answer", [http(302, b""), http(200, b"<html>", "text/html"), http(204, b"")])
def test_an_odd_control_is_a_violation_of_the_grant(answer: bytes) -> None:
    plain_refusals = (1, 2)
    with (
        scripted(lambda number, _: REFUSAL if number in plain_refusals else answer) as server,
        pytest.raises(Violated) as finding,
    ):
        session_at(server.url).control("opening control")
    assert finding.value.requirement == "REQ-GRANTED"


@pytest.mark.parametrize("answer", [None, UNAVAILABLE, BROKEN, BUSY], ids=["closes", "503", "500", "429"])
def test_an_endpoint_that_is_away_or_dead_is_asked_a_few_times_and_no_more(answer: bytes | None) -> None:
    with scripted(lambda *_: answer) as server:
        client = client_at(server.url)
        for _ in range(200):
            with pytest.raises(NotTestable):
                client.asks(CHANGE)
        assert len(server.requests) < 25


def test_a_silent_endpoint_costs_a_few_deadlines() -> None:
    with scripted(lambda *_: b"HTTP/1.1 200 OK\r\n") as server:
        client = client_at(server.url, timeout=0.2)
        for _ in range(200):
            with pytest.raises(NotTestable):
                client.asks(CHANGE)
        assert len(server.requests) < 8


def test_an_endpoint_that_never_grants_is_asked_a_few_times_and_no_more() -> None:
    with scripted(lambda *_: http(200, b"<html>", "text/html")) as server:
        client = client_at(server.url)
        for _ in range(200):
            with pytest.raises((NotTestable, Violated)):
                client.asks(CHANGE)
        assert len(server.requests) < 25


def test_one_500_for_a_good_request_is_a_violation_and_not_the_end() -> None:
    granted = 5

    def script(number: int, request: bytes) -> bytes:
        if not is_good(request):
            return REFUSAL
        return BROKEN if number == granted else GRANT

    with scripted(script) as server:
        client = client_at(server.url)
        client.session.control("opening control")
        client.session.control("closing control")
        with pytest.raises(Violated) as finding:
            client.session.control("closing control")
        assert finding.value.requirement == "REQ-GRANTED"
        assert client.session.broken is None
        client.asks(CHANGE).is_refused()


def dated(ahead: float) -> bytes:
    """A grant with a Date that lies ahead."""
    body = b'{"access_token": "abc", "token_type": "Bearer"}'
    return http(200, body, extra=f"Date: {formatdate(START + ahead, usegmt=True)}\r\n")


@pytest.mark.parametrize("ahead, followed, trouble", [(0, 0, False), (4, 4, False), (60, 0, True)])
def test_the_clock_of_the_endpoint_is_followed_a_little_way(ahead: float, followed: float, trouble: bool) -> None:
    with scripted(lambda *_: dated(ahead)) as server:
        session = session_at(server.url)
        session.control("opening control")
        assert session.ahead == pytest.approx(followed, abs=0.6)
        assert bool(session.clock_trouble) is trouble


def test_an_endpoint_an_hour_ahead_is_still_tested_but_for_its_times() -> None:
    """It refuses what our clock dates and grants what its own would."""

    def script(_: int, request: bytes) -> bytes:
        grants = session.ahead > 3000
        body = b'{"access_token": "abc"}' if grants and b"grant_type" in request else b'{"error": "invalid_client"}'
        date = f"Date: {formatdate(START + 3600, usegmt=True)}\r\n"
        return http(200 if b"access_token" in body else 400, body, extra=date)

    with scripted(script) as server:
        session = session_at(server.url)
        session.control("opening control")
        assert session.trusted
        assert session.clock_trouble is not None


def test_without_leaves_out() -> None:
    session = session_at("http://127.0.0.1:9/")
    assert "scope" not in dict(without("scope")(session.good()).parameters)
