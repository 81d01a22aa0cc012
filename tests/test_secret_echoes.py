"""A client's secret is found in whatever form it comes back, and nothing else is taken for it."""

import base64
import json

import pytest

from conformance.exchange import Answer
from conformance.secret_echoes import echo_in, is_a_word

SECRETS = ["Vb7^q|)n,Zd4", "Tr:9%41+x/q", 'a"b\\c d/é+9', "0123456789", "abc-def-ghi", "p" * 40]
JSON = (("Content-Type", "application/json"),)


def of(**members: object) -> Answer:
    return Answer(200, JSON, json.dumps(members).encode())


def jwt(**claims: object) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), "c2ln"])


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture(params=SECRETS)
def secret(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_secret_as_it_is_is_found_in_body_and_headers(secret: str) -> None:
    assert echo_in(of(error_description=f"no such secret: {secret}."), secret) == "the body holds the client's secret"
    assert echo_in(Answer(400, JSON, f"<p>{secret}</p>".encode()), secret)
    assert (
        echo_in(Answer(401, (("X-Seen", f"id {secret}"),), b""), secret)
        == "the header X-Seen holds the client's secret"
    )
    assert echo_in(of(nested=[{"deep": [secret]}]), secret)


@pytest.mark.parametrize("before", ["", "x", "id:", "a long client id:"])
def test_a_secret_in_base64_is_found_wherever_it_stands_in_it(secret: str, before: str) -> None:
    told = echo_in(of(received=f"Basic {in_base64(before + secret + ' and more')}"), secret)
    assert told == "the body holds the client's secret in base64"
    assert echo_in(of(received=in_base64(before + secret)), secret)
    url = base64.urlsafe_b64encode((before + secret).encode()).decode().rstrip("=")
    assert echo_in(of(received=url), secret)


@pytest.mark.parametrize("name", ["access_token", "id_token", "refresh_token"])
def test_a_secret_inside_a_readable_token_is_found(secret: str, name: str) -> None:
    assert echo_in(of(**{name: jwt(client={"secret": secret})}), secret)
    assert (
        echo_in(of(**{name: jwt(key=in_base64(secret))}), secret) == f"the {name} holds the client's secret in base64"
    )


def test_another_text_is_no_echo(secret: str) -> None:
    answer = of(access_token=jwt(sub="client"), error_description="The secret is not right", expires_in=3600)
    assert echo_in(answer, secret) is None
    assert echo_in(of(error_description=f"x{'0123456789'}9"), "0123456789") is None


@pytest.mark.parametrize("word", ["", "abc", "secret", "Password", "a1b2c"])
def test_a_secret_that_may_be_a_word_is_not_looked_for(word: str) -> None:
    assert is_a_word(word)


def test_a_random_secret_is_no_word(secret: str) -> None:
    assert not is_a_word(secret)
