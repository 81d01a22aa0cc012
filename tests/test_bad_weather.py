"""What passes and what stays: outages, hanging requests, servers that hang up, dates and pauses that are no such."""

import pytest

from conformance.bounds import MOST_BRIEFLY, MOST_HANGING, MOST_RECEIVED
from conformance.changes import unchanged
from conformance.client import Client
from conformance.outcome import NotTestable, Violated
from conformance.verdict import Kind, Shape
from tests.scripted import GRANT, REFUSAL, Script, http, scripted
from tests.sessions import client_at, session_at
from tests.test_session import BROKEN, BUSY, CHANGE, UNAVAILABLE, Refuses, is_good


def later(bad: bytes | None, first: int, last: int) -> Script:
    """A good server whose requests from ``first`` to ``last`` meet ``bad``."""

    def script(number: int, request: bytes) -> bytes | None:
        if first <= number <= last:
            return bad
        return GRANT if is_good(request) else REFUSAL

    return script


@pytest.mark.parametrize("bad", [UNAVAILABLE, BUSY, None], ids=["503", "429", "closes"])
def test_an_outage_of_seconds_costs_the_checks_in_it_and_no_more(bad: bytes | None) -> None:
    with scripted(later(bad, 8, 17)) as server:
        client = client_at(server.url)
        ends = []
        for _ in range(8):
            try:
                Client(client.session).asks(CHANGE).is_refused()
                ends.append("holds")
            except NotTestable:
                ends.append("not testable")
    assert ends[0] == ends[-1] == "holds"
    assert 1 <= ends.count("not testable") <= 3


@pytest.mark.parametrize("bad", [UNAVAILABLE, None], ids=["503", "closes"])
def test_a_control_that_meets_a_hiccup_once_is_sent_again(bad: bytes | None) -> None:
    closing_control = 5
    with scripted(later(bad, closing_control, closing_control)) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
    assert [one.purpose for one in client.exchanges[-2:]] == ["closing control", "closing control, after a hiccup"]
    assert client.session.hiccups == 1


def test_a_server_that_hangs_up_behind_each_answer_without_a_word_is_tested() -> None:
    """It announces no end of the connection; whoever sends on it meets nobody."""
    with scripted(lambda _, request: GRANT if is_good(request) else REFUSAL, answers=1) as server:
        client = client_at(server.url)
        for _ in range(3):
            Client(client.session).asks(CHANGE).is_refused()


def test_unavailable_at_the_start_is_not_learned_as_a_way_to_refuse() -> None:
    first_plain_refusal, control_behind_it = 1, 5
    with scripted(later(UNAVAILABLE, first_plain_refusal, control_behind_it)) as server:
        session = session_at(server.url)
        session.control("opening control")
        assert Shape(503, "application/json", frozenset()) not in session.ordinary


def test_503_for_every_faulty_request_is_a_way_to_refuse() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else UNAVAILABLE) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
        assert client.session.ordinary == (Shape(503, "application/json", frozenset()),)


def test_429_is_never_learned_as_a_way_to_refuse() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else BUSY) as server:
        session = session_at(server.url)
        session.control("opening control")
        assert session.ordinary == ()


def test_a_plain_refusal_that_is_granted_is_dropped_and_only_4xx_counts() -> None:
    with scripted(lambda _, request: GRANT if b"scope=iSHARE" in request else BROKEN) as server:
        client = client_at(server.url)
        with pytest.raises(Violated):
            client.asks(CHANGE).is_refused()
        assert client.session.ordinary == ()


@pytest.mark.parametrize("own", [BROKEN, http(302, b"", extra="Location: /error\r\n")], ids=["500", "redirect"])
def test_a_bad_way_to_refuse_is_one_finding_and_not_sixty(own: bytes) -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else own) as server:
        assert client_at(server.url).asks(CHANGE).kind is Kind.REFUSED


def test_waiting_for_answers_that_never_come_has_an_end() -> None:
    """Each of them is a finding, until enough time is spent."""
    with scripted(lambda _, request: GRANT if is_good(request) else b"") as server:
        client = client_at(server.url, timeout=0.2)
        session = client.session
        assert client.asks(CHANGE).kind is Kind.NEITHER
        session.waiting.hung = (MOST_HANGING + MOST_BRIEFLY) * session.target.limits.timeout
        sent = session.endpoint.sent
        with pytest.raises(NotTestable, match="without an answer for 1 s in all"):
            Client(session).asks(CHANGE)
        assert session.endpoint.sent == sent
        assert session.kind(session.control("good request")) is Kind.GRANTED


def test_behind_that_an_answer_is_waited_for_a_moment_and_its_lack_is_no_finding() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else REFUSAL if b"=x" in request else b"") as server:
        client = client_at(server.url, timeout=5)
        session = client.session
        session.control("opening control")
        session.waiting.hung = spent = MOST_HANGING * 5
        with pytest.raises(NotTestable, match=r"no answer within 0\.5 s"):
            client.asks(CHANGE)
        assert spent < session.waiting.hung < spent + 5


def test_who_hangs_at_a_plain_refusal_is_asked_for_one_alone() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else b"") as server:
        session = session_at(server.url, timeout=0.2)
        session.control("opening control")
        assert [one.purpose for one in session.endpoint.log if "plain refusal" in one.purpose] == [
            "plain refusal: no grant_type"
        ]
        assert session.waiting.hung > 0


@pytest.mark.parametrize("one_in", [3, 4])
def test_a_way_on_which_every_third_request_is_lost_ends_the_run(one_in: int) -> None:
    with scripted(
        lambda number, request: None if number % one_in == 2 else GRANT if is_good(request) else REFUSAL
    ) as server:
        client = client_at(server.url)
        reasons = []
        for _ in range(100):
            try:
                Client(client.session).asks(CHANGE).is_refused()
            except NotTestable as reason:
                reasons.append(str(reason))
        assert "the way to the endpoint is not steady" in reasons[-1]
        assert len(server.requests) < 150


@pytest.mark.parametrize("lost, is_found", [(0, True), (1, False)], ids=["steady", "bad-line"])
def test_on_a_bad_line_four_hiccups_in_a_row_may_be_chance(lost: int, is_found: bool) -> None:
    """Where every good request came through, the fault is in what the other held."""
    with scripted(Refuses(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, REFUSAL)) as server:
        client = client_at(server.url)
        for _ in range(60):
            client.session.control("opening control")
        client.session.lost = lost
        if is_found:
            with pytest.raises(Violated, match="3 times for this input"):
                client.asks(CHANGE).is_refused()
        else:
            client.asks(CHANGE).is_refused()
            assert len({one.request.wire_body for one in client.exchanges}) == len(client.exchanges)


def test_a_replay_that_meets_a_hiccup_begins_with_a_grant_of_its_own() -> None:
    """What was lost may have been taken: the same assertion a third time would be another question."""
    seen: list[bytes] = []
    lost: list[bytes] = []

    def script(_: int, request: bytes) -> bytes | None:
        assertion = request.partition(b"client_assertion=")[2].partition(b"&")[0]
        is_replay = assertion in seen
        seen.append(assertion)
        if is_replay and not lost:
            lost.append(assertion)
            return None
        return GRANT if is_good(request) and not is_replay else REFUSAL

    with scripted(script) as server:
        client = client_at(server.url)
        client.tries(lambda send: send.again(send.granted(unchanged))).is_refused()
    assert len(lost) == 1
    assert seen.count(lost[0]) == 2


def test_an_endpoint_that_sends_too_much_in_all_is_asked_nothing_more() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else REFUSAL) as server:
        client = client_at(server.url)
        client.asks(CHANGE).is_refused()
        client.session.endpoint.received = MOST_RECEIVED + 1
        with pytest.raises(NotTestable, match="64 MB in all"):
            client.session.control("control")


def test_a_silent_endpoint_costs_three_deadlines() -> None:
    with scripted(lambda *_: b"") as server:
        client = client_at(server.url, timeout=0.2)
        for _ in range(20):
            with pytest.raises(NotTestable, match="no good request"):
                client.asks(CHANGE)
        assert len(server.requests) <= 3


@pytest.mark.parametrize("pause", ["120", "-1", "1e9", "\xb2", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 400, ""])
def test_whatever_a_pause_is_called_it_ends(pause: str) -> None:
    busy = http(429, b"{}", extra=f"Retry-After: {pause}\r\n".encode("latin-1").decode("latin-1"))
    with scripted(Refuses(busy, REFUSAL)) as server:
        client = client_at(server.url)
        begun = client.session.clock.now()
        client.asks(CHANGE).is_refused()
        assert client.session.clock.now() - begun < 10


@pytest.mark.parametrize(
    "date",
    [
        "",
        "now",
        "0",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Mon, 99 Foo 2026 99:99:99 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Thu, 01 Jan 1970 00:00:00 -0000",
        "Thu, 01 Jan 1970 00:00:00",
        "1790000000",
        "2026-11-21T19:00:00Z",
        ", , ,",
        "Mon, 01 Jan 2026 00:00:00 +99999999999999",
    ],
)
def test_whatever_a_date_is_the_run_goes_on(date: str) -> None:
    body = b'{"access_token": "abc"}'
    dated = http(200, body, extra=f"Date: {date}\r\n")
    with scripted(lambda _, request: dated if is_good(request) else REFUSAL) as server:
        client_at(server.url).asks(CHANGE).is_refused()
