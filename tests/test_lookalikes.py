"""What looks like a token is hidden in what an endpoint sent; names, words, times and identifiers of requests stay."""

import base64
import html
import json
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import quote

import pytest

from conformance.exchange import Answer, Exchange
from conformance.lookalikes import hide_all
from tests.fuzz_samples import flow_of

TOKEN = "FhTPjfJm8F6SBfUjgsn-mdlip55q5ZsP5rDzHip1bEA"
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda one: json.dumps({"token": one}),
    "escapes of JSON": lambda one: "".join(f"\\u{ord(letter):04x}" for letter in one),
    "escapes of a URL": lambda one: "".join(f"%{ord(letter):02X}" for letter in one),
    "twice escaped": lambda one: quote("".join(f"%{ord(letter):02X}" for letter in one)),
    "entities": lambda one: "".join(f"&#x{ord(letter):x};" for letter in one),
    "a page": lambda one: f"<li title='{html.escape(one)}'>{one}</li>",
    "base64": lambda one: base64.b64encode(one.encode()).decode(),
    "hexadecimal": lambda one: one.encode().hex(),
    "bytes of UTF-16": lambda one: repr(one.encode("utf-16-le")),
}
INNOCENT = (
    "at org.springframework.security.oauth2.provider.endpoint.TokenEndpoint.handleException(TokenEndpoint.java:181)",
    "OAuth2AuthenticationException: invalid_client at NimbusJwtDecoderJwkSupport2Factory",
    'trace 4bf92f3577b34da6a3ce929d0e0e4736, correlation "419404e1-07ce-4d80-9e8a-ecf94d0003de"',
    "x5c[0]: MIIGiDCCBHCgAwIBAgIUTMIL+omg6v5pU6qFOMFceG1YjDAwDQYJKoZIhvcNAQEL",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "Mon, 30 Nov 2026 20:14:19 GMT, max-age=31536000; includeSubDomains",
    "/usr/lib/python3/site-packages/authlib/oauth2/rfc6749/authorization_server.py",
    '{"error": "invalid_request", "error_description": "AADSTS700016_Application_was_not_found"}',
)


@pytest.mark.parametrize("way", WRITTEN)
def test_a_token_is_hidden_however_it_is_written(way: str) -> None:
    hidden = hide_all(f"wrong: {WRITTEN[way](TOKEN)}!", {})
    assert "looks like a token" in hidden
    assert TOKEN[:12] not in hidden.replace("\\x00", "")


@pytest.mark.parametrize("octets, most_missed", [(21, 20), (24, 10), (32, 3)])
def test_hardly_any_random_token_is_missed(octets: int, most_missed: int) -> None:
    digests = [sha256(str(number).encode()).digest()[:octets] for number in range(1000)]
    tokens = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in digests]
    assert sum(hide_all(one, {}) == one for one in tokens) <= most_missed


@pytest.mark.parametrize("text", INNOCENT)
def test_what_somebody_who_mends_looks_for_stays(text: str) -> None:
    assert hide_all(text, {}) == text


def test_two_of_them_can_be_told_apart() -> None:
    assert hide_all(TOKEN, {}) != hide_all(TOKEN[::-1], {})


def test_a_token_in_a_member_of_another_name_is_in_no_record() -> None:
    body = json.dumps({"data": {"accessToken": TOKEN}, "expires_in": 3600}).encode()
    answer = Answer(200, (("Content-Type", "application/json"), ("X-Session", TOKEN)), body)
    shown = Exchange(1, "judged", flow_of("basic").good(), answer, None, "", 0.0, 0.0).shown({})
    assert TOKEN not in str(shown)
    assert shown["response_headers"][0] == ["Content-Type", "application/json"]
    assert '"expires_in": 3600' in shown["response_body"]
