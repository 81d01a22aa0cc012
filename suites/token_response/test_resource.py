"""Chapter RES: what the token opens, and what opens without it (RFC 6750, sections 2.1 and 3)."""

from collections.abc import Callable

import pytest

from conformance.check import each, requirement, waits
from conformance.client import Client, bearer
from conformance.exchange import Answer
from conformance.granted import Grant, grants_of, tokens_of, wait_since
from conformance.header_fields import HeaderError, challenges
from conformance.outcome import NotApplicable, NotTestable, Violated, judge
from conformance.request import Pairs
from conformance.verdict import Kind

SOME_SECONDS = 3.0
OLD = 30.0
"""Seconds after which a token may have ended its life: five minutes are common, and a run takes as long as it takes."""
NOT_THERE = frozenset({404, 405, 410})
INVENTED = "this.token~was-invented"


def no_token(_: Grant) -> str | None:
    return None


def invented(_: Grant) -> str:
    return INVENTED


def spoiled(grant: Grant) -> str:
    """The token with one character changed, of its signature where it is a JWT."""
    if not grant.has_bearer_token:
        raise NotTestable("it needs RES-BEARER-SYNTAX: the token cannot be sent as it is")
    text = grant.token
    start = text.rfind(".") + 1 if grant.jwt and grant.jwt.signature else 0
    middle = (start + len(text)) // 2
    place = next((n for n in range(middle, len(text)) if text[n].isalnum()), middle)
    other = "q" if text[place] not in "qQ" else "w"
    return text[:place] + other + text[place + 1 :]


def unsigned(grant: Grant) -> str:
    """The token without its signature, where it is a JWT that has one."""
    if grant.jwt is None or not grant.jwt.signature:
        raise NotApplicable("the token is no signed JWT")
    return grant.token[: grant.token.rfind(".") + 1]


def grant_not_old(client: Client) -> Grant:
    """Give the first grant, which needs no waiting any more, or a fresh one where that may be dead by now."""
    first = grants_of(client, 1)[0]
    is_young = client.session.clock.now() - first.exchange.started < OLD
    return first if is_young else Grant(client.session.control("good request"))


@requirement("RES-RESOURCE")
@pytest.mark.parametrize(
    "seconds", [pytest.param(0.0, id="at-once"), pytest.param(SOME_SECONDS, id="some-seconds-later", marks=waits)]
)
def test_the_token_opens_the_protected_resource(client: Client, seconds: float) -> None:
    needs_resource(client)
    granted = grant_not_old(client) if seconds else Grant(client.session.control("good request"))
    client.uses(granted.exchange)
    if not granted.has_bearer_token:
        raise NotTestable("it needs RES-BEARER-SYNTAX: the token cannot be sent as it is")
    wait_since(client.session, granted, seconds)
    answer = asked(client, bearer(granted.exchange))
    judge(200 <= answer.status < 300, "opened: 2xx", f"status {answer.status}")


@requirement("RES-RESOURCE-GUARDED")
@each("make", without=no_token, invented=invented, spoiled=spoiled, unsigned=unsigned)
def test_the_protected_resource_refuses_whoever_has_no_valid_token(
    client: Client, make: Callable[[Grant], str | None]
) -> None:
    needs_resource(client)
    token = make(grants_of(client, 1)[0])
    if token in tokens_of(client):
        raise NotTestable("the spoiled token is another one that was granted")
    answer = asked(client, (("Authorization", f"Bearer {token}"),) if token else ())
    judge(answer.status == 401, "401 with WWW-Authenticate", f"status {answer.status}")
    try:
        challenges(answer.values("WWW-Authenticate"))
    except HeaderError as fault:
        raise Violated("401 with WWW-Authenticate", f"401, and of WWW-Authenticate: {fault}") from None


def needs_resource(client: Client) -> None:
    if client.target.server.resource is None:
        raise NotApplicable("the target file names no protected resource ([server] resource)")


def asked(client: Client, headers: Pairs) -> Answer:
    """Ask for the resource; raise ``NotTestable`` where nothing is there that could be judged."""
    found = client.tries(lambda send: send.resource(headers))
    answer = found.exchange.answer
    if answer is None or found.kind is Kind.HICCUP:
        raise NotTestable(f"the protected resource: {found.exchange.met}")
    if answer.status in NOT_THERE:
        raise NotTestable(f"the protected resource answers {answer.status}: is [server] resource right?")
    return answer
