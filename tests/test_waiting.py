"""How long an answer is waited for where others did not come: never less than an endpoint that is well needs."""

import pytest

from conformance.codes import Code
from conformance.exchange import Exchange, Failure
from conformance.outcome import NotTestable
from conformance.waiting import LEEWAY, Waiting
from tests.scripted import GRANT, REFUSAL, scripted
from tests.sessions import session_at
from tests.test_session import is_good
from tests.test_verdict import request

LIMIT = 10.0


def took(seconds: float, failure: Failure | None = None) -> Exchange:
    return Exchange(1, "good request", request(), None, failure, "", 0.0, seconds)


def learned(*grants: float) -> Waiting:
    waiting = Waiting(LIMIT)
    for seconds in grants:
        waiting.learn(took(seconds))
    return waiting


def test_behind_an_answer_that_came_the_whole_limit_is_left() -> None:
    assert learned(1).behind(took(1, Failure.CLOSED)) is None


@pytest.mark.parametrize("failure", [Failure.SILENT, Failure.SLOW])
@pytest.mark.parametrize("grants, seconds", [((), 3), ((0.1, 0.2), 3), ((4, 0.1), 4 * LEEWAY), ((9,), LIMIT)])
def test_a_second_try_has_the_time_that_a_slow_endpoint_needs(
    grants: tuple[float, ...], seconds: float, failure: Failure
) -> None:
    assert learned(*grants).behind(took(LIMIT, failure)) == seconds


@pytest.mark.parametrize("grants, seconds", [((), 1), ((0.1,), 1), ((2,), 2 * LEEWAY), ((8,), LIMIT)])
def test_a_brief_wait_is_no_shorter_than_a_grant(grants: tuple[float, ...], seconds: float) -> None:
    assert learned(*grants).briefly == seconds


def test_a_grant_that_was_slow_long_ago_counts_no_more() -> None:
    assert learned(8, 1, 1, 1, 1, 1).briefly == LEEWAY


def test_what_was_waited_for_briefly_is_no_finding_and_says_how_briefly() -> None:
    waiting = learned(2.000123)
    waiting.count(took(3 * LIMIT, Failure.SILENT))
    assert waiting.is_brief
    with pytest.raises(NotTestable, match=r"no answer within 3 s, and .* for 33 s in all"):
        waiting.count(took(3, Failure.SILENT))


def test_a_session_learns_how_long_its_grants_take() -> None:
    with scripted(lambda _, sent: GRANT if is_good(sent) else REFUSAL) as server:
        session = session_at(server.url)
        session.control("opening control")
    assert session.waiting != Waiting(session.target.limits.timeout)


def test_it_learns_from_a_control_with_the_code_of_a_refused_request_as_well() -> None:
    with scripted(lambda *_: GRANT) as server:
        session = session_at(server.url)
        session.prove(Code("code", "nonce", "https://client.example/return", "alice"))
    assert session.waiting != Waiting(session.target.limits.timeout)
