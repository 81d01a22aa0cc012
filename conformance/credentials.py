"""The client's id and secret as the flows with a shared secret send them: in an HTTP Basic header, or in the body."""

import base64
from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

from conformance.changes import both, http_header, parameter
from conformance.outcome import NotTestable
from conformance.request import Change, TokenRequest
from conformance.target import Party

UNKNOWN = "nobody-of-token-conformance"
"""A client id that nobody has registered; with it no client is ever locked out."""
NO_SECRET = "no-secret-of-anybody"  # noqa: S105 - that it is nobody's is what it is for


def secret_of(party: Party) -> str:
    """Give a client's secret; raise ``NotTestable`` where the target file has none."""
    if party.secret is None:
        raise NotTestable(f"the client {party.id} has no secret; add secret = {{ env = … }} to its table")
    return party.secret


def basic(user: str, secret: str, written: str = "raw") -> str:
    """Write the value of an Authorization header: raw (RFC 7617-2), or encoded as a form first (RFC 6749-2.3.1)."""
    parts = (quote_plus(user), quote_plus(secret)) if written == "encoded" else (user, secret)
    return scheme("Basic", ":".join(parts).encode("utf-8"))


def scheme(name: str, credentials: bytes) -> str:
    """Write the value of an Authorization header with these bytes in base64."""
    return f"{name} {base64.b64encode(credentials).decode('ascii')}".lstrip()


def sent_as(edit: Callable[[str, str], tuple[str, str]]) -> Change:
    """Authenticate with another id and secret, where the flow has them; ``edit`` gets the good ones."""

    def change(request: TokenRequest) -> TokenRequest:
        party = request.material.target.client
        user, secret = edit(party.id, secret_of(party))
        if request.is_json:
            return both(parameter("client_id", user), parameter("client_secret", secret))(request)
        return http_header("Authorization", basic(user, secret, party.credentials))(request)

    return change


def with_secret(edit: Callable[[str], str]) -> Change:
    """Authenticate with another secret; ``edit`` gets the good one."""
    return sent_as(lambda user, secret: (user, edit(secret)))


def with_client(edit: Callable[[str], str]) -> Change:
    """Authenticate as another client, with the right secret; ``edit`` gets the right id."""
    return sent_as(lambda user, secret: (edit(user), secret))


def of_unknown_client(request: TokenRequest) -> TokenRequest:
    """Authenticate as a client that nobody has registered."""
    return sent_as(lambda _, __: (UNKNOWN, NO_SECRET))(request)


def with_secret_of_other_client(request: TokenRequest) -> TokenRequest:
    """Authenticate with the secret of the second client under the id of the first."""
    return with_secret(lambda _: secret_of(request.material.other_client))(request)


WRONG_SECRETS: Mapping[str, Change] = {
    "letter-case": with_secret(str.swapcase),
    "one-more": with_secret(lambda good: f"{good}x"),
    "one-less": with_secret(lambda good: good[:-1]),
    "trailing-blank": with_secret(lambda good: f"{good} "),
    "other-client": with_secret_of_other_client,
}
"""Secrets that are almost right, under the right id: each of them counts against ``[limits] wrong_secrets``."""
