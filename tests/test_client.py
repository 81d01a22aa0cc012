"""An experiment between its controls: several steps, positives, and what a check that cannot go on leaves behind."""

import pytest

from conformance.changes import parameter, parameters, unchanged, without
from conformance.client import Client, Sender, bearer
from conformance.exchange import Exchange
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.verdict import Kind
from tests.scripted import GRANT, REFUSAL, http, scripted
from tests.sessions import client_at
from tests.test_session import BROKEN, BUSY, CHANGE, UNAVAILABLE, Refuses, is_good

UNKNOWN = parameter("extra", "1")


def strict(_: int, request: bytes) -> bytes:
    return GRANT if is_good(request) else REFUSAL


def twice(send: Sender) -> Exchange:
    """An experiment of two steps."""
    return send.again(send.granted(unchanged))


def test_a_legal_request_that_is_granted_holds() -> None:
    with scripted(strict) as server:
        exchange = client_at(server.url).asks(UNKNOWN).is_granted()
    assert bearer(exchange) == (("Authorization", "Bearer t0ken-of-the-server"),)


@pytest.mark.parametrize("answer", [REFUSAL, BROKEN, http(200, b"{}"), http(302, b"")])
def test_a_legal_request_that_is_not_granted_is_a_finding(answer: bytes) -> None:
    def picky(_: int, request: bytes) -> bytes:
        return answer if b"extra" in request else strict(0, request)

    with scripted(picky) as server, pytest.raises(Violated) as finding:
        client_at(server.url).asks(UNKNOWN).is_granted()
    assert finding.value.expected == "granted: 200 with an access token"


def test_a_status_that_fits_the_request_turns_it_down_as_well() -> None:
    with scripted(Refuses(http(501, b""))) as server:
        asked = client_at(server.url).asks(CHANGE)
        asked.is_refused(501)
        with pytest.raises(Violated, match="status 501"):
            asked.is_refused(505)


def test_a_fitting_status_with_a_token_is_a_grant() -> None:
    with scripted(Refuses(GRANT)) as server, pytest.raises(Violated):
        client_at(server.url).asks(CHANGE).is_refused(200)


@pytest.mark.parametrize("hiccup", [UNAVAILABLE, BUSY, None], ids=["503", "429", "closes"])
def test_a_hiccup_at_the_first_step_repeats_the_experiment(hiccup: bytes | None) -> None:
    first_step = 4

    def script(number: int, request: bytes) -> bytes | None:
        return hiccup if number == first_step else strict(number, request)

    with scripted(script) as server:
        client = client_at(server.url)
        assert client.tries(twice).kind is Kind.GRANTED
    assert [one.purpose for one in client.exchanges].count("first step") == 2


def test_a_first_step_that_is_refused_accuses_nobody() -> None:
    with scripted(strict) as server, pytest.raises(NotTestable, match="first step was not granted"):
        client_at(server.url).tries(lambda send: send.again(send.granted(without("scope"))))


def test_after_a_check_that_could_not_go_on_the_next_has_its_own_control() -> None:
    def falls_over(_: Sender) -> Exchange:
        raise NotApplicable("nothing to send")

    with scripted(strict) as server:
        client = client_at(server.url)
        client.asks(CHANGE)
        with pytest.raises(NotApplicable):
            client.tries(falls_over)
        following = Client(client.session)
        following.asks(CHANGE).is_refused()
    assert [one.purpose for one in following.exchanges] == ["opening control", "changed request", "closing control"]


def test_a_negative_is_nothing_without_its_closing_control() -> None:
    """A server that locks the client out refuses for another reason than the change."""
    locked: list[bytes] = []

    def locks(_: int, request: bytes) -> bytes:
        if not is_good(request) and b"scope=openid" in request:
            locked.append(request)
        return REFUSAL if locked else strict(0, request)

    with scripted(locks) as server, pytest.raises(NotTestable, match="closing control"):
        client_at(server.url).asks(CHANGE)


def test_each_request_is_made_anew() -> None:
    with scripted(strict) as server:
        client = client_at(server.url)
        for _ in range(3):
            client.asks(CHANGE)
        sent = [one.request.assertion for one in client.exchanges]
    identifiers = [one.claims["jti"] for one in sent if one is not None]
    assert len(identifiers) == len(client.exchanges) == len(set(identifiers))


def test_a_change_that_changes_nothing_is_never_sent() -> None:
    with scripted(strict) as server:
        client = client_at(server.url)
        for nothing in (unchanged, parameter("scope", "iSHARE"), parameters(lambda pairs: pairs)):
            with pytest.raises(NotApplicable):
                client.asks(nothing)
    assert not [one for one in client.exchanges if one.purpose == "changed request"]


def test_what_was_sent_is_what_a_check_says_or_its_last_change() -> None:
    with scripted(strict) as server:
        client = client_at(server.url)
        said = [client.sent]
        client.asks(CHANGE)
        client.asks(without("scope"))
        said.append(client.sent)
        client.says("something else")
        said.append(client.sent)
    assert said == [None, "no scope", "something else"]
