"""What a refusal betrays is found in every usual product's words, and plain descriptions are left alone."""

import json
from base64 import b64encode

import pytest

from conformance.changes import parameter
from conformance.clock import MovedClock
from conformance.credentials import with_secret
from conformance.exchange import Answer, Exchange
from conformance.leaks import leak_in
from conformance.profiles import PROFILES
from conformance.request import Material, TokenRequest
from conformance.target import Party, Target
from tests.sessions import target_at

LEAKS = {
    "python": 'Traceback (most recent call last):\n  File "app.py", line 3, in token\nKeyError: 1',
    "java": "\tat org.acme.Token.verify(Token.java:31)\n\tat java.base/java.lang.Thread.run(Thread.java:833)",
    "java-class": "com.auth0.jwt.exceptions.TokenExpiredException: The Token has expired",
    "dotnet": "   at Acme.Token.Handler.Verify(String a) in /src/Handler.cs:line 4",
    "dotnet-class": "System.NullReferenceException: Object reference not set",
    "node": "Error: no\n    at verify (/app/node_modules/jsonwebtoken/verify.js:133:19)",
    "node-inside": "TypeError: no\n    at node:internal/main/run_main_module:23:47",
    "php": "#0 /var/www/html/token.php(31): verify()",
    "php-warning": "PHP Warning: Undefined index: scope",
    "ruby": "app/controllers/token_controller.rb:12:in `create'",
    "go": "goroutine 17 [running]:\nmain.token(...)\n\t/src/main.go:42 +0x1d",
    "rust": "thread 'main' panicked at 'called `Option::unwrap()`'",
    "query": "ERROR: SELECT id, secret FROM client WHERE id = 'x'",
    "database": "SQLSTATE[42S02]: Base table or view not found",
    "oracle": "ORA-00942: table or view does not exist",
    "file": "cannot read /etc/token/keys/signing.conf",
    "file-of-windows": "cannot read C:\\inetpub\\wwwroot\\web.config",
    "version": "<center>nginx/1.18.0 (Ubuntu)</center>",
    "version-with-a-space": "Apache Tomcat 9.0.31",
    "library": "IDX10223: Lifetime validation failed",
}
HARMLESS = (
    "The assertion has expired",
    "The parameter scope must contain iSHARE",
    "See https://server.example/opt/errors/token.html and https://server.example/docs/api.php",
    "Select one of the scopes from the list where they are named",
    "client_assertion: exp lies at 10:31:07, which is in the past",
    "Use POST /connect/token",
    "~!#$%&'()*+,-./ [it] is <b>wrong</b> {here} 0:9; @ ^_`| ?",
    "trace 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "invalid_client: error at position 12 of the header",
    "version 2.2 of the iSHARE API",
)


def exchange(request: TokenRequest, body: bytes) -> Exchange:
    answer = Answer(400, (("Content-Type", "application/json"),), body)
    return Exchange(1, "refusal", request, answer, None, "", 0.0, 0.0)


@pytest.fixture(scope="module")
def sent() -> TokenRequest:
    material = Material(target_at("https://server.example/token"), MovedClock(1_790_000_000.0), None)
    return PROFILES["m2m"].good(material)


@pytest.mark.parametrize("words", LEAKS.values(), ids=LEAKS)
def test_a_leak_is_found_in_json_and_in_a_page(sent: TokenRequest, words: str) -> None:
    assert leak_in(exchange(sent, json.dumps({"error": "invalid_client", "detail": {"why": [words]}}).encode()))
    assert leak_in(exchange(sent, f"<html><pre>{words}</pre></html>".encode()))


@pytest.mark.parametrize("words", HARMLESS)
def test_plain_words_are_left_alone(sent: TokenRequest, words: str) -> None:
    body = {"error": "invalid_client", "error_description": words, "error_uri": "https://a.example/e.js#1"}
    assert leak_in(exchange(sent, json.dumps(body).encode())) is None


def test_the_assertion_is_found_whole_in_part_and_escaped(sent: TokenRequest) -> None:
    assert sent.assertion is not None
    compact = sent.assertion.compact
    for shown in (compact, compact.split(".")[1], f"got {compact.split('.')[2]}"):
        told = leak_in(exchange(sent, json.dumps({"error": "invalid_client", "received": shown}).encode()))
        assert told == "it repeats the assertion that was sent"


def test_an_unreadable_assertion_is_found_too(sent: TokenRequest) -> None:
    changed = parameter("client_assertion", "this-is-no-assertion")(sent)
    told = leak_in(exchange(changed, b'{"error_description":"cannot read this-is-no-assertion"}'))
    assert told == "it repeats the assertion that was sent"


def test_no_answer_betrays_nothing(sent: TokenRequest) -> None:
    assert leak_in(Exchange(1, "refusal", sent, None, None, "", 0.0, 0.0)) is None


RIGHT, WRONG = "Vb7^q|)n,Zd4", "no-secret-of-anybody"


def repeating(profile: str, secret: str, told: str) -> str | None:
    """What is found in a refusal that says something to a client with that secret."""
    target = Target("here", profile, "http://127.0.0.1:9/", Party("Warehouse7", secret=RIGHT))
    request = with_secret(lambda _: secret)(PROFILES[profile].good(Material(target, MovedClock(0), None)))
    answer = Answer(401, (), json.dumps({"error": "invalid_client", "error_description": told}).encode())
    return leak_in(Exchange(1, "changed request", request, answer, None, "", 0, 0))


@pytest.mark.parametrize("profile", ["ciam", "basic"])
@pytest.mark.parametrize("told", [f"{WRONG} is not right", f"Basic {b64encode(WRONG.encode()).decode()}"])
def test_a_wrong_secret_that_comes_back_is_a_leak(profile: str, told: str) -> None:
    assert repeating(profile, WRONG, told) == "it repeats the secret that was sent"
    assert repeating(profile, WRONG, "The secret is not right") is None


@pytest.mark.parametrize("profile", ["ciam", "basic"])
def test_the_right_secret_that_comes_back_is_another_row(profile: str) -> None:
    assert repeating(profile, RIGHT, f"{RIGHT} is not enough") is None
