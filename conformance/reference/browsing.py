"""What a human's browser and an identity provider keep between two pages: the session's cookie, and tickets."""

import secrets
from dataclasses import dataclass, replace
from functools import cached_property

from conformance.reference import decoding
from conformance.reference.design import Provider
from conformance.reference.message import Headers, Incoming
from conformance.reference.sign_ins import Asked, Human, Session, Ticket
from conformance.reference.world import World

COOKIE = "session"


@dataclass(frozen=True)
class Visit:
    """One request of a browser to a page of the provider."""

    provider: Provider
    world: World
    incoming: Incoming

    @cached_property
    def fields(self) -> decoding.Pairs:
        """What the filled-in form or the address says."""
        is_form = self.incoming.method == "POST"
        return decoding.read_form(self.incoming.body if is_form else self.incoming.query.encode("latin-1"))

    def field(self, name: str) -> str | None:
        """The first value of that field; None where it is missing or empty."""
        return next((value for each, value in self.fields if each == name and value), None)

    @property
    def ticket_name(self) -> str:
        """The ticket that the browser shows; empty where it shows none."""
        return self.field("ticket") or ""

    def ticket(self) -> Ticket | None:
        """The authorise request that waits under that ticket; None where none does, or not any more."""
        ticket = self.world.sign_ins.tickets.get(self.ticket_name)
        return ticket if ticket is not None and ticket.until > self.world.now() else None

    def session(self) -> Session | None:
        """The living session of this browser."""
        pairs = (
            part.strip().partition("=") for each in self.incoming.all_headers("Cookie") for part in each.split(";")
        )
        sessions = (self.world.sign_ins.sessions.get(value) for name, _, value in pairs if name == COOKIE)
        return next((one for one in sessions if one is not None and one.until > self.world.now()), None)


def open_ticket(provider: Provider, world: World, asked: Asked) -> str:
    """Let the authorise request wait for its human; the name of its ticket."""
    name = secrets.token_urlsafe(32)
    with world.lock:
        world.sign_ins.forget(world.now())
        world.sign_ins.tickets[name] = Ticket(asked, world.now() + provider.ticket_life)
    return name


def name_human(visit: Visit, ticket: Ticket, name: str) -> None:
    """Note on the ticket who says to be there."""
    with visit.world.lock:
        visit.world.sign_ins.tickets[visit.ticket_name] = replace(ticket, name=name)


def take_ticket(world: World, name: str) -> Ticket | None:
    """The ticket, once: two answers to one request there are not."""
    with world.lock:
        return world.sign_ins.tickets.pop(name, None)


def open_session(visit: Visit, human: Human) -> tuple[Session, Headers]:
    """A new session of that human in this browser, and the header that says so; an older one is forgotten there."""
    value, now = secrets.token_urlsafe(32), visit.world.now()
    session = Session(human, now, now + visit.provider.session_life)
    with visit.world.lock:
        visit.world.sign_ins.sessions[value] = session
    return session, (("Set-Cookie", f"{COOKIE}={value}; Path=/; HttpOnly"),)
