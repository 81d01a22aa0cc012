"""What is judged when one thing is sent many times: one grant at most, and never by accident."""

import threading
from collections.abc import Callable

import pytest

from conformance.client import Client
from conformance.clock import MovedClock
from conformance.exchange import Exchange
from conformance.outcome import NotTestable, Violated
from conformance.replay import RACERS, assertion_of, granted_before, race_is_won_once, with_assertion
from tests.scripted import GRANT, REFUSAL, http, scripted
from tests.sessions import client_at

LATER = http(429, b"{}")
UNAVAILABLE = http(503, b"{}")
BROKEN = http(500, b"Internal Server Error", "text/plain")


class Counts:
    """Answers a request by how often its assertion came before, one after another."""

    def __init__(self, answer: Callable[[int], bytes | None]) -> None:
        self.answer = answer
        self.seen: dict[bytes, int] = {}
        self.lock = threading.Lock()

    def __call__(self, _: int, request: bytes) -> bytes | None:
        if b"grant_type" not in request:
            return REFUSAL
        with self.lock:
            body = request.split(b"\r\n\r\n", 1)[1]
            self.seen[body] = time = self.seen.get(body, 0) + 1
        return self.answer(time)


def race(client: Client) -> None:
    race_is_won_once(client, "client assertion", lambda good: with_assertion(assertion_of(good)), rounds=1)


def judged(answer: Callable[[int], bytes | None], timeout: float = 5) -> Client:
    with scripted(Counts(answer)) as server:
        client = client_at(server.url, timeout)
        race(client)
        return client


def test_one_grant_among_refusals_holds() -> None:
    client = judged(lambda time: GRANT if time == 1 else REFUSAL)
    assert (
        client.sent == "8 requests with the same client assertion at the same moment, each over a connection of its own"
    )
    assert client.exchanges[-1].purpose == "closing control"


@pytest.mark.parametrize("grants", [2, 5, RACERS])
def test_two_grants_are_a_violation(grants: int) -> None:
    with pytest.raises(Violated) as caught:
        judged(lambda time: GRANT if time <= grants else REFUSAL)
    assert caught.value.actual == f"of 8, {grants} granted and {RACERS - grants} refused"


def test_two_grants_among_hiccups_are_a_violation() -> None:
    with pytest.raises(Violated):
        judged(lambda time: GRANT if time <= 2 else UNAVAILABLE)


def test_an_answer_that_is_neither_is_a_violation() -> None:
    with pytest.raises(Violated) as caught:
        judged(lambda time: GRANT if time == 1 else BROKEN)
    assert "neither granted nor refused: status 500" in caught.value.actual


def test_a_race_that_meets_a_hiccup_is_run_again() -> None:
    answers = [GRANT, LATER, *[REFUSAL] * 6]
    seen: list[int] = []

    def answer(time: int) -> bytes:
        seen.append(time)
        # the opening control is the first request of all, the eight of the first race follow it
        return answers[time - 1] if len(seen) < 12 else GRANT if time == 1 else REFUSAL

    client = judged(answer)
    assert seen.count(RACERS) == 2
    assert client.session.hiccups == 1


def test_an_endpoint_that_turns_some_of_a_crowd_away_is_judged_by_the_others() -> None:
    judged(lambda time: GRANT if time == 1 else REFUSAL if time <= 4 else LATER)


def test_one_that_turns_all_but_one_away_is_not_judged() -> None:
    with pytest.raises(NotTestable):
        judged(lambda time: GRANT if time == 1 else LATER)


def test_all_refused_holds_where_a_race_of_different_ones_is_granted() -> None:
    class RefusesTwins:
        """Waits for eight at once, and refuses them when two carry the same assertion."""

        def __init__(self) -> None:
            self.crowd = threading.Barrier(RACERS)
            self.bodies: list[bytes] = []

        def __call__(self, number: int, request: bytes) -> bytes | None:
            if b"grant_type" not in request:
                return REFUSAL
            self.bodies.append(request.split(b"\r\n\r\n", 1)[1])
            try:
                self.crowd.wait(0.3)
            except threading.BrokenBarrierError:
                self.crowd = threading.Barrier(RACERS)
                return GRANT
            return REFUSAL if len(set(self.bodies[-RACERS:])) < RACERS else GRANT

    with scripted(RefusesTwins()) as server:
        race(client_at(server.url))


def test_all_refused_is_not_judged_where_eight_different_ones_are_refused_too() -> None:
    class Alone:
        """Grants over the connection that is kept alive, and refuses a crowd."""

        def __call__(self, number: int, request: bytes) -> bytes | None:
            return GRANT if number < 4 else REFUSAL

    with scripted(Alone()) as server, pytest.raises(NotTestable):
        race(client_at(server.url))


def test_silence_for_some_is_no_accusation() -> None:
    over = threading.Event()

    def answer(time: int) -> bytes | None:
        if time == RACERS:
            over.wait(3)
        return GRANT if time == 1 else REFUSAL

    judged(answer, timeout=1)
    over.set()


def chosen_by(client: Client) -> Exchange:
    """The grant of the run that lies a second and a half back."""
    return client.tries(lambda send: granted_before(client, send, 1.5)).exchange


def test_a_grant_of_the_run_is_waited_for_as_long_as_it_is_too_young() -> None:
    with scripted(lambda *_: GRANT) as server:
        client = client_at(server.url)
        client.session.control("opening control")
        begun = client.session.clock.now()
        assert chosen_by(client) is client.session.endpoint.log[0]
        assert client.session.clock.now() - begun == pytest.approx(1.5, abs=0.1)
        assert client.session.endpoint.log[0] in client.used


def test_a_grant_of_the_run_that_is_old_enough_is_not_waited_for() -> None:
    with scripted(lambda *_: GRANT) as server:
        client = client_at(server.url)
        for _ in range(3):
            client.session.control("opening control")
            client.session.clock.wait(1)
        begun = client.session.clock.now()
        chosen = chosen_by(client)
        assert client.session.clock.now() - begun < 0.1
        assert 1.5 < begun - chosen.started < 2.5


def test_a_grant_whose_assertion_is_near_its_end_is_not_used() -> None:
    with scripted(lambda *_: GRANT) as server:
        client = client_at(server.url)
        old = client.session.control("opening control")
        assert isinstance(client.session.clock, MovedClock)
        client.session.clock.wait(25)
        chosen = chosen_by(client)
        assert chosen is not old
