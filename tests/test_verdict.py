"""What an answer is, by the answer alone: "Granted and refused" of the design, point by point."""

import pytest

from conformance.exchange import Answer, Exchange, Failure
from conformance.request import TokenRequest
from conformance.verdict import Kind, described, kind_of, shape_of, token_of
from tests.sessions import session_at

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
TOKEN = b'{"access_token": "abc", "token_type": "Bearer"}'


def request() -> TokenRequest:
    return session_at("http://127.0.0.1:9/token").good()


def answer(status: int, body: bytes = b"", media_type: str = JSON) -> Answer:
    return Answer(status, (("Content-Type", media_type),), body)


def met(status: int, body: bytes = b"", media_type: str = JSON) -> Exchange:
    return Exchange(1, "changed request", request(), answer(status, body, media_type), None, "", 0, 0)


def failed(failure: Failure, size: int = 0) -> Exchange:
    sent = TokenRequest("POST", "http://x/", (), (), request().material, body=b"a" * size)
    return Exchange(1, "changed request", sent, None, failure, "", 0, 0)


@pytest.mark.parametrize(
    "status, body, media_type",
    [
        (200, TOKEN, JSON),
        (201, TOKEN, JSON),
        (204, TOKEN, JSON),
        (299, TOKEN, JSON),
        (400, TOKEN, JSON),
        (401, TOKEN, "text/html"),
        (200, b"access_token=abc&token_type=Bearer", FORM),
        (200, b"access_token=abc", JSON),
        (200, b"\xef\xbb\xbf" + TOKEN, JSON),
        (200, b'{"access_token": "\\u0000"}', JSON),
        (200, b'{"access_token": "\xff"}', JSON),
        (200, b'{"access_token": "", "access_token": "abc"}', JSON),
        (200, b'{"access_token": "abc", "access_token": ""}', JSON),
        (429, TOKEN, JSON),
    ],
)
def test_granted(status: int, body: bytes, media_type: str) -> None:
    exchange = met(status, body, media_type)
    assert kind_of(exchange) is Kind.GRANTED
    assert described(exchange).startswith(f"granted: status {status}")


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token": ""}',
        b'{"access_token": null}',
        b'{"access_token": 1234}',
        b'{"access_token": true}',
        b'{"access_token": ["abc"]}',
        b'{"access_token": {"a": "b"}}',
        b'{"Access_Token": "abc"}',
        b'{"data": {"access_token": "abc"}}',
        b'[{"access_token": "abc"}]',
        b'"access_token"',
        b"null",
        b"",
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b"access_token=",
        b"\xff\xfe\x00",
    ],
)
def test_no_token_is_no_grant(body: bytes) -> None:
    assert kind_of(met(200, body)) is Kind.NEITHER
    assert kind_of(met(400, body)) is Kind.REFUSED
    assert described(met(200, body)).startswith("neither granted nor refused: status 200")


@pytest.mark.parametrize("status", [300, 302, 500, 501, 505, 599, 600, 100, 0])
def test_another_status_is_neither_even_with_a_token(status: int) -> None:
    assert kind_of(met(status)) is kind_of(met(status, TOKEN)) is Kind.NEITHER


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504])
def test_a_bad_moment_is_a_hiccup(status: int) -> None:
    assert kind_of(met(status)) is Kind.HICCUP
    assert described(met(status)).startswith("not served")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 431, 451, 499])
def test_4xx_is_a_refusal(status: int) -> None:
    assert kind_of(met(status)) is Kind.REFUSED


def test_the_own_way_to_refuse_has_the_same_status_type_and_members() -> None:
    own = shape_of(answer(500, b'{"error": "x", "trace": 1}'))
    assert kind_of(met(500, b'{"trace": 2, "error": "y"}'), [own]) is Kind.REFUSED
    assert kind_of(met(500, b'{"error": "x", "trace": 1}', f"{JSON}; charset=utf-8"), [own]) is Kind.REFUSED
    for other in (met(500, b'{"error": "x"}'), met(501, b'{"error": "x", "trace": 1}'), met(500, b"x", "text/html")):
        assert kind_of(other, [own]) is Kind.NEITHER
    assert kind_of(met(200, TOKEN), [shape_of(answer(200, TOKEN))]) is Kind.GRANTED


@pytest.mark.parametrize(
    "failure, size, kind",
    [
        (Failure.CLOSED, 0, Kind.HICCUP),
        (Failure.CLOSED, 65_536, Kind.HICCUP),
        (Failure.CLOSED, 65_537, Kind.REFUSED),
        (Failure.AWAY, 1_000_000, Kind.HICCUP),
        (Failure.SILENT, 1_000_000, Kind.NEITHER),
        (Failure.SLOW, 0, Kind.NEITHER),
        (Failure.FLOOD, 0, Kind.NEITHER),
        (Failure.GARBLED, 0, Kind.NEITHER),
    ],
)
def test_no_whole_answer(failure: Failure, size: int, kind: Kind) -> None:
    assert kind_of(failed(failure, size)) is kind
    assert described(failed(failure, size)) == failure.value


def test_a_long_error_and_markup_stay_short() -> None:
    told = described(met(400, b'{"error": "' + b"x" * 500 + b'"}'))
    assert len(told) < 130
    assert token_of(Answer(200, (), b"<a href='/?access_token=abc'>")) is None
