"""Chapter AZ: the signed request object (iSHARE authorise; OpenID Connect Core 1.0, section 6)."""

from collections.abc import Callable

import pytest

from conformance.authorization import Ended, Hiccup, asked_with, is_signed, once, patiently, ready, without_query
from conformance.changes import Change, both, flip_signature_bit, header, parameter, signed_as, signed_by
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.codes import Code
from conformance.exchange import Exchange
from conformance.granted import Grant
from conformance.id_token import read_id_token
from conformance.outcome import NotApplicable, NotTestable, judge
from conformance.sign_in.authorise import authorise
from conformance.signers import nothing
from conformance.verdict import Kind, described

BESIDE = "beside-the-signed-one"
FOREIGN = "https://token-conformance.example/return"


@pytest.fixture(autouse=True)
def request_object(client: Client) -> None:
    """Only a signed request has an object to look at."""
    if not is_signed(client):
        raise NotApplicable('authorise requests are not signed ([sign_in] request = "plain")')


@requirement("AZ-REQUEST-SIGNED")
@cases(
    spoiled_signature=flip_signature_bit,
    none=both(header(alg="none"), signed_by(nothing)),
    another_party=signed_as(lambda material: material.other_identity),
)
def test_a_request_object_that_the_client_has_not_signed_leads_to_no_code(client: Client, change: Change) -> None:
    ended = asked_with(client, change=change)
    judge(ended.code is None, "no code", ended.told)


@requirement("AZ-REQUEST-ONCE")
def test_a_request_object_leads_to_one_login_alone(client: Client) -> None:
    client.says("the same authorise request twice")
    second = patiently(client, lambda: sent_twice(client))
    judge(second.code is None, "one code", f"two codes; the second time, {second.told}")


def sent_twice(client: Client) -> Ended:
    """Sign in twice with one authorise request; the second time is what counts."""
    asked = authorise(ready(client))
    first = once(client, asked)
    if first.code is None:
        raise NotTestable(f"the first one led to no code: {first.told}")
    return once(client, asked)


def _state_of(_: Client, ended: Ended) -> None:
    found = ended.landed.parameters.get("state") if ended.landed else None
    judge(found != BESIDE, "the signed state", "the state that stood beside the signed one")


def _nonce_of(client: Client, ended: Ended) -> None:
    if ended.code is None:
        return
    exchange = _exchanged(client, ended)
    text = Grant(exchange).members.get("id_token")
    if text is None:
        raise NotTestable("it needs H2M-ID-TOKEN: the answer has no id_token")
    found = read_id_token(text).claims.get("nonce")
    judge(found != BESIDE, "an id_token with the signed nonce", "an id_token with the nonce that stood beside it")


def _redirect_uri_of(_: Client, ended: Ended) -> None:
    judge(ended.address != without_query(FOREIGN), "the signed redirect URI alone", ended.told)


def _exchanged(client: Client, ended: Ended) -> Exchange:
    asked, session = ended.asked, client.session
    code = Code(ended.code or "", asked.nonce, asked.redirect_uri, "", asked.verifier)
    exchange = session.endpoint.send(session.good(code=code), "exchange of that code")
    if session.kind(exchange) is Kind.HICCUP:
        raise Hiccup(described(exchange, session.ordinary))
    if session.kind(exchange) is not Kind.GRANTED:
        raise NotTestable(f"the code was not exchanged: {described(exchange, session.ordinary)}")
    return exchange


Named = tuple[str, str, Callable[[Client, Ended], None]]
CASES: dict[str, Named] = {
    "state": ("state", BESIDE, _state_of),
    "nonce": ("nonce", BESIDE, _nonce_of),
    "redirect-uri": ("redirect_uri", FOREIGN, _redirect_uri_of),
}


@requirement("AZ-REQUEST-WINS")
@each("beside", CASES)
def test_a_parameter_in_the_clear_does_not_override_the_signed_one(client: Client, beside: Named) -> None:
    """To refuse the request is as right as to go by the signed value."""
    name, value, judged = beside
    client.says(f"{name}={value} beside the signed {name}")
    change = parameter(name, value)
    patiently(client, lambda: judged(client, once(client, authorise(ready(client), change=change))))
