"""How a granting answer is read: to the letter where a row judges it, leniently where a token is a token."""

import json
import random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.exchange import Answer, Exchange
from conformance.granted import Grant
from conformance.jwt_reading import ReadJwt, is_signed, read_jwt
from conformance.lifetime import grew_with_clock, lifetime_fault
from conformance.response_schema import schema_faults
from conformance.strict_json import StrictJsonError, members_of, repeated_names
from conformance.verdict import token_of

BODY = b'{"access_token":"t","token_type":"Bearer","expires_in":3600}'
JSON = "application/json"


def answer(body: bytes, content_type: str | None = JSON) -> Answer:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Answer(200, headers, body)


@pytest.mark.parametrize("content_type", [JSON, "Application/JSON; charset=utf-8", "application/json;charset=UTF-8"])
def test_an_object_under_its_media_type_is_read(content_type: str) -> None:
    assert members_of(answer(BODY, content_type))["expires_in"] == 3600


SPOILED = {
    "no-content-type": (BODY, None),
    "html": (BODY, "text/html"),
    "text-json": (BODY, "text/json"),
    "problem": (BODY, "application/problem+json"),
    "empty": (b"", JSON),
    "mark": (b"\xef\xbb\xbf" + BODY, JSON),
    "latin-1": (b'{"access_token":"t","name":"\xe9"}', JSON),
    "utf-16": (BODY.decode().encode("utf-16"), JSON),
    "two-values": (BODY + b"{}", JSON),
    "comma": (b'{"access_token":"t",}', JSON),
    "not-a-number": (b'{"access_token":"t","expires_in":NaN}', JSON),
    "line-in-a-string": (b'{"access_token":"t","name":"a\nb"}', JSON),
    "array": (b"[" + BODY + b"]", JSON),
    "string": (json.dumps(BODY.decode()).encode(), JSON),
    "null": (b"null", JSON),
    "deep": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON),
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_is_no_object_to_the_letter_is_told_in_words(name: str) -> None:
    with pytest.raises(StrictJsonError) as told:
        members_of(answer(*SPOILED[name]))
    assert str(told.value).startswith(("its ", "it has no content type", "something follows"))


@pytest.mark.parametrize("name", ["html", "mark", "latin-1", "utf-16", "two-values", "line-in-a-string"])
def test_a_token_in_a_badly_written_answer_is_a_token(name: str) -> None:
    assert token_of(answer(*SPOILED[name])) == "t"


def test_repeated_names_are_told_in_every_spelling() -> None:
    assert repeated_names(b'{"a":1,"b":{"c":1,"c":2},"\\u0061":2}') == ("a",)
    assert repeated_names(BODY) == ()


@pytest.mark.parametrize(
    "members, told",
    [
        ({"access_token": "t", "token_type": "Bearer", "expires_in": 1.5, "scope": ["free"]}, ()),
        ({}, ()),
        ({"expires_in": "3600"}, ("expires_in is a string, where the page has the type number",)),
        ({"expires_in": True}, ("expires_in is a truth value, where the page has the type number",)),
        ({"token_type": None}, ("token_type is null, where the page has the type string",)),
    ],
)
def test_members_have_the_types_of_the_page_of_m2m(members: dict[str, Any], told: tuple[str, ...]) -> None:
    assert schema_faults("m2m", members) == told


@pytest.mark.parametrize(
    "value, profile, right",
    [
        (3600, "h2m", True),
        (0, "m2m", True),
        (3600.0, "h2m", True),
        (1.5, "m2m", True),
        (1.5, "h2m", False),
        (-1, "m2m", False),
        (True, "m2m", False),
        ("3600", "m2m", False),
        (None, "m2m", False),
        (10**400, "m2m", True),
    ],
)
def test_a_lifetime_is_a_number_of_zero_or_more(value: Any, profile: str, right: bool) -> None:
    assert (lifetime_fault(value, profile) is None) is right


def test_growth_is_the_clocks_in_seconds_and_in_parts_of_them() -> None:
    assert all(grew_with_clock(growth, 3) for growth in (3, 2, 4, 3000, 3_000_000))
    assert not any(grew_with_clock(growth, 3) for growth in (0, 1, -3, 5, 30, 60, 300_000))


@pytest.mark.parametrize(
    "token, visible, bearer",
    [
        ("abc-._~+/==", True, True),
        ("a=b", True, False),
        ("a b", True, False),
        ("a:b", True, False),
        ("a\n", False, False),
        ("é", False, False),
        ("a\x7f", False, False),
    ],
)
def test_the_characters_of_a_token(token: str, visible: bool, bearer: bool) -> None:
    grant = Grant(cast("Exchange", SimpleNamespace(answer=answer(json.dumps({"access_token": token}).encode()))))
    assert (grant.has_visible_token, grant.has_bearer_token) == (visible, bearer)


def test_a_jwt_is_told_from_an_opaque_token() -> None:
    header, claims = "eyJhbGciOiJub25lIn0", "eyJhIjoxfQ"
    assert read_jwt(f"{header}.{claims}.") == ReadJwt({"alg": "none"}, {"a": 1}, b"")
    assert read_jwt(f"{claims}.{claims}.x") is None
    source = random.Random(5)
    assert not any(read_jwt(".".join(source.randbytes(9).hex() for _ in range(3))) for _ in range(200))


@pytest.mark.parametrize(
    "algorithm, signature, signed",
    [("RS256", b"s", True), ("RS256", b"", False), ("none", b"s", False), ("nOnE", b"s", False), (None, b"s", False)],
)
def test_a_signed_jwt_has_an_algorithm_and_a_signature(algorithm: Any, signature: bytes, signed: bool) -> None:
    assert is_signed(ReadJwt({"alg": algorithm}, {}, signature)) is signed
