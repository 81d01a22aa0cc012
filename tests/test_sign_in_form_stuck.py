"""Signing in over plain HTTP where it does not go on: each kind of trouble has a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.clock import SystemClock
from conformance.endpoint import Endpoint
from conformance.places import certificates
from conformance.sign_in.model import SignInFailed, Stuck
from conformance.sign_in.moves import Move
from conformance.sign_in.visit import Visit
from conformance.target import User
from tests.form_sign_ins import failure_at, failure_on, way_to
from tests.login_pages import (
    ALICE,
    Provider,
    Reply,
    Request,
    asked_of,
    page,
    provider_target,
    redirect,
    serving,
)
from tests.scripted import http, scripted


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider()) as one:
        yield one


def test_a_wrong_password(provider: Provider) -> None:
    wrong = User("alice", "canary-wrong-password")
    failure = failure_at(provider_target(provider.url), wrong)
    assert failure.why is Stuck.CREDENTIALS
    assert failure.status == 401
    assert 'name or password of "alice" was not accepted' in failure.sentence
    # the page says it back
    assert "password, 21 characters" in (failure.page or "")
    assert "canary" not in (failure.page or "")


def test_an_unknown_user_at_a_login_in_two_pages() -> None:
    def again(request: Request) -> Reply:
        return page("<form method=post><label>E-mail <input type=email name=f1></label><button>Next</button></form>")

    failure = failure_on(login=again)
    assert failure.why is Stuck.CREDENTIALS
    assert "asks for the user name again" in failure.sentence


def test_no_password_in_the_target_file(provider: Provider) -> None:
    failure = failure_at(provider_target(provider.url), User("alice"))
    assert 'the target file has none for "alice"' in failure.sentence


@pytest.mark.parametrize("authorities, why", [("tls-ca.pem", None), ("roots.pem", Stuck.AWAY)])
def test_tls_is_trusted_as_the_target_file_says(authorities: str, why: Stuck | None) -> None:
    with serving(Provider(), tls=True) as provider:
        target = replace(provider_target(provider.url), ca=certificates() / authorities)
        if why is None:
            assert way_to(target).sign_in(asked_of(target), ALICE).parameters["code"] in provider.codes
        else:
            assert failure_at(target).why is why


def test_nobody_listens() -> None:
    with serving(Provider()) as provider:
        target = provider_target(provider.url)
    assert failure_at(target).why is Stuck.AWAY


@pytest.mark.parametrize("slowly", [0.0, 0.1])
def test_a_page_that_does_not_end(slowly: float) -> None:
    answer = http(200, b"x" * 1000, "text/html") if slowly else b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    with scripted(lambda *_: answer, slowly) as server:
        failure = failure_at(provider_target(server.url, timeout=0.5))
    assert failure.why is Stuck.HANGS
    assert "in time (0.5 s)" in failure.sentence


def test_a_connection_that_is_closed() -> None:
    with scripted(lambda *_: None) as server:
        assert failure_at(provider_target(server.url)).why is Stuck.CLOSED


def test_a_circle_is_named() -> None:
    failure = failure_on(resume=lambda _: redirect("/login"), login=lambda _: redirect("/resume"))
    assert failure.why is Stuck.LOOPS
    first, second, third = failure.sentence.removesuffix(".").split(": ", 1)[1].split(" → ")
    assert (first, second) == (third, first.replace("/login", "/resume"))


def test_redirects_without_end() -> None:
    def further(request: Request) -> Reply:
        return redirect(f"/resume?n={int(request.query.get('n', '0')) + 1}")

    failure = failure_on(resume=further)
    assert failure.why is Stuck.TOO_FAR
    assert len(failure.trail) == 21


def test_pages_without_end() -> None:
    failure = failure_on(resume=lambda _: page("<form><button>Continue</button></form>"))
    assert failure.why is Stuck.TOO_FAR
    assert "After 12 pages" in failure.sentence


@pytest.mark.parametrize(
    "location, words",
    [
        ("https://client.example/elsewhere", "the client's server but not the redirect URI"),
        ("com.example.app:/return", "neither a web page nor the redirect URI"),
        ("file:///etc/passwd", "neither a web page nor the redirect URI"),
        ("http://[::1", "no address"),
        ("", "without saying where"),
    ],
)
def test_led_elsewhere(location: str, words: str) -> None:
    failure = failure_on(resume=lambda _: redirect(location))
    assert words in failure.sentence
    assert failure.why is (Stuck.ELSEWHERE if location else Stuck.STATUS)


def test_from_https_to_a_page_that_is_not_encrypted(provider: Provider) -> None:
    target = provider_target(provider.url)
    asked = replace(asked_of(target), url="https://acme.example/authorize")
    visit = Visit(target, SystemClock(), Endpoint(target, SystemClock(), "tests"))
    with pytest.raises(SignInFailed, match="not encrypted"):
        visit.go(asked, Move("GET", f"{provider.url}/login"), {})
    assert provider.requests == []


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_status_that_is_no_login(status: int) -> None:
    failure = failure_on(resume=lambda _: page("Out of order.", "Oh dear", status))
    assert failure.why is Stuck.STATUS
    assert failure.status == status
    assert f"answered {status}" in failure.sentence
    assert failure.page == "Oh dear\nOut of order."


def test_a_status_in_json() -> None:
    failure = failure_on(resume=lambda _: Reply(400, '{"error": "invalid_request"}', (), "application/json"))
    assert failure.why is Stuck.STATUS
    assert failure.page == '{"error": "invalid_request"}'


def test_not_html() -> None:
    failure = failure_on(resume=lambda _: Reply(200, '{"code=canary-code-1234": 1}', (), "application/json"))
    assert failure.why is Stuck.NOT_HTML
    assert "with application/json, not with a page of HTML" in failure.sentence
    assert "canary" not in (failure.page or "")


def test_a_page_that_is_too_large() -> None:
    assert failure_on(resume=lambda _: page("x" * 1_100_000)).why is Stuck.TOO_LARGE


def test_no_form() -> None:
    failure = failure_on(login=lambda _: page("<p>Welcome.</p><form action=/search><input name=q></form>"))
    assert failure.why is Stuck.NO_FORM
    assert "[sign_in] fields" in failure.sentence
    assert "form GET q (text)" in (failure.page or "")


def test_no_form_without_scripts() -> None:
    failure = failure_on(login=lambda _: page("<div id=root></div><script src=app.js></script>"))
    assert failure.why is Stuck.NO_FORM
    assert 'how = "browser"' in failure.sentence
