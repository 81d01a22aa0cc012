"""Answers that grant, as the checks of a token response look at them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.answer_times import retry_after
from conformance.client import Client, as_client
from conformance.exchange import Answer, Exchange
from conformance.jwt_reading import ReadJwt, read_jwt
from conformance.outcome import NotApplicable, NotTestable
from conformance.session import PAUSES, Session
from conformance.strict_json import StrictJsonError, members_of
from conformance.verdict import Kind, described, token_of

NUMBER_OF_GRANTS = 16
"""How many tokens are compared with one another."""
_VISIBLE = re.compile(r"[\x20-\x7e]+\Z")
_BEARER = re.compile(r"[A-Za-z0-9\-._~+/]+=*\Z")


@dataclass(frozen=True)
class Grant:
    """One granted request: its answer, and what stands in it."""

    exchange: Exchange

    @property
    def answer(self) -> Answer:
        """The answer that came."""
        if self.exchange.answer is None:
            raise NotTestable("the grant has no answer")
        return self.exchange.answer

    @property
    def token(self) -> str:
        """The access token."""
        return token_of(self.answer) or ""

    @cached_property
    def members(self) -> dict[str, Any]:
        """The members of the JSON object; raise ``NotTestable`` where RES-JSON has something to say first."""
        try:
            return members_of(self.answer)
        except StrictJsonError as fault:
            raise NotTestable(f"it needs RES-JSON: {fault}") from None

    @cached_property
    def jwt(self) -> ReadJwt | None:
        """The token's header and claims, where the token happens to be a JWT."""
        return read_jwt(self.token)

    @property
    def readable(self) -> ReadJwt:
        """The token as a JWT; raise ``NotApplicable`` where it is none."""
        if self.jwt is None:
            raise NotApplicable("the token is opaque, as it may be")
        return self.jwt

    @property
    def has_visible_token(self) -> bool:
        """Whether the token is of visible ASCII characters (RFC 6749, appendix A.12)."""
        return _VISIBLE.match(self.token) is not None

    @property
    def has_bearer_token(self) -> bool:
        """Whether the token has the characters of a bearer token alone (RFC 6750, section 2.1)."""
        return _BEARER.match(self.token) is not None

    @property
    def asked_scope(self) -> str:
        """The scope that the request asked for."""
        return str(dict(self.exchange.request.parameters).get("scope", ""))


def grants_of(client: Client, number: int) -> list[Grant]:
    """Ask for grants until there are ``number``; every check of a worker shares them."""
    session = client.session
    known: list[Grant] = session.memory.setdefault("grants", [])
    if session.codes is not None and len(known) < number:
        # nobody signs in by hand again and again for what cannot be finished
        session.codes.require(number - len(known))
    while len(known) < number:
        known.append(Grant(session.control("good request")))
    return known[:number]


def later_grant(client: Client, seconds: float) -> Grant:
    """Give a grant that was asked for ``seconds`` or more after the first one; raise as a control does."""
    session = client.session
    first = grants_of(client, 1)[0]

    def ask() -> Grant:
        wait_since(session, first, seconds)
        return Grant(session.control("good request, some seconds later"))

    found: Grant = session.once(f"grant after {seconds:g} s", ask)
    return found


def wait_since(session: Session, grant: Grant, seconds: float) -> None:
    """Wait until a grant is so many seconds old: what the other checks took counts along."""
    session.clock.wait(grant.exchange.started + seconds - session.clock.now())


def grant_of_other_client(client: Client) -> Grant:
    """Give a grant of the second client of the target file; raise ``NotTestable`` where there is none."""
    session = client.session

    def ask() -> Grant:
        if not session.trusted:
            session.control("opening control")
        exchange = _sent_as_other_client(session)
        for pause in PAUSES:
            if session.kind(exchange) is not Kind.HICCUP:
                break
            session.hiccups += 1
            session.clock.wait(max(pause, retry_after(exchange)))
            exchange = _sent_as_other_client(session)
        if session.kind(exchange) is not Kind.GRANTED:
            told = described(exchange, session.ordinary)
            raise NotTestable(f"the other client's good request was not granted ({told}): see [other_client]")
        return Grant(exchange)

    found: Grant = session.once("grant of the other client", ask)
    return found


def _sent_as_other_client(session: Session) -> Exchange:
    good = session.good(as_client(session.target, session.material()))
    return session.endpoint.send(good, "good request of the other client")


def tokens_of(client: Client) -> set[str]:
    """Every token that unchanged requests of the target's own client were granted so far."""
    log = client.session.endpoint.log
    own = (one for one in log if one.good is None and _asker(one) == client.target.client.id)
    return {token for one in own if one.answer and (token := token_of(one.answer))}


def _asker(exchange: Exchange) -> str:
    return exchange.request.material.target.client.id
