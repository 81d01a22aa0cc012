"""The end of a check as plain data: every outcome, findings on another row, crashes; all of it without secrets."""

import json
from typing import Any

import pytest

from conformance.booking import CONTROL, Ended, book
from conformance.catalogue import load_catalogue
from conformance.changes import in_url
from conformance.client import Client
from conformance.crash import crash_of
from conformance.gathering import Gathering
from conformance.outcome import NotApplicable, NotTestable, Violated
from tests.scripted import GRANT, REFUSAL, http, scripted
from tests.sessions import client_at
from tests.test_session import CHANGE, is_good

CRASHED = "the checker itself failed: KeyError: 'x'"
TOKEN = "t0ken-of-the-server"


def ended(error: BaseException | None, case: str | None = "a-case") -> Ended:
    return Ended("suites/x.py::test_x[a-case]", load_catalogue()["M2M-SCOPE"], case, "A title", error, 0.5)


def booked(error: BaseException | None) -> tuple[dict[str, Any], ...]:
    client = client_at("http://127.0.0.1:9/token")
    return book(ended(error), client, client.target).results


@pytest.mark.parametrize(
    "error, words",
    [
        (None, {"outcome": "holds", "expected": None, "actual": None, "reason": None}),
        (Violated("a", "b"), {"outcome": "violated", "expected": "a", "actual": "b", "reason": None}),
        (NotTestable("why"), {"outcome": "not-testable", "expected": None, "actual": None, "reason": "why"}),
        (NotApplicable("why"), {"outcome": "not-applicable", "expected": None, "actual": None, "reason": "why"}),
        (KeyError("x"), {"outcome": "not-testable", "reason": "the checker itself failed: KeyError: 'x'"}),
        (
            crash_of(KeyError("x"), {}),
            {"outcome": "not-testable", "reason": "the checker itself failed: KeyError: 'x'"},
        ),
    ],
)
def test_each_end_has_its_record(error: BaseException | None, words: dict[str, Any]) -> None:
    (result,) = booked(error)
    assert result["requirement"] == "M2M-SCOPE"
    assert result["case"] == "a-case"
    assert {name: result[name] for name in words} == words


def test_a_finding_on_another_row_leaves_the_own_one_untested() -> None:
    own, finding = booked(Violated("a grant", "a page", "REQ-GRANTED"))
    assert (own["requirement"], own["outcome"]) == ("M2M-SCOPE", "not-testable")
    assert own["reason"] == "its control was not granted: a page"
    assert (finding["requirement"], finding["outcome"]) == ("REQ-GRANTED", "violated")
    assert (finding["case"], finding["title"]) == (None, CONTROL)


def test_a_finding_on_its_own_row_is_one() -> None:
    (finding,) = booked(Violated("a", "b", "M2M-SCOPE"))
    assert finding["case"] == "a-case"


def test_whatever_quotes_a_secret_quotes_its_name() -> None:
    echo = http(400, b'{"error": "invalid_request", "error_description": "' + b"x" * 50 + b'"}')
    with scripted(lambda _, request: GRANT if is_good(request) else echo) as server:
        client = client_at(server.url)
        client.asks(CHANGE)
        client.asks(in_url())
        compact = [one.request.assertion.compact for one in client.exchanges if one.request.assertion]
        client.note(f"it said {TOKEN} and {compact[0]}")
        record = book(ended(Violated(f"not {compact[0]}", f"but {TOKEN} {compact[-1]}")), client, client.target)
    text = json.dumps([record.results, record.exchanges])
    assert not [one for one in (TOKEN, *compact, *(each.rpartition(".")[2] for each in compact)) if one in text]
    assert text.count("access_token, 19 characters") >= 3


def test_an_exchange_that_several_checks_look_at_is_gathered_once_with_its_difference() -> None:
    with scripted(lambda _, request: GRANT if is_good(request) else REFUSAL) as server:
        client = client_at(server.url)
        exchange = client.asks(CHANGE).is_refused()
        gathering = Gathering([client.target], strict=False)
        for error in (None, Violated("a", "b")):
            looking = Client(client.session)
            looking.uses(exchange)
            record = book(ended(error), looking, client.target)
            gathering.take(
                {
                    "session": "gw0:1",
                    "target": client.target.name,
                    "results": record.results,
                    "exchanges": record.exchanges,
                    "seconds": 0.5,
                    "counts": {"requests": 6, "hiccups": 0, "notes": []},
                }
            )
    run = gathering.finished(interrupted=False)
    assert [one.number for one in run.exchanges] == [1]
    assert [one.exchanges for one in run.checks] == [(1,), (1,)]
    assert "scope 'iSHARE' → 'openid'" in (run.exchanges[0].difference or "")
