"""What is read of an answer's body: as much as the limit allows, before it is unpacked and behind that."""

import gzip
import tracemalloc
import zlib

import pytest

from conformance.answer_body import LARGEST_ANSWER, read_body
from conformance.exchange import Failure
from tests.scripted import http, scripted
from tests.sessions import session_at

TEXT = b'{"access_token": "abc"}'


@pytest.mark.parametrize("coding", ["", "identity", "br", "gzip, gzip"])
def test_a_body_without_a_coding_that_is_unpacked_stays_as_it_is(coding: str) -> None:
    assert read_body([TEXT[:5], TEXT[5:]], coding) == TEXT


@pytest.mark.parametrize(
    "coding, packed",
    [
        ("gzip", gzip.compress(TEXT)),
        (" X-GZip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:7]) + gzip.compress(TEXT[7:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
    ],
    ids=["gzip", "x-gzip", "two-members", "deflate", "raw-deflate"],
)
def test_a_packed_body_is_unpacked(coding: str, packed: bytes) -> None:
    assert read_body([packed], coding) == TEXT


def test_a_body_that_is_not_what_its_coding_says_stays_as_it_came() -> None:
    assert read_body([TEXT], "gzip") == TEXT


@pytest.mark.parametrize("length, is_read", [(LARGEST_ANSWER, True), (LARGEST_ANSWER + 1, False)])
def test_the_limit_holds_before_and_behind_unpacking(length: int, is_read: bool) -> None:
    for body, coding in ((b"a" * length, ""), (gzip.compress(b"a" * length), "gzip")):
        assert (read_body([body], coding) is not None) is is_read


@pytest.mark.parametrize("pieces", [1, 50])
def test_what_lies_beyond_the_limit_is_never_made(pieces: int) -> None:
    bomb = gzip.compress(b"a" * (100_000_000 // pieces)) * pieces
    tracemalloc.start()
    try:
        assert read_body([bomb], "gzip") is None
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 5 * LARGEST_ANSWER


BOMB = http(200, gzip.compress(b"a" * 50_000_000), extra="Content-Encoding: gzip\r\n")
LONG_HEAD = http(200, TEXT, extra="".join(f"X-{number}: {'a' * 10_000}\r\n" for number in range(20)))


@pytest.mark.parametrize("answer", [BOMB, LONG_HEAD], ids=["bomb", "head"])
def test_a_bomb_and_a_head_of_many_large_fields_are_floods(answer: bytes) -> None:
    with scripted(lambda *_: answer) as server:
        session = session_at(server.url)
        assert session.endpoint.send(session.good(), "test").failure is Failure.FLOOD
