"""The further tokens of an answer at basic: what is wrong with one, and what is right with a captured example."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from conformance.jwt_reading import read_jwt
from conformance.optional_tokens import (
    audience_fault,
    equality_fault,
    expiry_fault,
    id_token_of,
    is_signed_with,
    jwt_fault,
    key_that_signed,
    readable_id_token,
    text_fault,
)
from conformance.outcome import NotApplicable, NotTestable
from conformance.reference.changes import grant_with
from tests.specimens import good, run

CAPTURED = {
    "access_token": (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJpbnRlZ3JhdGlvbi1kZXYtVk5aUXFEdDRIdiIsImV4cCI6MTcxNjQ2NjIxOCwi"
        "anRpIjoiYjc4N2FiMTUtNDgxNS00MTFmLTkzYjctYzc5YWIxNWYwZDg3IiwiaWF0IjoxNzE1ODYxNDE4LCJpc3MiOiJTY3JlZW5pbmcgRWFn"
        "bGUgSUQiLCJzdWIiOiIxMzAyIiwic2NwIjoib3BlbmlkIGVtYWlsIHByb2ZpbGUgaW5zcGVjdCIsInNjb3BlcyI6WyJ1c2VyIl0sInVzZXJJ"
        "RCI6MTMwMiwidXNlclJlZ2lvbiI6IlNHIn0.zsN5ys3qdmcJmJwzZHR9c9LC92KPTh2-NaliF2eSHFc"
    ),
    "id_token": (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJpbnRlZ3JhdGlvbi1kZXYtVk5aUXFEdDRIdiIsImV4cCI6MTcxNjQ2NjIxOCwi"
        "aWF0IjoxNzE1ODYxNDE4LCJpc3MiOiJTY3JlZW5pbmcgRWFnbGUgSUQiLCJzdWIiOiIxMzAyIiwiZW1haWwiOiJ0ZXN0QHNjcmVlbmluZ2Vh"
        "Z2xlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJuYW1lIjoiVGVzdCBVc2VyIiwiZmlyc3RfbmFtZSI6IlRlc3QiLCJsYXN0X25hbWUi"
        "OiJVc2VyIiwiY291bnRyeV9jb2RlIjoiU0ciLCJwaWN0dXJlIjoiaHR0cHM6Ly9pZC1kZXYuc2NyZWVuaW5nZWFnbGUuY29tL2FwaS92MS91"
        "c2VyLzEzMDIvcGljdHVyZS8iLCJ1cGRhdGVkX2F0IjoxNzI1ODQ2Mzc4fQ.rQrkAyINhdV9E8SFmXvZv8v6gmCpokgmVwZFDU_ox28"
    ),
    "refresh_token": (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJpbnRlZ3JhdGlvbi1kZXYtVk5aUXFEdDRIdiIsImV4cCI6MTcyMTQxMzUzOSwi"
        "anRpIjoiY2YyNzdhMWUtYTRlNC00ODAzLTgzZmYtNDM5N2MzYzdhZWY0IiwiaWF0IjoxNzA1ODYxNTM5LCJpc3MiOiJTY3JlZW5pbmcgRWFn"
        "bGUgSUQiLCJzdWIiOiIxNDEzIiwic2NwIjoib3BlbmlkIGVtYWlsIHByb2ZpbGUgb2ZmbGluZSJ9."
        "IkZRvpIzQ5nr3xOhYWpEHrPkw0X-QWTHA75IAbM8ZLM"
    ),
}
"""Three HS256 tokens of one answer, as a developers' portal prints them; whose secret signed them is not known."""
CLIENT = "integration-dev-VNZQqDt4Hv"
ISSUED, ENDS = 1_715_861_418, 1_716_466_218
SECRET = "geheim-€-geheim"


def signed(key: bytes, **claims: Any) -> str:
    parts = ({"alg": "HS256"}, claims)
    text = ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts)
    made = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def test_the_captured_tokens_were_right_when_they_were_issued() -> None:
    claims = readable_id_token(CAPTURED).claims
    assert [text_fault(CAPTURED, name) for name in CAPTURED] == [None, None, None]
    assert jwt_fault(CAPTURED) is None
    assert equality_fault(CAPTURED) is None
    assert audience_fault(claims, CLIENT) is None
    assert expiry_fault(claims, now=ISSUED) is None


def test_the_captured_id_token_has_ended_before_its_own_last_update() -> None:
    claims = readable_id_token(CAPTURED).claims
    assert expiry_fault(claims, now=claims["updated_at"]) == f"exp lies {claims['updated_at'] - ENDS:,.0f} s back"
    assert expiry_fault(claims, now=ENDS) == "exp lies 0 s back"


def test_an_endpoint_that_hands_the_captured_tokens_out_is_told_what_is_wrong_with_them() -> None:
    found = run(grant_with(**CAPTURED)(good("basic")), ["-k", "test_tokens"])
    assert found.violated == {
        ("BASIC-OPTIONAL-TOKENS", "expiry"),
        ("BASIC-OPTIONAL-TOKENS", "audience"),
        ("BASIC-ID-TOKEN-SIGNATURE", None),
    }


def test_the_captured_tokens_are_signed_with_no_key_that_stands_in_them() -> None:
    for token in CAPTURED.values():
        assert read_jwt(token) is not None
        assert not is_signed_with(token, CLIENT.encode())
        assert key_that_signed(token, CLIENT, None) is None


def test_a_signature_is_made_with_the_bytes_of_the_secret() -> None:
    assert is_signed_with(signed(SECRET.encode()), SECRET.encode())
    assert not is_signed_with(signed(SECRET.encode("cp1252")), SECRET.encode())
    assert not is_signed_with(signed(SECRET.encode())[:-5], SECRET.encode())
    assert not is_signed_with("a.b.é", SECRET.encode())


@pytest.mark.parametrize(
    "key, name",
    [
        (hashlib.sha256(SECRET.encode()).digest(), "the SHA-256 of the secret"),
        (hashlib.sha256(SECRET.encode()).hexdigest().encode(), "the SHA-256 of the secret, in hex"),
        (b"", "an empty key"),
        (b"another", "the secret of the other client"),
    ],
)
def test_a_key_that_is_mistaken_for_the_secret_is_named(key: bytes, name: str) -> None:
    assert key_that_signed(signed(key), SECRET, "another") == name


def test_a_secret_that_was_read_as_base64_is_named() -> None:
    assert key_that_signed(signed(base64.b64decode("c2VjcmV0LW9mLWFwcA==")), "c2VjcmV0LW9mLWFwcA", None) == (
        "the secret read as base64"
    )


@pytest.mark.parametrize(
    "ends", [None, True, "1790000000", [1_790_000_000], {}, float("nan"), 1_780_000_000, 1_780_000_000.0]
)
def test_an_end_that_is_no_number_ahead_is_a_fault(ends: Any) -> None:
    assert expiry_fault({"exp": ends}, now=1_780_000_000) is not None


@pytest.mark.parametrize("ends", [1_780_000_001, 1_780_000_000.5, 10**30])
def test_a_number_ahead_is_none(ends: float) -> None:
    assert expiry_fault({"exp": ends}, now=1_780_000_000) is None


@pytest.mark.parametrize("found", ["me", ["me"], ["it", "me"], ["me", 7]])
def test_an_audience_with_the_client_is_right(found: Any) -> None:
    assert audience_fault({"aud": found}, "me") is None


@pytest.mark.parametrize("claims", [{}, {"aud": "ME"}, {"aud": ["it"]}, {"aud": None}, {"aud": {"me": 1}}, {"aud": []}])
def test_any_other_audience_is_a_fault(claims: dict[str, Any]) -> None:
    assert audience_fault(claims, "me") is not None


@pytest.mark.parametrize("value, fault", [("", "an empty string"), (None, "null"), (7, "a number"), ({}, "an object")])
def test_a_token_is_a_text(value: Any, fault: str) -> None:
    assert text_fault({"id_token": value}, "id_token") == f"id_token is {fault}"


def test_a_token_that_is_not_there_is_not_judged() -> None:
    for name in ("id_token", "refresh_token"):
        with pytest.raises(NotApplicable):
            text_fault({"access_token": "a"}, name)
    with pytest.raises(NotApplicable):
        equality_fault({"access_token": "a"})
    with pytest.raises(NotApplicable):
        id_token_of({"access_token": "a"})


@pytest.mark.parametrize("value", ["", None, 7])
def test_what_is_no_text_is_told_once(value: Any) -> None:
    with pytest.raises(NotTestable):
        jwt_fault({"id_token": value})


@pytest.mark.parametrize("value", ["a", "a.b", "a.b.c", "e30.e30.c2ln", "W10.e30.c2ln", "a.b.c.d.e", "....", "\x00.é."])
def test_what_is_no_jwt_is_a_fault(value: str) -> None:
    assert jwt_fault({"id_token": value}) is not None
    with pytest.raises(NotTestable):
        readable_id_token({"id_token": value})


@pytest.mark.parametrize("odd", ["=", "+", "/", "\n", " "])
def test_letters_that_are_none_of_base64url_are_named(odd: str) -> None:
    told = jwt_fault({"id_token": CAPTURED["id_token"] + odd})
    assert told is not None
    assert ascii(odd) in told


def test_an_encrypted_id_token_is_for_its_client_alone() -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"dir","enc":"A256GCM"}').rstrip(b"=").decode()
    with pytest.raises(NotApplicable):
        jwt_fault({"id_token": f"{header}..aaaa.bbbb.cccc"})


def test_equal_tokens_are_named_and_those_without_text_are_not_compared() -> None:
    assert equality_fault({"access_token": "a", "id_token": "b", "refresh_token": "a"}) == (
        "access_token equals refresh_token"
    )
    assert equality_fault({"access_token": "a", "id_token": "", "refresh_token": ""}) is None
