"""What a target file says, as frozen data that the rest of a run works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from conformance.identity import Identity
from conformance.results import Accepted


@dataclass(frozen=True)
class Server:
    """Who the endpoint is. id: party id, the audience; roots: PEM file; resource: URL that a bearer token opens."""

    id: str | None = None
    roots: Path | None = None
    resource: str | None = None


@dataclass(frozen=True)
class Party:
    """A client in whose name requests are made.

    identity: key and chain (m2m, h2m); secret: the shared secret (ciam, basic), never shown;
    credentials: "raw" or "encoded", how Basic credentials are written (RFC 7617-2, RFC 6749-2.3.1);
    scope: None where none is asked for; redirect_uri: h2m.
    """

    id: str
    identity: Identity | None = None
    secret: str | None = field(default=None, repr=False)
    credentials: str = "raw"
    scope: str | None = None
    redirect_uri: str | None = None


@dataclass(frozen=True)
class User:
    """A human who can sign in. password: never shown; None where the way of signing in asks for none."""

    name: str
    password: str | None = field(default=None, repr=False)
    email: str | None = None


BY_HAND = 20
"""Sign-ins that a human is asked for in one run, unless the target file says another number."""


@dataclass(frozen=True)
class SignIn:
    """The way to an authorization code (h2m).

    endpoint: URL of the authorise endpoint; method: "POST" or "GET"; request: "signed" (iSHARE request object) or
    "plain"; how: "form", "browser", "command" or "manual"; command: program and arguments, the URL is added;
    other_provider: a second identity provider; deny: field and value of the button that refuses;
    fields: names of the form's fields, by "name" and "password"; codes: the most sign-ins of a run.
    """

    endpoint: str
    method: str = "POST"
    request: str = "signed"
    scope: str = "openid iSHARE"
    pkce: bool = False
    acr: str | None = None
    how: str = "form"
    command: tuple[str, ...] = ()
    other_provider: Target | None = None
    deny: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    users: tuple[User, ...] = ()
    codes: int | None = None

    @property
    def most_sign_ins(self) -> int | None:
        """How many sign-ins a run may ask for; None for as many as it takes."""
        return BY_HAND if self.codes is None and self.how == "manual" else self.codes


@dataclass(frozen=True)
class Expect:
    """What differs at a generic endpoint. error_body: "page" (as the profile's page has it) or "rfc6749"."""

    error_body: str = "page"


@dataclass(frozen=True)
class Limits:
    """Manners. timeout: seconds for one answer; requests_per_second: 0 for no limit; wrong_secrets: per client, run."""

    timeout: float = 10.0
    requests_per_second: float = 50.0
    wrong_secrets: int = 8


@dataclass(frozen=True)
class Target:
    """One endpoint and all that a run knows about it; everything in here has been checked.

    version: of iSHARE, decides the algorithms tried (reading A9); ca: PEM file for TLS trust, None: the system's;
    skew: seconds around now that are not judged (reading A18); spoiled: by name, certificates only a CA can make;
    file: the target file as it was given; command: the command line that runs it, where that is another one;
    remarks: sentences a reader is told, though nothing is wrong with the file.
    """

    name: str
    profile: str
    endpoint: str
    client: Party
    version: str | None = None
    ca: Path | None = None
    skew: float = 10.0
    accepted: tuple[Accepted, ...] = ()
    server: Server = Server()
    other_client: Party | None = None
    spoiled: Mapping[str, Identity] = field(default_factory=dict)
    sign_in: SignIn | None = None
    expect: Expect = Expect()
    limits: Limits = Limits()
    file: Path | None = None
    remarks: tuple[str, ...] = ()
    command: str | None = None

    def __repr__(self) -> str:
        """What pytest and Allure show where a check is parametrized by its target."""
        return f"{self.name} ({self.profile})"

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the clients."""
        return frozenset(one.id for one in (self.client, self.other_client) if one is not None)

    @cached_property
    def secrets(self) -> Mapping[str, str]:
        """What must never be shown of the clients and of the humans: each value with its label."""
        found: dict[str, str] = {}
        parties = {"client secret": self.client, "secret of the other client": self.other_client}
        for label, client in parties.items():
            if client is not None and client.secret:
                found |= {client.secret: label, f"{client.id}:{client.secret}": "credentials"}
        if self.sign_in is not None:
            found |= {user.password: "password" for user in self.sign_in.users if user.password}
            found |= self.sign_in.other_provider.secrets if self.sign_in.other_provider else {}
        return found
