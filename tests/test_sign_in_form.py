"""Signing in over plain HTTP: pages of many kinds, sessions, and the ways that end at the redirect URI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.sign_in.landing import code_of
from conformance.sign_in.model import Landed, SignInFailed, Stuck
from tests.form_sign_ins import failure_on, way_to
from tests.login_pages import (
    ALICE,
    FIELDS,
    LOGIN,
    PASSWORD,
    RETURN,
    Provider,
    Route,
    asked_of,
    page,
    provider_target,
    redirect,
    serving,
)


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
