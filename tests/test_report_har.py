"""exchanges.har is HTTP Archive 1.2."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance.report.har import har
from tests.browsers import chromium, in_a_browser
from tests.report_samples import HOSTILE, exchange, run

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "data" / "har-1.2.schema.json").read_text()))


def entries(*records: Any) -> list[dict[str, Any]]:
    document = json.loads(har(run(exchanges=records)))
    SCHEMA.validate(document)
    found: list[dict[str, Any]] = document["log"]["entries"]
    return found


def test_an_exchange_is_told_whole() -> None:
    [entry] = entries(exchange(difference="exp: 30 -> -3600"))
    assert datetime.fromisoformat(entry["startedDateTime"]).timestamp() == exchange().started
    assert (entry["time"], entry["timings"]["wait"], entry["comment"]) == (12.0, 12.0, "Acme: changed request")
    assert entry["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert entry["request"]["postData"] == {
        "mimeType": "application/x-www-form-urlencoded",
        "text": "grant_type=client_credentials",
    }
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (200, "OK")
    assert entry["response"]["content"]["text"] == '{"access_token": "(redacted)"}'
    assert entry["_difference"] == "exp: 30 -> -3600"


def test_repeated_headers_stay_apart() -> None:
    [entry] = entries(exchange(response_headers=(("Pragma", "no-cache"), ("Pragma", "x"))))
    assert [header["value"] for header in entry["response"]["headers"]] == ["no-cache", "x"]


def test_no_answer_is_status_0_with_the_failure() -> None:
    [entry] = entries(exchange(status=None, response_headers=(), response_body="", failure="connection reset"))
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (0, "")
    assert entry["_failure"] == "connection reset"


def test_a_redirect_and_an_unknown_status() -> None:
    one, two = entries(
        exchange(1, status=302, response_headers=(("location", "https://elsewhere.example/"),)),
        exchange(2, status=799),
    )
    assert one["response"]["redirectURL"] == "https://elsewhere.example/"
    assert (two["response"]["status"], two["response"]["statusText"]) == (799, "")


def test_a_run_without_exchanges_is_an_archive_too() -> None:
    assert entries() == []


def test_hostile_texts_are_data_and_nothing_else() -> None:
    hostile = exchange(
        url=f"http://[{HOSTILE}",
        method=HOSTILE,
        request_body=HOSTILE,
        response_body=HOSTILE,
        response_headers=((HOSTILE, HOSTILE), ("Content-Type", HOSTILE)),
        failure=HOSTILE,
    )
    text = har(run(exchanges=(hostile,)))
    assert text.isascii()
    assert all(character.isprintable() or character == "\n" for character in text)
    [entry] = entries(hostile)
    assert "<script>" in entry["response"]["content"]["text"]


@in_a_browser
def test_a_browser_answers_from_the_archive(tmp_path: Path) -> None:
    """The HAR reader of a real tool finds the exchange, its status, headers and body."""
    from playwright.sync_api import sync_playwright

    (tmp_path / "exchanges.har").write_text(har(run(exchanges=(exchange(method="GET", request_body=""),))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright.chromium.executable_path))
        context = browser.new_context()
        context.route_from_har(tmp_path / "exchanges.har", not_found="abort")
        answer = context.new_page().goto(exchange().url)
        assert answer is not None
        assert (answer.status, answer.text()) == (200, '{"access_token": "(redacted)"}')
        assert answer.headers["cache-control"] == "no-store"
        browser.close()


@pytest.mark.parametrize("number", [0, 1, 3])
def test_what_is_written_part_by_part_is_the_same_text(number: int) -> None:
    records = tuple(exchange(one, response_body=HOSTILE) for one in range(1, number + 1))
    text = har(run(exchanges=records))
    assert text == json.dumps(json.loads(text), indent=1) + "\n"
    assert len(json.loads(text)["log"]["entries"]) == number
