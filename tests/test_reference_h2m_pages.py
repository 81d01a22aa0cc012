"""The pages of the strict identity provider: sessions, logins of one page, of two, of a script, and consent."""

from collections.abc import Iterator

import pytest

from conformance.clock import MovedClock
from conformance.reference.h2m import good_h2m
from conformance.reference.provider_changes import provider_with
from conformance.reference.server import Address, running
from conformance.reference.setting_up import (
    CLIENT,
)
from tests.provider_by_hand import (
    AUTHORISE,
    NOW,
    PASSWORDS,
    REDIRECT_URI,
    TOKEN,
    Browser,
    a_code,
    a_grant,
    asked,
    code_form,
    id_claims,
    signed_form,
)

LOGIN = "/connect/login"
CONSENT = "/connect/consent"


@pytest.fixture(name="clock")
def _clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture(name="address")
def _address(clock: MovedClock) -> Iterator[Address]:
    with running(good_h2m(), clock) as address:
        yield address


def test_a_session_spares_the_login_and_keeps_its_time(address: Address, clock: MovedClock) -> None:
    browser = Browser(address)
    first = id_claims(a_grant(browser, NOW))
    clock.wait(100)
    again = browser.post(AUTHORISE, signed_form(now=clock.now()))
    assert again.location.startswith(f"{REDIRECT_URI}?code=")
    members = browser.post(TOKEN, code_form(again.landed["code"], now=clock.now())).members
    assert id_claims(members)["auth_time"] == first["auth_time"] < id_claims(members)["iat"] - 99


def test_a_session_ends(address: Address, clock: MovedClock) -> None:
    browser = Browser(address)
    a_code(browser, NOW)
    clock.wait(8 * 3600)
    assert browser.post(AUTHORISE, signed_form(now=clock.now())).location.startswith(LOGIN)


@pytest.mark.parametrize("cookie", ["session=invented", "session=", "session", "other=x", ";;="])
def test_another_cookie_is_no_session(address: Address, cookie: str) -> None:
    browser = Browser(address)
    a_code(browser, NOW)
    stranger = Browser(address)
    page = stranger.send("GET", LOGIN, Cookie=cookie)
    assert page.status == 400
    form = signed_form(now=NOW)
    stranger.cookies["session"] = "x"
    assert stranger.post(AUTHORISE, form).location.startswith(LOGIN)


def test_the_cookie_is_kept_from_scripts(address: Address) -> None:
    browser = Browser(address)
    page = asked(browser)
    got = browser.post(LOGIN, page.hidden | {"username": "alice", "password": PASSWORDS["alice"]})
    assert got.headers["set-cookie"].endswith("; Path=/; HttpOnly")


@pytest.mark.parametrize(
    "name, password",
    [
        ("alice", "wrong"),
        ("alice", ""),
        ("alice", PASSWORDS["bob"]),
        ("Alice", PASSWORDS["alice"]),
        ("nobody", ""),
        ("", ""),
        ("alice", PASSWORDS["alice"] + " "),
    ],
)
def test_a_wrong_password_signs_nobody_in(address: Address, name: str, password: str) -> None:
    browser = Browser(address)
    page = asked(browser)
    again = browser.post(LOGIN, page.hidden | {"username": name, "password": password})
    assert (again.status, browser.cookies) == (200, {})
    assert "The user name or the password is wrong." in again.text
    assert browser.sign_in(again).landed["code"]


def test_a_login_takes_two_pages() -> None:
    with running(good_h2m(login="two-pages"), MovedClock(NOW)) as address:
        browser = Browser(address)
        first = asked(browser)
        assert first.fields == {"ticket", "username"}
        assert "missing" in browser.post(LOGIN, first.hidden).text
        second = browser.post(LOGIN, first.hidden | {"username": "bob"})
        assert second.fields == {"ticket", "password"}
        again = browser.post(LOGIN, second.hidden | {"password": PASSWORDS["alice"]})
        assert ("wrong" in again.text, again.fields) == (True, {"ticket", "password"})
        landed = browser.post(LOGIN, second.hidden | {"password": PASSWORDS["bob"]})
    assert landed.landed["code"]


def test_the_second_page_alone_signs_nobody_in() -> None:
    with running(good_h2m(login="two-pages"), MovedClock(NOW)) as address:
        browser = Browser(address)
        first = asked(browser)
        assert browser.post(LOGIN, first.hidden | {"password": PASSWORDS["bob"]}).status == 200
        both = {"username": "bob", "password": PASSWORDS["bob"]}
        assert browser.post(LOGIN, first.hidden | both).status == 200
        assert browser.cookies == {}


def test_a_login_needs_a_script() -> None:
    with running(good_h2m(login="script"), MovedClock(NOW)) as address:
        browser = Browser(address)
        page = asked(browser)
        assert "<form" not in page.text
        assert page.fields == set()
        ticket = page.text.partition('data-ticket="')[2].partition('"')[0]
        filled = {"ticket": ticket, "username": "alice", "password": PASSWORDS["alice"]}
        assert "needs JavaScript" in browser.post(LOGIN, filled).text
        assert browser.post(LOGIN, filled | {"proof": ticket[::-1]}).landed["code"]


def test_consent_is_asked_for_once_in_a_session_and_given() -> None:
    with running(good_h2m(consent=True), MovedClock(NOW)) as address:
        browser = Browser(address)
        page = browser.sign_in(asked(browser))
        assert page.fields == {"ticket", "decision"}
        assert CLIENT in page.text
        assert browser.post(CONSENT, page.hidden).fields == {"ticket", "decision"}
        code = browser.post(CONSENT, page.hidden | {"decision": "allow"}).landed["code"]
        assert browser.post(TOKEN, code_form(code, now=NOW)).status == 200
        assert asked(browser).landed["code"]
        assert Browser(address).sign_in(asked(Browser(address))).fields == {"ticket", "decision"}


def test_who_refuses_gets_no_code() -> None:
    with running(good_h2m(consent=True), MovedClock(NOW)) as address:
        browser = Browser(address)
        page = browser.sign_in(asked(browser, state="mine"))
        refused = browser.post(CONSENT, page.hidden | {"decision": "deny"})
        assert refused.location.startswith(REDIRECT_URI)
        assert refused.landed == {"error": "access_denied", "state": "mine"}
        assert browser.post(CONSENT, page.hidden | {"decision": "allow"}).status == 400


def test_consent_without_a_session_is_nobodys() -> None:
    with running(good_h2m(consent=True), MovedClock(NOW)) as address:
        browser = Browser(address)
        page = asked(browser)
        got = Browser(address).post(CONSENT, page.hidden | {"decision": "allow"})
        assert (got.status, got.location) == (400, "")


def test_what_a_refusing_button_does_is_a_setting() -> None:
    design = provider_with(allows=lambda _: True)(good_h2m(consent=True))
    with running(design, MovedClock(NOW)) as address:
        browser = Browser(address)
        page = browser.sign_in(asked(browser))
        assert browser.post(CONSENT, page.hidden | {"decision": "deny"}).landed["code"]


@pytest.mark.parametrize("path", [LOGIN, CONSENT])
def test_the_pages_are_for_an_open_request_alone(address: Address, path: str) -> None:
    browser = Browser(address)
    a_code(browser, NOW)
    for page in (browser.send("GET", path), browser.send("GET", f"{path}?ticket=%FF"), browser.post(path, {})):
        assert page.status == 400
    assert browser.send("DELETE", path).headers["allow"] == "GET, POST"


def test_one_login_gives_one_code(address: Address) -> None:
    browser = Browser(address)
    page = asked(browser)
    filled = page.hidden | {"username": "alice", "password": PASSWORDS["alice"]}
    assert browser.post(LOGIN, filled).landed["code"]
    assert browser.post(LOGIN, filled).status == 400


def test_an_open_request_does_not_wait_for_ever(address: Address, clock: MovedClock) -> None:
    browser = Browser(address)
    page = asked(browser)
    clock.wait(600)
    assert browser.post(LOGIN, page.hidden | {"username": "alice", "password": PASSWORDS["alice"]}).status == 400


def test_pages_are_not_kept_and_show_no_foreign_html() -> None:
    with running(good_h2m(login="two-pages"), MovedClock(NOW)) as address:
        browser = Browser(address)
        page = asked(browser)
        got = browser.post(LOGIN, page.hidden | {"username": "<b>'\"&"})
    assert got.headers["cache-control"] == "no-store"
    assert "Welcome, &lt;b&gt;&#x27;&quot;&amp;" in got.text
