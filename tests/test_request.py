"""What a request says of itself: which of its values are secrets; and how a form is written."""

from dataclasses import replace
from urllib.parse import quote_plus

import pytest

from conformance.assertion import good_assertion
from conformance.changes import parameter
from conformance.clock import SystemClock
from conformance.profiles import PROFILES
from conformance.request import Material, TokenRequest, write_form
from conformance.target import read_target
from tests.specimens import target_file


@pytest.fixture
def request_of_m2m() -> TokenRequest:
    with target_file("http://127.0.0.1:9/token", "http://127.0.0.1:9/resource") as path:
        target = read_target(path)
    return PROFILES["m2m"].good(Material(target, SystemClock(), None))


def test_an_assertion_is_a_secret_as_a_parameter_and_in_the_query(request_of_m2m: TokenRequest) -> None:
    material = request_of_m2m.material
    written = good_assertion(material.identity, "server", material.now).compact
    as_text = parameter("client_assertion", written)(request_of_m2m)
    in_query = replace(request_of_m2m, parameters=(), query=(("client_assertion", written),))
    assert written in as_text.secrets()
    assert written in in_query.secrets()


@pytest.mark.parametrize("word", ["", "null", "undefined"])
def test_a_word_in_the_place_of_an_assertion_is_no_secret(request_of_m2m: TokenRequest, word: str) -> None:
    assert parameter("client_assertion", word)(request_of_m2m).secrets() == {}


@pytest.mark.parametrize(
    "text", ["", "a b", "a+b%20", "~-._", "/\0\n", "\xe9\u4e2d\U0001f600", "\ud800 ", "\xff" * 300]
)
def test_a_form_is_written_as_the_standard_library_writes_it(text: str) -> None:
    written = quote_plus(text, errors="surrogatepass")
    assert write_form(((text, text),)) == f"{written}={written}"


@pytest.mark.parametrize("value", ["a" * 1001, "\xe9" * 200])
def test_a_body_is_larger_by_what_its_values_say_or_by_what_is_written(
    request_of_m2m: TokenRequest, value: str
) -> None:
    alone = replace(request_of_m2m, parameters=(("note", value),))
    assert alone.is_larger_than(1000)
    assert not alone.is_larger_than(len(alone.wire_body or b""))
    assert replace(alone, body=b"x" * 1001).is_larger_than(1000)
    assert not replace(alone, body=b"x").is_larger_than(1000)


def test_what_is_bound_to_be_too_large_is_not_written(request_of_m2m: TokenRequest) -> None:
    alone = replace(request_of_m2m, parameters=(("note", "a" * 1001),))
    assert alone.is_larger_than(1000)
    assert "wire_body" not in vars(alone)
