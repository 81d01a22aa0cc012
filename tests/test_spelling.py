"""Which spelling of its grant a CIAM endpoint knows (reading A14), against servers that answer by a script."""

import json
from collections.abc import Mapping

import pytest

from conformance.changes import parameter, without
from conformance.client import Client
from conformance.clock import MovedClock
from conformance.outcome import NotTestable, Violated
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.spelling import spellings_of
from conformance.target import Limits, Party, Target
from suites.ciam.test_grant_spelling import test_one_of_the_two_spellings_of_the_grant_is_granted as check
from tests.scripted import GRANT, REFUSAL, http, scripted
from tests.sessions import START

BOTH = ("client_credentials", "client_credential")
UNSUPPORTED = http(400, b'{"error": "unsupported_grant_type"}')
WRONG_CLIENT = http(401, b'{"error": "invalid_client"}')
UNAVAILABLE = http(503, b"{}")
BROKEN = http(500, b"Internal Server Error", "text/plain")


class Knows:
    """Answers each spelling as told, and refuses every other request; it keeps what it was asked."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[str | None] = []

    def __call__(self, _: int, request: bytes) -> bytes:
        members = json.loads(request.partition(b"\r\n\r\n")[2])
        grant = members.get("grant_type")
        is_right = members.get("client_id") == "app" and "note" not in members
        self.asked.append(grant if is_right else None)
        return self.answers.get(grant, REFUSAL) if is_right else REFUSAL


def session_at(url: str) -> Session:
    target = Target("scripted", "ciam", url, Party("app", secret="s3cret-of-app"), limits=Limits(5, 0))
    return open_session(target, MovedClock(START), "token-conformance/tests", 1)


def knowing(table: bytes, text: bytes) -> Knows:
    """A script that answers the table's spelling and the text's."""
    return Knows(dict(zip(BOTH, (table, text), strict=True)))


def test_the_spelling_that_is_granted_is_used_everywhere() -> None:
    knows = knowing(UNSUPPORTED, GRANT)
    with scripted(knows) as server:
        session = session_at(server.url)
        check(Client(session))
        asked = Client(session).asks(parameter("note", "1"))
    asked.is_refused()
    assert asked.exchange.request.parameters[0] == ("grant_type", "client_credential")
    assert knows.asked[:2] == list(BOTH)
    assert set(knows.asked[2:]) == {"client_credential", None}
    assert any("client_credential alone" in note for note in session.all_notes)


def test_where_both_are_granted_the_registered_one_is_used_and_both_are_told() -> None:
    knows = knowing(GRANT, GRANT)
    with scripted(knows) as server:
        client = Client(session_at(server.url))
        check(client)
    assert client.session.grant_type == "client_credentials"
    assert [note for note in client.notes if "both are granted" in note and "A14" in note]
    assert client.sent == "grant_type client_credentials, then client_credential"
    assert {one.request.parameters[0][1] for one in client.exchanges[:2]} == set(BOTH)


def test_both_unsupported_is_a_violation_and_shows_both_exchanges() -> None:
    with scripted(knowing(UNSUPPORTED, UNSUPPORTED)) as server:
        client = Client(session_at(server.url))
        with pytest.raises(Violated) as found:
            check(client)
    assert found.value.requirement is None
    assert "client_credentials refused" in found.value.actual
    assert "client_credential refused" in found.value.actual


@pytest.mark.parametrize(
    "table, text",
    [(WRONG_CLIENT, WRONG_CLIENT), (UNSUPPORTED, WRONG_CLIENT), (WRONG_CLIENT, UNSUPPORTED), (REFUSAL, UNSUPPORTED)],
)
def test_both_refused_otherwise_accuses_nobody(table: bytes, text: bytes) -> None:
    with scripted(knowing(table, text)) as server, pytest.raises(NotTestable, match="neither spelling was granted"):
        check(Client(session_at(server.url)))


def test_the_control_is_the_spelling_that_is_not_called_unsupported() -> None:
    """So that the report of a wrong secret says that, and does not blame the grant."""
    with scripted(knowing(UNSUPPORTED, WRONG_CLIENT)) as server:
        session = session_at(server.url)
        with pytest.raises(NotTestable, match="invalid_client"):
            session.control("opening control")
    assert session.grant_type == "client_credential"


def test_an_endpoint_that_is_busy_is_not_accused() -> None:
    with scripted(knowing(UNAVAILABLE, UNAVAILABLE)) as server, pytest.raises(NotTestable):
        check(Client(session_at(server.url)))


def test_an_endpoint_that_fails_is_not_called_one_that_knows_no_spelling() -> None:
    with scripted(knowing(BROKEN, BROKEN)) as server, pytest.raises(NotTestable):
        check(Client(session_at(server.url)))


def test_a_hiccup_at_the_first_spelling_is_waited_for() -> None:
    answers = [UNAVAILABLE, GRANT]
    knows = knowing(GRANT, UNSUPPORTED)

    def script(number: int, request: bytes) -> bytes:
        return answers[number] if number < len(answers) else knows(number, request)

    with scripted(script) as server:
        session = session_at(server.url)
        check(Client(session))
    assert session.grant_type == "client_credentials"


def test_what_was_found_at_the_beginning_is_not_asked_again() -> None:
    knows = knowing(GRANT, UNSUPPORTED)
    with scripted(knows) as server:
        session = session_at(server.url)
        Client(session).asks(without("client_secret")).is_granted()
        before = len(knows.asked)
        assert [one.request.parameters[0][1] for one in spellings_of(session).values()] == list(BOTH)
        check(Client(session))
    assert len(knows.asked) == before


def test_the_departure_of_the_page_is_told_once() -> None:
    with scripted(knowing(GRANT, GRANT)) as server:
        session = session_at(server.url)
        session.control("opening control")
        session.control("opening control")
    assert len([note for note in session.all_notes if "A15" in note]) == 1
