"""Chapter H2M: which code is exchanged, for whom, and how often (RFC 6749, sections 4.1.2 and 4.1.3)."""

import pytest

from conformance.changes import Change, parameter, unchanged, without
from conformance.check import cases, requirement, waits
from conformance.client import JUDGED, Client, Sender, as_client
from conformance.code_changes import altered, code_of, like, with_code
from conformance.exchange import Exchange
from conformance.granted import Grant, grant_of_other_client
from conformance.outcome import judge
from conformance.replay import race_is_won_once
from conformance.unguessable import ENOUGH_BITS, why_guessable

TEN_MINUTES = 600
A_MOMENT = 15
"""Seconds beyond them, for clocks and roundings."""


@requirement("H2M-CODE")
@cases(
    missing=without("code"),
    unknown=parameter("code", like),
    altered=parameter("code", altered),
    padded=parameter("code", lambda good: f"{good} "),
)
def test_a_code_that_was_never_issued_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("H2M-CODE-ONCE")
def test_a_code_that_was_exchanged_before_is_refused(client: Client) -> None:
    client.tries(lambda send: exchanged_again(client, send)).is_refused()


def exchanged_again(client: Client, send: Sender) -> Exchange:
    """Exchange a code that was exchanged a moment before, with a fresh assertion."""
    first = send.granted(unchanged)
    client.says(f"the code of exchange {first.number} once more, with a fresh client assertion")
    return send(with_code(code_of(first.request)))


@requirement("H2M-CODE-RACE")
def test_a_code_that_comes_eight_times_at_once_is_exchanged_once_at_most(client: Client) -> None:
    race_is_won_once(client, "code", lambda good: with_code(code_of(good)))


@requirement("H2M-CODE-CLIENT")
def test_a_code_of_another_client_is_refused(client: Client) -> None:
    """The other client authenticates itself rightly, and names the redirect URI that belongs to the code."""
    other = as_client(client.target, client.session.material())
    client.uses(grant_of_other_client(client).exchange)
    client.says("a code of the first client, by the second client, authenticated as itself")

    def steps(_: Sender) -> Exchange:
        own = client.session.good()
        foreign = client.session.good(other, code_of(own))
        return client.session.endpoint.send(foreign, JUDGED, own)

    client.tries(steps).is_refused()


@waits
@requirement("H2M-CODE-AGE")
@pytest.mark.usefixtures("patience")
def test_a_code_that_is_older_than_ten_minutes_is_refused(client: Client) -> None:
    client.says("a code that is ten minutes old")

    def steps(send: Sender) -> Exchange:
        old = code_of(client.session.good())
        send.wait(TEN_MINUTES + A_MOMENT)
        return send(with_code(old))

    client.tries(steps).is_refused()


@requirement("H2M-CODE-UNGUESSABLE")
def test_codes_cannot_be_guessed_from_earlier_ones(grants: list[Grant]) -> None:
    codes = [code_of(grant.exchange.request).value for grant in grants]
    fault = "two codes are the same" if len(set(codes)) < len(codes) else why_guessable(codes)
    judge(fault is None, f"at least {ENOUGH_BITS} bits that vary from code to code", fault or "")
