"""The strict identity provider as a client meets it: the whole way, id_tokens, pseudonyms, two providers."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.clock import MovedClock
from conformance.fixtures import certificates_directory
from conformance.id_token import read_id_token
from conformance.id_token_facts import Expectations
from conformance.id_token_rows import JUDGEMENTS
from conformance.identity import load_certificates
from conformance.reference.changes import REMOVED
from conformance.reference.h2m import good_h2m
from conformance.reference.provider_changes import id_token_header, id_token_with, provider_with
from conformance.reference.serve import Served, prepare
from conformance.reference.server import Address, running
from conformance.reference.setting_up import (
    CLIENT,
    HUMANS,
    IDENTITY_PROVIDER,
    OTHER_CLIENT,
    OTHER_SERVER,
    REDIRECT_URIS,
    fresh_world,
    good_design,
)
from conformance.reference.sign_ins import LEVELS, LOW, SUBSTANTIAL
from conformance.target import read_target
from tests.by_hand import Making, header, key, x5c
from tests.provider_by_hand import (
    AUTHORISE,
    NOW,
    REDIRECT_URI,
    TOKEN,
    Browser,
    a_code,
    a_grant,
    asked,
    code_form,
    id_claims,
    jwt_parts,
    signed_form,
)


@pytest.fixture(name="clock")
def _clock() -> MovedClock:
    return MovedClock(NOW)


@pytest.fixture(name="address")
def _address(clock: MovedClock) -> Iterator[Address]:
    with running(good_h2m(), clock) as address:
        yield address


def other_grant(browser: Browser) -> dict[str, Any]:
    """A whole way of the second client."""
    other = Making(
        header(x5c=list(x5c("other_service_consumer"))),
        {"iss": OTHER_CLIENT},
        key("other_service_consumer"),
    )
    uri = REDIRECT_URIS[OTHER_CLIENT]
    form = signed_form(other, NOW, client_id=OTHER_CLIENT, redirect_uri=uri)
    code = browser.sign_in(browser.post(AUTHORISE, form)).landed["code"]
    signer = replace(other, claims={"iss": OTHER_CLIENT, "sub": OTHER_CLIENT})
    got = browser.post(TOKEN, code_form(code, signer, NOW, client_id=OTHER_CLIENT, redirect_uri=uri))
    assert got.status == 200, got.body
    return got.members


def test_the_whole_way_is_granted(address: Address) -> None:
    browser = Browser(address)
    landed = browser.sign_in(asked(browser, state="here and ~ there&"))
    assert (landed.status, landed.location.partition("?")[0]) == (303, REDIRECT_URI)
    assert landed.landed.keys() == {"code", "state"}
    assert landed.landed["state"] == "here and ~ there&"
    got = browser.post(TOKEN, code_form(landed.landed["code"], now=NOW))
    assert got.members.keys() == {"id_token", "access_token", "token_type", "expires_in"}
    assert (got.members["token_type"], got.members["expires_in"]) == ("Bearer", 3600)
    assert (got.headers["cache-control"], got.headers["pragma"]) == ("no-store", "no-cache")
    assert got.headers["content-type"] == "application/json"


def test_the_id_token_says_what_the_page_wants(address: Address, clock: MovedClock) -> None:
    browser = Browser(address)
    asked_at = clock.now()
    members = a_grant(browser, NOW, nonce="the nonce")
    top, claims = jwt_parts(members["id_token"])
    assert (set(top), top["alg"], top["typ"]) == ({"alg", "typ", "x5c"}, "RS256", "JWT")
    assert claims.keys() == {"iss", "sub", "aud", "jti", "iat", "exp", "auth_time", "nonce", "acr", "azp"}
    assert (claims["iss"], claims["aud"], claims["azp"]) == (IDENTITY_PROVIDER, CLIENT, CLIENT)
    assert (claims["iat"], claims["exp"], claims["auth_time"]) == (int(asked_at), int(asked_at) + 30, int(asked_at))
    assert claims["nonce"] == "the nonce"
    assert claims["acr"] in LEVELS


def test_the_id_token_is_signed_by_the_identity_provider(address: Address) -> None:
    signed, _, signature = a_grant(Browser(address), NOW)["id_token"].rpartition(".")
    chain = jwt_parts(signed + ".")[0]["x5c"]
    assert chain == list(x5c("identity_provider"))
    public = x509.load_der_x509_certificate(base64.b64decode(chain[0])).public_key()
    assert isinstance(public, RSAPublicKey)
    public.verify(base64.urlsafe_b64decode(signature + "=="), signed.encode(), PKCS1v15(), SHA256())


def test_one_human_has_one_pseudonym_a_client(address: Address) -> None:
    subjects = [id_claims(a_grant(Browser(address), NOW))["sub"] for _ in range(2)]
    browser = Browser(address)
    other = id_claims(other_grant(browser))["sub"]
    assert subjects[0] == subjects[1] != other
    assert id_claims(a_grant(browser, NOW))["sub"] == subjects[0]


def test_two_humans_have_two_pseudonyms_that_do_not_name_them(address: Address) -> None:
    found = {}
    for human in HUMANS:
        browser = Browser(address)
        code = browser.sign_in(asked(browser), human.name).landed["code"]
        members = browser.post(TOKEN, code_form(code, now=NOW)).members
        found[human.name] = id_claims(members)["sub"]
        assert human.name not in json.dumps(id_claims(members))
    assert len(set(found.values())) == len(HUMANS) == 2


def test_a_second_provider_has_other_pseudonyms() -> None:
    subjects = []
    for party in (IDENTITY_PROVIDER, OTHER_SERVER):
        world = fresh_world(MovedClock(NOW), party=party)
        with running(good_h2m(), world=world) as address:
            browser = Browser(address)
            code = browser.sign_in(browser.post(AUTHORISE, signed_form(now=NOW, aud=party))).landed["code"]
            members = browser.post(TOKEN, code_form(code, Making(claims={"aud": party}), NOW)).members
        assert id_claims(members)["iss"] == party
        subjects.append(id_claims(members)["sub"])
    assert subjects[0] != subjects[1]


def test_the_provider_finds_the_human_again() -> None:
    world = fresh_world(MovedClock(NOW), party=IDENTITY_PROVIDER)
    with running(good_h2m(), world=world) as address:
        subject = id_claims(a_grant(Browser(address), NOW))["sub"]
    assert [human for (human, _), known in world.sign_ins.pseudonyms.items() if known == subject] == ["alice"]


def test_every_code_and_every_jti_is_another_one(address: Address) -> None:
    browser = Browser(address)
    grants = [a_grant(browser, NOW) for _ in range(3)]
    assert len({id_claims(one)["jti"] for one in grants}) == 3
    codes = {a_code(browser, NOW) for _ in range(3)}
    assert len(codes) == 3
    assert all(len(base64.urlsafe_b64decode(code + "=")) == 32 for code in codes)


def test_the_token_opens_the_protected_resource(address: Address, clock: MovedClock) -> None:
    browser = Browser(address)
    bearer = {"Authorization": f"Bearer {a_grant(browser, NOW)['access_token']}"}
    clock.wait(30)
    assert browser.send("GET", "/resource", **bearer).status == 200
    assert browser.send("GET", "/resource").status == 401


def test_claims_and_headers_of_the_id_token_can_be_changed() -> None:
    changes: tuple[Callable[..., Any], ...] = (
        id_token_with(sub=lambda attempt: attempt.identity.upper(), azp=REMOVED, exp=1),
        id_token_header(typ="at+jwt", x5c=REMOVED),
    )
    design = good_h2m()
    for change in changes:
        design = change(design)
    with running(design, MovedClock(NOW)) as address:
        top, claims = jwt_parts(a_grant(Browser(address), NOW)["id_token"])
    assert top == {"alg": "RS256", "typ": "at+jwt"}
    assert (claims["sub"], claims["exp"], "azp" in claims) == (CLIENT.upper(), 1, False)


def test_a_design_that_is_no_provider_has_no_authorise_endpoint() -> None:
    with running(good_design("m2m"), MovedClock(NOW)) as address:
        assert Browser(address).post(AUTHORISE, signed_form(now=NOW)).status == 404
        with pytest.raises(ValueError, match="no authorise endpoint"):
            _ = address.authorise
    with pytest.raises(ValueError, match="no identity provider"):
        provider_with(consent=True)(good_design("m2m"))


def test_the_checkers_own_judgements_find_nothing_in_the_id_token(address: Address) -> None:
    first, second = (a_grant(Browser(address), NOW, nonce="n")["id_token"] for _ in range(2))
    known = Expectations(
        at=NOW,
        arrived=NOW,
        skew=10,
        signer=IDENTITY_PROVIDER,
        audience=CLIENT,
        roots=load_certificates((certificates_directory() / "roots.pem").read_bytes()),
        nonce="n",
        acr=LOW,
        login=NOW,
        others=(read_id_token(second),),
    )
    notes = {row: judgement(read_id_token(first), known) for row, judgement in JUDGEMENTS.items()}
    assert len(notes) >= 18
    assert set(notes.values()) == {None}


def test_a_target_file_is_written_with_the_way_to_a_code(tmp_path: Path) -> None:
    with running(good_design("h2m"), MovedClock(NOW)) as address:
        target = read_target(prepare(tmp_path, address, Served("h2m")))
        browser = Browser(address)
        page = browser.sign_in(browser.post(AUTHORISE, signed_form(now=NOW)))
        assert browser.post("/connect/consent", page.hidden | {"decision": "allow"}).landed["code"]
    assert target.sign_in is not None
    assert (target.server.id, target.client.redirect_uri) == (IDENTITY_PROVIDER, REDIRECT_URI)
    assert (target.sign_in.endpoint, target.sign_in.deny) == (address.authorise, "decision=deny")
    assert (target.sign_in.request, target.sign_in.acr) == ("signed", SUBSTANTIAL)
    assert [(user.name, user.email) for user in target.sign_in.users] == [(human.name, human.email) for human in HUMANS]
