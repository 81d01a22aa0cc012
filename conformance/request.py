"""A token request as parts that can be changed one by one, and how it is written on the wire."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote, urlsplit

from conformance.assertion import SHORTEST_SECRET, Assertion
from conformance.clock import Clock
from conformance.codes import Code
from conformance.forgery import Forger
from conformance.identity import Identity
from conformance.outcome import NotTestable
from conformance.sent_credentials import secrets_of_header
from conformance.target import Party, Target

_ODD = re.compile(r"[^A-Za-z0-9_.~-](?:.*[^A-Za-z0-9_.~-])?", re.DOTALL)
"""From the first odd letter to the last one: a step for each of them takes long where others stand between them."""
_OF_OCTET = {octet: "+" if octet == 0x20 else quote(bytes([octet]), safe="") for octet in range(256)}
"""How a form writes each octet: as urllib.parse.quote_plus, which looks at every one of them by itself."""
_SECRET = {
    "client_assertion": "client_assertion",
    "code": "authorization code",
    "code_verifier": "code_verifier",
    "client_secret": "client secret",
}
"""Parameters whose values are credentials, and what is shown in their place."""
_SHORTEST_SECRETS = {"client_secret": 4}
"""A secret of a few characters is one all the same; what replaces an assertion or a code may be a word."""
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Json:
    """A member's value as JSON text, in a flow that sends JSON and where it is no plain string."""

    text: str


Value = str | Assertion | Json
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Material:
    """What a request is made of: who asks whom, and the endpoint's time (Unix seconds) at which it is made."""

    target: Target
    clock: Clock
    forger: Forger | None = field(repr=False)
    ahead: float = 0.0
    """Seconds by which the endpoint's clock is ahead of ours."""
    code: Code | None = None
    """The authorization code that is exchanged, where the flow has one."""
    grant_type: str | None = None
    """The spelling of the grant, where the flow's page has several."""

    @property
    def now(self) -> float:
        """The endpoint's time in Unix seconds."""
        return self.clock.now() + self.ahead

    @property
    def identity(self) -> Identity:
        """The client's key and chain."""
        if self.target.client.identity is None:
            raise NotTestable("[client] has no key and chain; add key and chain to the target file")
        return self.target.client.identity

    @property
    def forgeries(self) -> Forger:
        """What can be forged of the client's identity."""
        if self.forger is None:
            raise NotTestable("[client] has no key and chain to forge; add key and chain to the target file")
        return self.forger

    @property
    def other_client(self) -> Party:
        """The second client of the target file."""
        if self.target.other_client is None:
            raise NotTestable(
                "it takes a second client: add [other_client] with its id, and its key and chain or secret"
            )
        return self.target.other_client

    @property
    def other_identity(self) -> Identity:
        """The key and chain of the second client."""
        identity = self.other_client.identity
        if identity is None:
            raise NotTestable("[other_client] has no key and chain; add key and chain to the target file")
        return identity

    @property
    def another_party(self) -> str:
        """The id of a party that is not the client: the second client, or else the server."""
        other = self.target.other_client
        return str(self.target.server.id) if other is None else other.id

    @property
    def another_server(self) -> str:
        """The id of a party that is not the server: the second client, or else the client itself."""
        return self.target.client.id if self.target.other_client is None else self.target.other_client.id

    def spoiled(self, name: str) -> Identity:
        """A certificate of the client that only its CA can make, spoiled in the way of that name, with its key."""
        if name not in self.target.spoiled:
            lines = f'[spoiled.{name}], key = "{name}.key.pem", chain = "{name}.chain.pem"'
            raise NotTestable(f"it takes a certificate that only the client's CA can make; add {lines}")
        return self.target.spoiled[name]


@dataclass(frozen=True)
class TokenRequest:
    """One request: parameters in their order, or ``body`` that stands in their place as it is."""

    method: str
    url: str
    headers: Pairs = field(repr=False)
    parameters: tuple[tuple[str, Value], ...] = field(repr=False)
    material: Material = field(compare=False, repr=False)
    query: Pairs = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)
    is_json: bool = False
    """Whether the parameters are the members of a JSON object, and no form."""

    @property
    def assertion(self) -> Assertion | None:
        """The client assertion among the parameters, if there is one."""
        return next((value for _, value in self.parameters if isinstance(value, Assertion)), None)

    @cached_property
    def wire_body(self) -> bytes | None:
        """The bytes of the body; none at all when there are no parameters."""
        if self.body is not None:
            return self.body
        if not self.parameters:
            return None
        text = write_json(self.parameters) if self.is_json else write_form(self.parameters)
        return text.encode("utf-8", "surrogatepass")

    def is_larger_than(self, most: int) -> bool:
        """Tell whether the body has more than that many bytes; one that is bound to have is not even written.

        Nothing gets shorter on the wire, and writing a form of megabytes takes ten times their room.
        """
        values = () if self.body is not None else self.parameters
        return sum(len(text_of(value)) for _, value in values) > most or len(self.wire_body or b"") > most

    @property
    def wire_url(self) -> str:
        """The URL with the query behind it."""
        return self._with_query(self.url)

    @property
    def wire_path(self) -> str:
        """What of that stands in the request line."""
        # the library remembers what it splits, so no generated query is given to it
        parts = urlsplit(self.url)
        path = f"/{parts.path.lstrip('/')}"
        return self._with_query(f"{path}?{parts.query}" if parts.query else path)

    def _with_query(self, place: str) -> str:
        joint = "&" if "?" in place else "?"
        return place + joint + self._written_query if self.query else place

    @cached_property
    def _written_query(self) -> str:
        return write_form(self.query)

    def secrets(self) -> dict[str, str]:
        """What must not be shown of it: each value with its label."""
        found: dict[str, str] = {}
        for name, value in (*self.query, *self.parameters):
            if isinstance(value, Assertion):
                found |= value.secrets()
            elif isinstance(value, Json):
                # true or {} is no secret; where the right one stands in it, that is hidden by its own value
                continue
            elif name in _SECRET and len(value) >= _SHORTEST_SECRETS.get(name, SHORTEST_SECRET):
                # null and undefined are no assertions: hidden by value, they would vanish from sentences as well
                found[value] = _SECRET[name]
        for name, value in self.headers:
            if name.lower() == "authorization":
                found |= secrets_of_header(value)
        target = self.material.target
        # a check may send an id in the place of a secret; it stays the name of somebody all the same
        return {value: label for value, label in found.items() if value not in target.ids} | dict(target.secrets)


def text_of(value: Value) -> str:
    """Give a parameter's value as it is sent."""
    if isinstance(value, Json):
        return value.text
    return value.compact if isinstance(value, Assertion) else value


def write_json(pairs: tuple[tuple[str, Value], ...]) -> str:
    """Write pairs as one JSON object, equal names and all."""
    members = (f"{json.dumps(name)}:{_as_json(value)}" for name, value in pairs)
    return "{" + ",".join(members) + "}"


def _as_json(value: Value) -> str:
    return value.text if isinstance(value, Json) else json.dumps(text_of(value), ensure_ascii=False)


def write_form(pairs: tuple[tuple[str, Value], ...]) -> str:
    """Write pairs as a form (RFC 6749, appendix B)."""
    return "&".join(f"{_in_form(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(value: Value) -> str:
    text = text_of(value)
    if isinstance(value, Assertion) and not value.edits:
        return text
    return _in_form(text)


def _in_form(text: str) -> str:
    return _ODD.sub(_escaped, text)


def _escaped(odd: re.Match[str]) -> str:
    return odd[0].encode("utf-8", "surrogatepass").decode("latin-1").translate(_OF_OCTET)


Change = Callable[[TokenRequest], TokenRequest]
"""What a check does to the good request: one thing, given back as a new request."""


def is_unchanged(good: TokenRequest, changed: TokenRequest) -> bool:
    """Tell whether a change left the request as it was, so that there is nothing to judge."""
    if changed.body is not None and changed.body == good.wire_body:
        changed = replace(changed, body=None)
    if replace(good, parameters=()) != replace(changed, parameters=()):
        return False
    if len(good.parameters) != len(changed.parameters):
        return False
    pairs = zip(good.parameters, changed.parameters, strict=True)
    return all(a == b and _same_value(x, y) for (a, x), (b, y) in pairs)


def _same_value(one: Value, other: Value) -> bool:
    if isinstance(one, Assertion) and isinstance(other, Assertion):
        return other.same_as(one)
    return not isinstance(one, Assertion) and one == other
