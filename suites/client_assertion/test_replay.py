"""Chapter CA: an assertion is taken once (iSHARE JWT, JWT Processing; RFC 7523, section 3)."""

from collections.abc import Callable

from conformance.changes import claims, issued, unchanged
from conformance.check import each, requirement, waits
from conformance.client import Client, Sender
from conformance.exchange import Exchange
from conformance.replay import again, assertion_of, granted_before, race_is_won_once, with_assertion

A_SECOND = 1.5
"""Seconds that lie between an assertion and its copy: a memory of whole seconds has let a first one go by then."""
NEAR_THE_END = 22
"""Seconds of its thirty that an assertion near its end has behind it; the rest bears clocks that differ a little."""


def _at_once(client: Client, send: Sender) -> Exchange:
    return again(client, send, send.granted(unchanged))


def _near_its_end(client: Client, send: Sender) -> Exchange:
    first = send.granted(issued(ago=NEAR_THE_END))
    send.granted(unchanged)  # an endpoint that remembers the last assertion alone has another one to remember now
    return again(client, send, first)


def _same_jti(client: Client, send: Sender) -> Exchange:
    first = send.granted(issued(ago=2))
    client.says(f"a new client assertion with the jti of exchange {first.number}")
    return send(claims(jti=assertion_of(first.request).claims["jti"]))


@requirement("CA-ONCE")
@each("copied", {"at-once": _at_once, "near-its-end": _near_its_end, "same-jti": _same_jti})
def test_an_assertion_is_taken_once(client: Client, copied: Callable[[Client, Sender], Exchange]) -> None:
    """In the case same-jti the assertion is a new one: its jti was used before, and its iat is another."""
    client.tries(lambda send: copied(client, send)).is_refused()


@waits
@requirement("CA-ONCE")
@each("seconds", {"after-a-second": A_SECOND})
def test_an_assertion_that_was_taken_before_is_refused(client: Client, seconds: float) -> None:
    client.tries(lambda send: again(client, send, granted_before(client, send, seconds))).is_refused()


@requirement("CA-ONCE-RACE")
def test_an_assertion_that_comes_eight_times_at_once_is_granted_once_at_most(client: Client) -> None:
    race_is_won_once(client, "client assertion", lambda good: with_assertion(assertion_of(good)))
