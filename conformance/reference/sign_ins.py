"""What an identity provider remembers of humans and their sign-ins; its World holds one `SignIns`."""

import uuid
from dataclasses import dataclass, field

_LEVELS = "urn:http://eidas.europa.eu/LoA/NotNotified/"
LOW, SUBSTANTIAL, HIGH = (f"{_LEVELS}{level}" for level in ("low", "substantial", "high"))
LEVELS = (LOW, SUBSTANTIAL, HIGH)
"""The levels of assurance of iSHARE H2M, the weakest first."""


@dataclass(frozen=True)
class Human:
    """Somebody who can sign in. `level` is the assurance with which the identity was established."""

    name: str
    password: str = field(repr=False)
    email: str
    level: str = HIGH


@dataclass(frozen=True)
class Asked:
    """An authorise request that was taken. `levels` are the levels of assurance asked for, in their order."""

    client: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str
    nonce: str
    levels: tuple[str, ...] = ()
    challenge: str | None = None


@dataclass(frozen=True)
class Ticket:
    """An authorise request that waits for its human, until then (Unix seconds). `name`: who says to be there."""

    asked: Asked
    until: float
    name: str | None = None


@dataclass(frozen=True)
class Session:
    """A browser in which a human has signed in, when, and until when that counts (Unix seconds)."""

    human: Human
    since: float
    until: float


@dataclass
class Code:
    """An authorization code: what it was given for, and what became of it. `until` is in Unix seconds."""

    text: str = field(repr=False)
    asked: Asked
    human: Human
    signed_in: float
    until: float
    spent: bool = False
    revoked: bool = False
    token: str | None = field(default=None, repr=False)


@dataclass
class SignIns:
    """The memory. Whoever changes it holds the lock of the World."""

    tickets: dict[str, Ticket] = field(default_factory=dict, repr=False)
    sessions: dict[str, Session] = field(default_factory=dict, repr=False)
    codes: dict[str, Code] = field(default_factory=dict, repr=False)
    pseudonyms: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    consents: set[tuple[Session, str]] = field(default_factory=set, repr=False)
    """Which clients were allowed in which browser: nobody is asked twice in one session."""

    def pseudonym(self, human: Human, client: str) -> str:
        """The pseudonym of this human at this client: drawn at random when it is first needed, then always the same.

        It is stored, so the provider can find the human again, and nobody else can compute it.
        """
        return self.pseudonyms.setdefault((human.name, client), str(uuid.uuid4()))

    def forget(self, now: float) -> None:
        """Drop what is over by that Unix time, where much has gathered; spent codes last as long as their tokens."""
        if len(self.tickets) + len(self.sessions) + len(self.codes) > 20_000:
            self.tickets = {each: ticket for each, ticket in self.tickets.items() if ticket.until >= now}
            self.sessions = {each: session for each, session in self.sessions.items() if session.until >= now}
            self.codes = {each: code for each, code in self.codes.items() if code.until + 3600 >= now}
