"""Which credentials a request brings, and whether they are a guess: so many of them lock a client out."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import unquote_plus

from conformance.outcome import NotTestable
from conformance.request import TokenRequest


@dataclass
class Spare:
    """How many wrong secrets are over that no check needs; whichever meets a hiccup takes one of them."""

    left: int = 0


@dataclass
class Share:
    """How many wrong secrets a check may still send; limit: what the target file says for the whole run."""

    left: int = 0
    limit: int = 0
    spare: Spare = field(default_factory=Spare)

    def spend(self, request: TokenRequest) -> None:
        """Count a request that is about to be sent; raise ``NotTestable`` where it would be one too many."""
        if not is_guess(request):
            return
        source = self if self.left > 0 else self.spare
        if source.left < 1:
            ended = "no more wrong secrets are sent, so that the client is not locked out"
            raise NotTestable(f"{ended}: raise [limits] wrong_secrets in the target file, which is {self.limit}")
        source.left -= 1


class _Pairs(list[tuple[str, object]]):
    """A JSON object as it was written, equal names and all."""


def credentials_in(request: TokenRequest) -> Iterator[tuple[str, str]]:
    """Give every pair of id and secret that a request brings, in headers, among its parameters or in a JSON body."""
    for name, value in request.headers:
        if name.lower() == "authorization":
            yield from _in_header(value, request.material.target.client.credentials)
    pairs = [(name, value) for name, value in (*request.query, *_members(request)) if isinstance(value, str)]
    users, secrets = ([value for name, value in pairs if name == wanted] for wanted in ("client_id", "client_secret"))
    yield from product(users, secrets)


def _in_header(value: str, written: str) -> Iterator[tuple[str, str]]:
    try:
        text = base64.b64decode(value.partition(" ")[2], validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return
    user, colon, secret = text.partition(":")
    if colon:
        yield (unquote_plus(user), unquote_plus(secret)) if written == "encoded" else (user, secret)


def _members(request: TokenRequest) -> Iterator[tuple[str, object]]:
    if not request.is_json:
        yield from request.parameters
        return
    try:
        found = json.loads(request.wire_body or b"", object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return
    yield from found if isinstance(found, _Pairs) else ()


def is_guess(request: TokenRequest) -> bool:
    """Tell whether a request brings a wrong secret under the right id: so many of them lock a client out.

    A secret that is empty, or no string at all, is none.
    """
    clients = (request.material.target.client, request.material.target.other_client)
    right = {client.id: client.secret for client in clients if client is not None and client.secret is not None}
    # where nobody has a secret, nothing is looked for in a request of a thousand parameters
    brought = credentials_in(request) if right else ()
    return any(secret and user in right and secret != right[user] for user, secret in brought)
