"""Chapter CA: nbf is obeyed where it is there, and not asked for where it is not (RFC 7519, section 4.1.5)."""

from dataclasses import replace

import pytest

from conformance.assertion import Assertion
from conformance.changes import Change, assertion, both, claims, issued
from conformance.check import cases, requirement
from conformance.client import Client, Sender
from conformance.exchange import Exchange
from conformance.outcome import NotTestable, Violated
from conformance.request import Material
from conformance.verdict import Kind

agreed_clock = pytest.mark.usefixtures("agreed_clock")
equal_to_iat = claims(nbf=lambda good: good["iat"])
HALF_ITS_LIFE = issued(ago=15)
"""In the middle of its life an assertion is clear of the skew on both sides (reading A18)."""


def _later(good: Assertion, material: Material) -> Assertion:
    beyond = int(5 + 1.5 * material.target.skew)
    return replace(good, claims=good.claims | {"nbf": good.claims["iat"] + beyond})


@requirement("CA-NBF")
@cases(future=assertion(_later))
@agreed_clock
def test_an_assertion_before_its_time_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-NBF")
@cases(equal_to_iat=both(HALF_ITS_LIFE, equal_to_iat))
@agreed_clock
def test_an_assertion_whose_time_has_come_is_granted(client: Client, change: Change) -> None:
    """One of the same age without nbf is granted first, so that nbf alone is judged."""

    def steps(send: Sender) -> Exchange:
        send.granted(HALF_ITS_LIFE)
        return send(change)

    client.tries(steps).is_granted()


@requirement("CA-NBF")
@cases(absent=equal_to_iat)
def test_an_assertion_without_nbf_is_granted(client: Client, change: Change) -> None:
    """The good request has none. Where it is refused, one that has it tells whether that is why."""
    try:
        client.session.control("opening control")
    except NotTestable:
        if _is_granted_only_with(client, change):
            client.says("the unchanged request, which has no nbf; and then with nbf, equal to iat")
            raise Violated("granted: 200 with an access token", "refused without nbf, granted with it") from None
        raise


def _is_granted_only_with(client: Client, change: Change) -> bool:
    """Ask with it, and once more without: refused, granted, refused is no accident."""
    session = client.session
    if not session.endpoint.log or session.kind(session.endpoint.log[-1]) is not Kind.REFUSED:
        return False
    with_it = session.kind(Sender(session)(change))
    return with_it is Kind.GRANTED and session.kind(session.endpoint.send(session.good(), "control")) is Kind.REFUSED
