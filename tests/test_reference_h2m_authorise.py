"""The authorise endpoint of the strict identity provider: each rule refuses what leads to the login without it."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest

from conformance.clock import MovedClock
from conformance.reference import h2m, m2m
from conformance.reference.changes import both, replaced, setting, without
from conformance.reference.design import Change, Design
from conformance.reference.h2m import good_h2m
from conformance.reference.provider_changes import at_authorise, landing_edited, provider_of
from conformance.reference.server import running
from conformance.reference.setting_up import CLIENT, IDENTITY_PROVIDER, OTHER_CLIENT, SERVER, fresh_world
from conformance.reference.sign_ins import LOW
from tests.by_hand import Making, header, key, x5c
from tests.provider_by_hand import (
    AUTHORISE,
    REDIRECT_URI,
    Browser,
    Page,
    challenge,
    parts,
    request_object,
    signed_form,
)

NOW = 1_800_000_000.5
Send = Callable[[Browser], Page]
OTHERS = Making(header(x5c=list(x5c("other_service_consumer"))), signer=key("other_service_consumer"))
SIGNED, PLAIN = good_h2m(), good_h2m(request="plain")


@dataclass(frozen=True)
class Refused:
    """A rule of the authorise endpoint, the request that it refuses, and what else stands in that request's way."""

    rule: str
    send: Send
    besides: Change = lambda design: design
    design: Design = SIGNED


def posting(
    making: Making | None = None, now: float = NOW, beside: dict[str, Any] | None = None, **claims: Any
) -> Send:
    return lambda browser: browser.post(AUTHORISE, signed_form(making, now, beside, **claims))


def sending(method: str = "POST", more: str = "", **headers: str) -> Send:
    return lambda browser: browser.send(method, AUTHORISE, urlencode(signed_form(now=NOW)) + more, **headers)


def twice(browser: Browser) -> Page:
    form = signed_form(now=NOW)
    browser.post(AUTHORISE, form)
    return browser.post(AUTHORISE, form)


def plainly(method: str = "GET", **changed: Any) -> Send:
    query = urlencode(parts(**changed))
    if method == "GET":
        return lambda browser: browser.send("GET", f"{AUTHORISE}?{query}")
    return lambda browser: browser.send(method, AUTHORISE, query)


SIGNED_ROWS = (
    Refused("method-is-post", sending("PUT")),
    Refused("content-type-is-form", sending(**{"Content-Type": "text/plain"})),
    Refused("form-is-well-formed", sending(more="&x=%zz")),
    Refused("no-control-characters", posting(beside={"x": "\0"})),
    Refused("parameters-once", sending(more="&scope=openid")),
    Refused(
        "client-id-present",
        posting(beside={"client_id": ...}),
        both(setting(identity=lambda attempt: attempt.claim("iss")), without("form-agrees-with-request")),
    ),
    Refused("type-is-jwt", posting(Making(header(typ="oauth-authz-req+jwt")))),
    Refused("headers-are-known", posting(Making(header(kid="1")))),
    Refused(
        "algorithm-is-allowed", posting(Making(header(alg="none"))), replaced("signature-is-right", lambda _: True)
    ),
    Refused("signature-is-right", posting(Making(signer=key("other_service_consumer")))),
    Refused("issuer-is-the-client", posting(iss=OTHER_CLIENT)),
    Refused("audience-is-this-server", posting(aud=SERVER)),
    Refused("jti-present", posting(jti=...)),
    Refused("not-expired", posting(now=NOW - 40)),
    Refused("lifetime-is-right", posting(exp=int(NOW) + 300)),
    Refused("leaf-is-the-clients", posting(OTHERS)),
    Refused("subject-is-open", posting(sub=CLIENT)),
    Refused("form-agrees-with-request", posting(beside={"scope": "openid"})),
    Refused("assertion-is-new", twice),
    Refused("response-type-is-code", posting(response_type="token")),
    Refused("scope-has-openid", posting(scope="iSHARE openidx")),
    Refused("redirect-uri-present", posting(redirect_uri=...)),
    Refused("redirect-uri-is-registered", posting(redirect_uri=f"{REDIRECT_URI}/more")),
    Refused("state-present", posting(state=...)),
    Refused("state-is-visible", posting(state="é")),
    Refused("nonce-present", posting(nonce="")),
    Refused("level-is-known", posting(acr_values="urn:http://eidas.europa.eu/LoA/low")),
    Refused("challenge-is-s256", posting(code_challenge="v" * 43, code_challenge_method="plain")),
    Refused("challenge-present", posting(), design=good_h2m(pkce=True)),
)
PLAIN_ROWS = (
    Refused("method-is-get-or-post", plainly("PUT"), setting(read_parameters=lambda _: tuple(parts().items())), PLAIN),
    Refused("no-control-characters", plainly(x="\0"), design=PLAIN),
    Refused("parameters-once", lambda browser: browser.send(
        "GET", f"{AUTHORISE}?{urlencode(parts())}&state=x"), design=PLAIN),
    Refused("client-id-present", plainly(client_id=...), setting(identity=lambda _: CLIENT), PLAIN),
    Refused("client-is-registered", plainly(client_id="did:ishare:EU.NL.NTRNL-9"), design=PLAIN),
    Refused("response-type-is-code", plainly(response_type="code token"), design=PLAIN),
    Refused("scope-has-openid", plainly(scope="OpenID"), design=PLAIN),
    Refused("redirect-uri-present", plainly(redirect_uri=...), design=PLAIN),
    Refused("redirect-uri-is-registered", plainly(redirect_uri="https://client.example.evil/return"), design=PLAIN),
    Refused("state-present", plainly(state=...), design=PLAIN),
    Refused("state-is-visible", plainly(state="a\tb"), design=PLAIN),
    Refused("nonce-present", plainly(nonce=...), design=PLAIN),
    Refused("level-is-known", plainly(acr_values="high"), design=PLAIN),
    Refused("challenge-is-s256", plainly(code_challenge="short", code_challenge_method="S256"), design=PLAIN),
    Refused("challenge-present", plainly(), design=good_h2m(request="plain", pkce=True)),
)  # fmt: skip
ROWS = SIGNED_ROWS + PLAIN_ROWS


def name_of(row: Refused) -> str:
    return f"{'plain' if row in PLAIN_ROWS else 'signed'}-{row.rule}"


def answered(design: Design, send: Send) -> Page:
    world = fresh_world(MovedClock(NOW), party=IDENTITY_PROVIDER)
    with running(design, world=world) as address:
        got = send(Browser(address))
    assert world.crashes == []
    return got


def leads_to_login(page: Page) -> bool:
    return page.status == 303 and page.location.startswith("/connect/login?ticket=")


@pytest.mark.parametrize("refused", ROWS, ids=name_of)
def test_the_provider_refuses_it_by_that_rule_on_a_page_of_its_own(refused: Refused) -> None:
    got = answered(refused.design, refused.send)
    rule = next(rule for rule in provider_of(refused.design).rules if rule.name == refused.rule)
    assert (got.status, got.location) == (rule.refusal.status, "")
    assert f'<p role="alert">{escape(rule.refusal.description)}</p>' in got.text


@pytest.mark.parametrize("refused", ROWS, ids=name_of)
def test_without_that_rule_it_leads_to_the_login(refused: Refused) -> None:
    got = answered(at_authorise(both(without(refused.rule), refused.besides))(refused.design), refused.send)
    assert leads_to_login(got), got.text


def test_every_rule_has_its_row_or_is_the_client_assertions_own() -> None:
    signed = {row.rule for row in SIGNED_ROWS}
    same = {rule.name: rule.holds for rule in m2m.RULES}
    untried = [rule for rule in provider_of(good_h2m()).rules if rule.name not in signed | {"request-present"}]
    assert all(rule.holds is same[rule.name] for rule in untried)
    plain = provider_of(good_h2m(request="plain", pkce=True)).rules
    assert {rule.name for rule in plain} == {row.rule for row in PLAIN_ROWS}
    assert {rule.name for rule in m2m.RULES} - {rule.name for rule in h2m.SIGNED_RULES + h2m.SIGNED_REPLAY_RULES} == {
        *("no-authorization-header", "no-client-secret", "grant-type-present", "grant-type-is-known"),
        *("scope-present", "scope-has-value"),
        *("assertion-type-present", "assertion-type-is-jwt-bearer", "assertion-present", "subject-is-the-client"),
    }


@pytest.mark.parametrize("missing", ["", "null"])
def test_a_request_without_its_object_is_refused(missing: str) -> None:
    assert answered(SIGNED, posting(beside={"request": missing})).status == 400


@pytest.mark.parametrize(
    "design, send",
    [
        (SIGNED, posting()),
        (SIGNED, posting(acr_values=f"urn:x {LOW}", language="nl")),
        (good_h2m(pkce=True), posting(code_challenge=challenge("v" * 43), code_challenge_method="S256")),
        (PLAIN, plainly()),
        (PLAIN, plainly("POST")),
    ],
    ids=["signed", "level", "pkce", "get", "post"],
)
def test_a_good_request_leads_to_the_login(design: Design, send: Send) -> None:
    assert leads_to_login(answered(design, send))


def test_another_method_is_told_which_ones_are_served() -> None:
    assert answered(good_h2m(), sending("PUT")).headers["allow"] == "POST"
    assert answered(PLAIN, plainly("PUT")).headers["allow"] == "GET, POST"


def test_what_stands_beside_the_signed_request_does_not_count() -> None:
    claims = parts(state="signed-state", nonce="signed-nonce")
    beside = {"state": "plain", "nonce": "plain", "redirect_uri": "https://evil.example/"}
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        landed = browser.sign_in(posting(beside=beside, **claims)(browser))
    assert landed.location.startswith(f"{REDIRECT_URI}?code=")
    assert landed.landed["state"] == "signed-state"


def test_a_parameter_can_be_made_to_override_the_signed_one() -> None:
    weak = at_authorise(setting(asked=lambda attempt, name: attempt.parameter(name) or attempt.claim(name)))
    with running(weak(good_h2m()), MovedClock(NOW)) as address:
        browser = Browser(address)
        assert browser.sign_in(posting(beside={"state": "plain"})(browser)).landed["state"] == "plain"


def test_a_request_object_is_no_client_assertion_and_the_other_way_round() -> None:
    with running(good_h2m(), MovedClock(NOW)) as address:
        browser = Browser(address)
        assertion = Making(claims={"aud": IDENTITY_PROVIDER}).assertion(NOW)
        assert posting(beside={"request": assertion})(browser).status == 400
        form = {"grant_type": "authorization_code", "client_id": CLIENT, "client_assertion": request_object(now=NOW)}
        form |= {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
        got = browser.post("/connect/token", form | {"code": "x", "redirect_uri": REDIRECT_URI})
        assert (got.status, got.members["error"]) == (400, "invalid_client")


def test_what_comes_back_to_the_client_can_be_edited() -> None:
    design = landing_edited(lambda _, asked, pairs: (*pairs, ("state", asked.state.upper())))(good_h2m())
    with running(design, MovedClock(NOW)) as address:
        browser = Browser(address)
        landed = browser.sign_in(posting(state="abc")(browser))
    assert landed.location.endswith("&state=abc&state=ABC")
