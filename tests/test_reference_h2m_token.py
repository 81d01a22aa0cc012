"""The token endpoint of the strict identity provider: each rule about codes refuses what is granted without it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from conformance.clock import MovedClock
from conformance.reference import h2m, m2m
from conformance.reference.changes import refusal_edited, setting, with_header, without
from conformance.reference.design import Change, Design
from conformance.reference.h2m import good_h2m
from conformance.reference.server import running
from conformance.reference.setting_up import IDENTITY_PROVIDER, OTHER_CLIENT, SERVER, fresh_world
from tests.by_hand import Making, header, key, x5c
from tests.provider_by_hand import REDIRECT_URI, TOKEN, Browser, Page, a_code, challenge, code_form

NOW = 1_800_000_000.5
OTHER = Making(
    header(x5c=list(x5c("other_service_consumer"))),
    {"iss": OTHER_CLIENT, "sub": OTHER_CLIENT},
    key("other_service_consumer"),
)
VERIFIER = "v" * 43
Make = Callable[[Browser, MovedClock], dict[str, Any]]


@dataclass(frozen=True)
class Refused:
    """A rule, the form that it refuses, and what has to be left out beside it for the form to be granted."""

    rule: str
    make: Make
    error: str = "invalid_grant"
    besides: Change = lambda design: design


def formed(code: Callable[[str], Any] = str, making: Making | None = None, **parameters: Any) -> Make:
    return lambda browser, _: code_form(code(a_code(browser, NOW)), making, NOW, **parameters)


def with_challenge(**parameters: Any) -> Make:
    asked = {"code_challenge": challenge(VERIFIER), "code_challenge_method": "S256"}
    return lambda browser, _: code_form(a_code(browser, NOW, **asked), now=NOW, **parameters)


def too_late(browser: Browser, clock: MovedClock) -> dict[str, Any]:
    code = a_code(browser, NOW)
    clock.wait(60)
    return code_form(code, now=clock.now())


def a_second_time(browser: Browser, _: MovedClock) -> dict[str, Any]:
    code = a_code(browser, NOW)
    assert browser.post(TOKEN, code_form(code, now=NOW)).status == 200
    return code_form(code, now=NOW)


def altered(code: str) -> str:
    return code[:-1] + ("A" if code[-1] != "A" else "B")


ROWS = (
    Refused("redirect-uri-present", formed(redirect_uri=...), "invalid_request"),
    Refused("code-present", formed(lambda _: ...), "invalid_request", without("code-is-known")),
    Refused("code-is-known", formed(altered)),
    Refused("code-is-the-clients", formed(making=OTHER, client_id=OTHER_CLIENT)),
    Refused("redirect-uri-is-the-same", formed(redirect_uri=f"{REDIRECT_URI}/")),
    Refused("code-is-alive", too_late),
    Refused("verifier-present", with_challenge()),
    Refused("verifier-is-right", with_challenge(code_verifier="w" * 43)),
    Refused("code-is-new", a_second_time),
)


def telling(design: Design) -> Design:
    """The same design, whose refusals name their cause in a header."""
    return refusal_edited(
        lambda _, refusal, draft: replace(draft, headers=with_header(draft.headers, "X-Cause", refusal.cause))
    )(design)


def asked(design: Design, make: Make) -> Page:
    clock = MovedClock(NOW)
    world = fresh_world(clock, party=IDENTITY_PROVIDER)
    with running(telling(design), world=world) as address:
        browser = Browser(address)
        got = browser.post(TOKEN, make(browser, clock))
    assert world.crashes == []
    return got


@pytest.mark.parametrize("refused", ROWS, ids=lambda each: each.rule)
def test_the_provider_refuses_it_by_that_rule(refused: Refused) -> None:
    got = asked(good_h2m(), refused.make)
    assert (got.status, got.members["error"], got.headers["x-cause"]) == (400, refused.error, refused.rule)


@pytest.mark.parametrize("refused", ROWS, ids=lambda each: each.rule)
def test_without_that_rule_it_is_granted(refused: Refused) -> None:
    got = asked(refused.besides(without(refused.rule)(good_h2m())), refused.make)
    assert got.status == 200, got.body
    assert got.members["access_token"]


def test_every_rule_is_one_of_m2m_or_has_its_row() -> None:
    shared = [rule.name for rule in m2m.RULES if not rule.name.startswith("scope-")]
    own = [row.rule for row in ROWS]
    assert sorted(rule.name for rule in h2m.RULES) == sorted(shared + own)
    by_name = {rule.name: rule for rule in m2m.RULES}
    assert all(rule is by_name[rule.name] for rule in h2m.RULES if rule.name in shared)


@pytest.mark.parametrize(
    "code, redirect_uri", [(str.lower, REDIRECT_URI), (lambda code: f" {code}", REDIRECT_URI), (str, REDIRECT_URI[:-1])]
)
def test_near_misses_are_refused(code: Callable[[str], str], redirect_uri: str) -> None:
    assert asked(good_h2m(), formed(code, redirect_uri=redirect_uri)).members["error"] == "invalid_grant"


@pytest.mark.parametrize("seconds, status", [(59, 200), (60, 400)])
def test_a_code_lives_for_a_minute(seconds: float, status: int) -> None:
    def make(browser: Browser, clock: MovedClock) -> dict[str, Any]:
        code = a_code(browser, NOW)
        clock.wait(seconds)
        return code_form(code, now=clock.now())

    assert asked(good_h2m(), make).status == status


def test_the_right_verifier_is_taken() -> None:
    assert asked(good_h2m(), with_challenge(code_verifier=VERIFIER)).status == 200


@pytest.mark.parametrize(
    "parameters, error",
    [
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"client_assertion": ...}, "invalid_client"),
        ({"client_id": OTHER_CLIENT}, "invalid_client"),
        ({"client_secret": "x"}, "invalid_request"),
    ],
    ids=["grant-type", "assertion", "client-id", "secret"],
)
def test_what_is_refused_leaves_the_code_alive(parameters: dict[str, Any], error: str) -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        code = a_code(browser, NOW)
        assert browser.post(TOKEN, code_form(code, now=NOW, **parameters)).members["error"] == error
        assert browser.post(TOKEN, code_form(code, now=NOW)).status == 200


@pytest.mark.parametrize(
    "making, now",
    [(Making(claims={"aud": SERVER}), NOW), (Making(), NOW - 60), (Making(signer=key("weak_key")), NOW)],
    ids=["audience", "expired", "signature"],
)
def test_the_client_is_authenticated_before_its_code_is_looked_at(making: Making, now: float) -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        code = a_code(browser, NOW)
        for text in (code, "unknown"):
            assert browser.post(TOKEN, code_form(text, making, now)).members["error"] == "invalid_client"
        assert browser.post(TOKEN, code_form(code, now=NOW)).status == 200


def test_a_replayed_assertion_spends_no_code() -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        first, second = a_code(browser, NOW), a_code(browser, NOW)
        form = code_form(first, now=NOW)
        assert browser.post(TOKEN, form).status == 200
        assert browser.post(TOKEN, form | {"code": second}).members["error"] == "invalid_client"
        assert browser.post(TOKEN, code_form(second, now=NOW)).status == 200


def test_a_code_that_comes_again_takes_its_token_with_it() -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        code = a_code(browser, NOW)
        token = browser.post(TOKEN, code_form(code, now=NOW)).members["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        assert browser.send("GET", "/resource", **bearer).status == 200
        assert browser.post(TOKEN, code_form(code, now=NOW)).status == 400
        assert browser.send("GET", "/resource", **bearer).status == 401


def test_of_eight_exchanges_at_once_one_is_granted() -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        code = a_code(Browser(address), NOW)
        forms = [code_form(code, now=NOW) for _ in range(8)]
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda form=form: statuses.append(Browser(address).post(TOKEN, form).status))
            for form in forms
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [200] + [400] * 7


def test_what_counts_as_the_code_is_a_setting() -> None:
    stripping = setting(code=lambda attempt: (attempt.parameter("code") or "").strip())
    assert asked(stripping(good_h2m()), formed(lambda code: f" {code} ")).status == 200
