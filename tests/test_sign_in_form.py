"""Signing in over plain HTTP: the pages of our own provider, and everything that can be wrong with a login."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.clock import SystemClock
from conformance.endpoint import Endpoint
from conformance.places import certificates
from conformance.sign_in.form import FormWay
from conformance.sign_in.landing import code_of
from conformance.sign_in.model import Landed, SignInFailed, Stuck
from conformance.sign_in.moves import Move
from conformance.sign_in.visit import Visit
from conformance.target import Target, User
from tests.login_pages import (
    ALICE,
    FIELDS,
    LOGIN,
    PASSWORD,
    RETURN,
    Provider,
    Reply,
    Request,
    Route,
    asked_of,
    page,
    provider_target,
    redirect,
    serving,
)
from tests.scripted import http, scripted


def way_to(target: Target) -> FormWay:
    assert target.sign_in is not None
    return FormWay(target, target.sign_in, SystemClock(), "tests")


def failure_at(target: Target, user: User = ALICE) -> SignInFailed:
    with pytest.raises(SignInFailed) as raised:
        way_to(target).sign_in(asked_of(target), user)
    failure = raised.value
    shown = f"{failure.sentence} {failure.page} {failure.trail} {failure!r}"
    assert PASSWORD not in shown
    assert failure.sentence.endswith(".")
    assert str(failure) == failure.sentence
    return failure


def failure_on(timeout: float = 5.0, fields: dict[str, str] | None = None, **routes: Route) -> SignInFailed:
    """Sign in at a provider of which some pages are others."""
    with serving(Provider(routes={f"/{name}": route for name, route in routes.items()})) as provider:
        return failure_at(provider_target(provider.url, timeout, fields=fields or {}))


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving(Provider()) as one:
        yield one


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("consent", [False, True])
@pytest.mark.parametrize("pages", [1, 2])
def test_a_code_comes_back(pages: int, consent: bool, method: str) -> None:
    with serving(Provider(pages=pages, consent=consent)) as provider:
        target = provider_target(provider.url, method=method)
        asked, way = asked_of(target), way_to(target)
        reached = way.sign_in(asked, ALICE)
        code = code_of(asked, reached)
        assert [code.value] == provider.codes
        assert code.asked is asked
        assert reached.fresh_login
        assert reached.parameters["state"] == asked.state
        assert code.value not in repr(reached) + repr(code) + repr(asked)
        assert way.logins == provider.logins == 1


def test_a_session_is_kept_for_each_user_and_a_fresh_login_forgets_it(provider: Provider) -> None:
    target = provider_target(provider.url)
    way = way_to(target)

    def signed_in(fresh: bool = False) -> Landed:
        return way.sign_in(asked_of(target), ALICE, fresh=fresh)

    first, second, third = signed_in(), signed_in(), signed_in(fresh=True)
    assert [one.fresh_login for one in (first, second, third)] == [True, False, True]
    assert first.at == second.at
    assert first.at is not None
    assert third.at is not None
    assert third.at > first.at
    assert provider.logins == way.logins == 2
    with pytest.raises(SignInFailed):
        way.sign_in(asked_of(target), replace(ALICE, password="wrong-password"))
    assert not signed_in().fresh_login


def test_the_first_request_carries_what_was_asked(provider: Provider) -> None:
    target = provider_target(provider.url, method="POST")
    asked = asked_of(target)
    way_to(target).sign_in(asked, ALICE)
    first, *others = provider.requests
    assert first.form["nonce"] == asked.nonce
    assert first.headers["User-Agent"] == "tests"
    login = next(one for one in others if one.method == "POST")
    assert login.headers["Origin"] == provider.url
    assert login.headers["Referer"].startswith(f"{provider.url}/login?transaction=")
    assert login.form["empty"] == ""
    assert login.form["action"] == "go"
    assert "remember" not in login.form


def test_refusing_at_the_consent_page() -> None:
    with serving(Provider(consent=True)) as provider:
        target = provider_target(provider.url)
        asked = asked_of(target)
        reached = way_to(target).sign_in(asked, ALICE, deny=True)
        assert provider.codes == []
    with pytest.raises(SignInFailed, match='with the error "access_denied"') as raised:
        code_of(asked, reached)
    assert raised.value.why is Stuck.ERROR


@pytest.mark.parametrize("deny", ["decision=deny", "=No, thanks"])
def test_refusing_by_a_link(deny: str) -> None:
    with serving(Provider(consent=True, by_link=True)) as provider:
        target = provider_target(provider.url, deny=deny)
        reached = way_to(target).sign_in(asked_of(target), ALICE, deny=True)
        assert reached.parameters["error"] == "access_denied"
        assert provider.requests[-1].method == "GET"
        assert provider.codes == []
        assert way_to(target).sign_in(asked_of(target), ALICE).parameters["code"]


def test_refusing_where_nobody_asks(provider: Provider) -> None:
    target = provider_target(provider.url)
    with pytest.raises(SignInFailed, match="without a page that had the button") as raised:
        way_to(target).sign_in(asked_of(target), ALICE, deny=True)
    assert raised.value.why is Stuck.NO_DENIAL


def test_a_wrong_password(provider: Provider) -> None:
    wrong = User("alice", "canary-wrong-password")
    failure = failure_at(provider_target(provider.url), wrong)
    assert failure.why is Stuck.CREDENTIALS
    assert failure.status == 401
    assert 'name or password of "alice" was not accepted' in failure.sentence
    # the page says it back
    assert "password, 21 characters, sha256" in (failure.page or "")
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


def test_two_forms_and_the_names_that_tell_them_apart(provider: Provider) -> None:
    other = (
        '<form method=post action="/other"><input name=user><input type=password name=pin><button>Go</button></form>'
    )
    both = lambda _: page(LOGIN + other)  # noqa: E731
    failure = failure_on(login=both)
    assert failure.why is Stuck.SEVERAL_FORMS
    assert "[sign_in] fields" in failure.sentence
    with serving(Provider(routes={"/login": both, "/other": lambda _: redirect(f"{RETURN}?code=x")})) as one:
        target = provider_target(one.url, fields={"name": "user", "password": "pin"})
        way_to(target).sign_in(asked_of(target), ALICE)
        assert one.requests[-1].form == {"user": "alice", "pin": PASSWORD}


def test_a_form_to_register_beside_the_login_is_left_alone() -> None:
    register = f'<form method=post action="/register"><input name=email>{FIELDS}</form>'
    changing = "<form><input type=password name=old><input type=password name=new></form>"
    routes: dict[str, Route] = {
        "/login": lambda request: (
            page(register + LOGIN + changing) if request.method == "GET" else redirect(f"{RETURN}?code=x")
        )
    }
    with serving(Provider(routes=routes)) as provider:
        target = provider_target(provider.url)
        way_to(target).sign_in(asked_of(target), ALICE)
        assert provider.requests[-1].path == "/login"


def test_a_code_that_is_posted_by_a_form() -> None:
    form = (
        f'<form method=post action="{RETURN}"><input type=hidden name=code value=abc><button>Continue</button></form>'
    )
    with serving(Provider(routes={"/resume": lambda _: page(form)})) as provider:
        target = provider_target(provider.url)
        reached = way_to(target).sign_in(asked_of(target), ALICE)
    assert reached.parameters == {"code": "abc"}


def test_a_page_that_refreshes_itself_to_another() -> None:
    routes: dict[str, Route] = {
        "/resume": lambda _: page('<meta http-equiv="refresh" content="0; url=\'/onward\'">'),
        "/onward": lambda _: redirect(f"{RETURN}?code=abc&code=def#token=x"),
    }
    with serving(Provider(routes=routes)) as provider:
        target = provider_target(provider.url)
        reached = way_to(target).sign_in(asked_of(target), ALICE)
    assert reached.parameters == {"code": "abc"}
    assert reached.fragment == {"token": "x"}
    assert reached.at is None
