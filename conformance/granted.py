"""Answers that grant, as the checks of a token response look at them."""

from dataclasses import dataclass
from typing import Any

from conformance.client import Client
from conformance.exchange import Answer, Exchange
from conformance.jwt_reading import ReadJwt, read_jwt
from conformance.outcome import NotTestable
from conformance.session import Session
from conformance.strict_json import StrictJsonFault, strict_object
from conformance.verdict import token_of


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

    @property
    def members(self) -> dict[str, Any]:
        """The members of the JSON object; what has none is judged by RES-JSON, and nothing here can be."""
        try:
            return strict_object(self.answer.body)
        except StrictJsonFault as fault:
            raise NotTestable(f"it needs RES-JSON, and the body is no JSON object: {fault}") from None

    @property
    def jwt(self) -> ReadJwt | None:
        """The token's header and claims, where the token happens to be a JWT."""
        return read_jwt(self.token)


def grants_of(client: Client, number: int) -> list[Grant]:
    """Ask for grants until there are ``number``; every check of a worker shares them."""
    session = client.session
    known: list[Grant] = session.memory.setdefault("grants", [])
    while len(known) < number:
        known.append(Grant(_granted(session)))
    return known[:number]


def _granted(session: Session) -> Exchange:
    return session.control("good request")
