"""Signing in with a real Chromium: logins made of scripts, and everything that can be wrong with one."""

from __future__ import annotations

import builtins
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.clock import SystemClock
from conformance.places import certificates
from conformance.sign_in import browser
from conformance.sign_in.browser import BrowserWay
from conformance.sign_in.chromium import NAMES
from conformance.sign_in.landing import code_of
from conformance.sign_in.model import SignInFailed, Stuck
from conformance.target import Target, User
from tests.login_pages import (
    ALICE,
    LOGIN,
    PASSWORD,
    RETURN,
    Provider,
    Reply,
    Route,
    asked_of,
    page,
    provider_target,
    redirect,
    serving,
)

HERE = any(map(shutil.which, NAMES)) or any(Path.home().glob(".cache/ms-playwright/chromium*"))
pytestmark = pytest.mark.skipif(
    not HERE and not os.environ.get("CI"), reason="no Chromium here: install one, or run `playwright install chromium`"
)


def way_to(target: Target) -> BrowserWay:
    assert target.sign_in is not None
    return BrowserWay(target, target.sign_in, SystemClock(), "tests")


@pytest.fixture(scope="module")
def way() -> Iterator[BrowserWay]:
    """One browser for all tests here: starting it is what takes long."""
    one = way_to(provider_target("http://127.0.0.1:1", timeout=5.0))
    yield one
    one.close()


def failure_on(way: BrowserWay, user: User = ALICE, **routes: Route) -> SignInFailed:
    with serving(Provider(routes={f"/{name}": route for name, route in routes.items()})) as provider:
        asked = asked_of(provider_target(provider.url))
        with pytest.raises(SignInFailed) as raised:
            way.sign_in(asked, user, fresh=True)
    failure = raised.value
    assert PASSWORD not in f"{failure.sentence}{failure.page}{failure.trail}"
    return failure


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "provider", [Provider(scripted=True), Provider(pages=2, consent=True)], ids=["script", "two-pages-and-consent"]
)
def test_a_code_comes_back(way: BrowserWay, provider: Provider, method: str) -> None:
    with serving(replace(provider, requests=[], codes=[])) as one:
        asked = asked_of(provider_target(one.url, method=method))
        before = way.logins
        reached = way.sign_in(asked, ALICE, fresh=True)
        assert [code_of(asked, reached).value] == one.codes
        assert reached.fresh_login
        first = one.requests[0]
        assert (first.method, {**first.query, **first.form}["nonce"]) == (method, asked.nonce)
        assert first.headers["User-Agent"].endswith("Safari/537.36 tests")
        assert "Origin" not in first.headers
        again = way.sign_in(asked_of(provider_target(one.url, method=method)), ALICE)
        assert (again.fresh_login, again.at) == (False, reached.at)
        assert way.logins == before + 1
        assert reached.trail[0] == f"{method} {one.url}/authorize → 302"
        assert reached.trail[-1].endswith("the redirect URI, not fetched")


def test_two_browsers_at_once() -> None:
    with serving(Provider(scripted=True)) as provider:
        target = provider_target(provider.url)
        ways = [way_to(target), way_to(target)]
        assert all(one.sign_in(asked_of(target), ALICE).fresh_login for one in ways)
        for one in ways:
            one.close()


@pytest.mark.parametrize("by_link", [False, True])
def test_refusing_at_the_consent_page(by_link: bool) -> None:
    with serving(Provider(consent=True, scripted=True, by_link=by_link)) as provider:
        target = provider_target(provider.url, deny="=No, thanks" if by_link else "decision=deny")
        way = way_to(target)
        reached = way.sign_in(asked_of(target), ALICE, fresh=True, deny=True)
        way.close()
        assert reached.parameters["error"] == "access_denied"
        assert provider.codes == []


def test_a_wrong_password_with_a_picture_of_the_page(way: BrowserWay) -> None:
    wrong = replace(ALICE, password="canary-wrong-password")
    failure = failure_on(way, wrong)
    assert failure.why is Stuck.CREDENTIALS
    assert failure.status == 401
    assert "canary" not in f"{failure.sentence}{failure.page}"
    assert (failure.screenshot or b"").startswith(b"\x89PNG")


def test_a_wrong_password_at_a_page_that_only_writes_it_down(way: BrowserWay) -> None:
    script = (
        "<p id=told></p><script>document.forms[0].onsubmit = () => { told.innerText = 'No.'; return false }</script>"
    )
    failure = failure_on(way, login=lambda _: page(LOGIN + script))
    assert failure.why is Stuck.CREDENTIALS
    assert "No." in (failure.page or "")


def test_a_login_without_a_form(way: BrowserWay) -> None:
    fields = "<label>E-mail <input id=m></label><input id=w type=password><div role=button id=go>Go on</div>"
    script = (
        f"<script>go.onclick = () => location = '{RETURN}?code=' + (m.value === 'alice' && w.value.length)</script>"
    )
    with serving(Provider(routes={"/login": lambda _: page(fields + script)})) as provider:
        reached = way.sign_in(asked_of(provider_target(provider.url)), ALICE, fresh=True)
    assert reached.parameters == {"code": str(len(PASSWORD))}


def test_a_code_that_is_posted_by_a_script(way: BrowserWay) -> None:
    form = f'<form method=post action="{RETURN}"><input type=hidden name=code value=abc></form>'
    posting = f"{form}<script>document.forms[0].submit()</script>"
    with serving(Provider(routes={"/resume": lambda _: page(posting)})) as provider:
        reached = way.sign_in(asked_of(provider_target(provider.url)), ALICE, fresh=True)
    assert reached.parameters == {"code": "abc"}


def test_a_redirect_uri_of_an_application(way: BrowserWay) -> None:
    with serving(Provider(routes={"/resume": lambda _: redirect("com.example.app:/return?code=abc")})) as provider:
        asked = replace(asked_of(provider_target(provider.url)), redirect_uri="com.example.app:/return")
        assert way.sign_in(asked, ALICE, fresh=True).parameters == {"code": "abc"}


@pytest.mark.parametrize(
    "reply, why",
    [
        (redirect("/resume"), Stuck.LOOPS),
        (redirect("https://client.example/elsewhere"), Stuck.ELSEWHERE),
        (page("Out of order.", status=500), Stuck.STATUS),
        (page("No such thing.", status=404), Stuck.STATUS),
        (Reply(200, "{}", (), "application/json"), Stuck.NOT_HTML),
        (Reply(200, b"PK", (), "application/zip"), Stuck.NOT_HTML),
        (page("<p>Welcome.</p>"), Stuck.NO_FORM),
        (page(LOGIN + LOGIN.replace("/login", "/other")), Stuck.SEVERAL_FORMS),
    ],
)
def test_pages_that_lead_nowhere(way: BrowserWay, reply: Reply, why: Stuck) -> None:
    failure = failure_on(way, resume=lambda _: reply)
    assert failure.why is why
    assert failure.sentence.endswith(".")


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_is_trusted_as_the_target_file_says(trusted: bool) -> None:
    authorities = certificates() / ("tls-ca.pem" if trusted else "roots.pem")
    with serving(Provider(), tls=True) as provider:
        target = replace(provider_target(provider.url), ca=authorities)
        one = way_to(target)
        if trusted:
            assert one.sign_in(asked_of(target), ALICE).parameters["code"] in provider.codes
        else:
            with pytest.raises(SignInFailed, match="TLS certificate is not right") as raised:
                one.sign_in(asked_of(target), ALICE)
            assert raised.value.why is Stuck.AWAY
        one.close()


def test_nobody_listens(way: BrowserWay) -> None:
    with serving(Provider()) as provider:
        asked = asked_of(provider_target(provider.url))
    with pytest.raises(SignInFailed, match="cannot be reached") as raised:
        way.sign_in(asked, ALICE)
    assert raised.value.why is Stuck.AWAY


def test_a_script_that_never_ends_ends_the_browser_and_the_next_sign_in_starts_another() -> None:
    endless = page(f"{LOGIN}<script>setTimeout(() => {{ while (true); }}, 1)</script>")
    with serving(Provider(routes={"/login": lambda _: endless})) as provider:
        target = provider_target(provider.url, timeout=10.0)
        hanging = way_to(target)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(browser, "MOST_ANSWERS", 0.4)
            with pytest.raises(SignInFailed) as raised:
                hanging.sign_in(asked_of(target), ALICE)
        assert raised.value.why is Stuck.HANGS
        provider.routes.clear()
        assert hanging.sign_in(asked_of(target), ALICE).fresh_login
        hanging.close()


def test_without_a_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    target = provider_target("http://127.0.0.1:1")
    with pytest.raises(SignInFailed, match="takes a Chromium") as raised:
        way_to(target).sign_in(asked_of(target), ALICE)
    assert raised.value.why is Stuck.TOOLS


def test_without_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name.startswith("playwright"):
            raise ImportError(name)
        return really(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    target = provider_target("http://127.0.0.1:1")
    with pytest.raises(SignInFailed, match=r"pip install .token-conformance\[browser\]"):
        way_to(target).sign_in(asked_of(target), ALICE)
