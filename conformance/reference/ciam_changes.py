"""Changes of the CIAM endpoint: how its body is read, and what is taken for a right value."""

from collections.abc import Callable
from functools import partial
from typing import Any

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import both, relaxed, setting
from conformance.reference.ciam import string_members
from conformance.reference.design import Change
from conformance.reference.lenient_json import is_unreadable

Reader = Callable[[bytes], Any]
Accepts = Callable[[Any, str], bool]
"""Whether a value that came is taken for the right one, which is the second."""
GRANT = "client_credentials"
PRESENT = {
    "grant_type": "grant-type-present",
    "client_id": "client-id-present",
    "client_secret": "client-secret-present",
}
"""The rule that says that a member is there and a string, by the member."""


def body_read_by(read: Reader) -> Change:
    """What a body says is found in another way; whether it is JSON is asked as before."""
    return setting(read_body=read, read_parameters=partial(string_members, read=read))


def lenient(read: Reader) -> Change:
    """Bodies that are no JSON are taken too, where this reading makes something of them."""
    return both(
        body_read_by(read),
        relaxed("body-is-strict-json", lambda attempt: is_unreadable(attempt.incoming.body)),
    )


MISSING: Any = object()
"""What a member is that does not stand there: null is something else."""


def member(attempt: Attempt, name: str) -> Any:
    """A member of the body, of whatever type, or `MISSING`."""
    body = attempt.body_value
    return body.get(name, MISSING) if isinstance(body, dict) else MISSING


def taking(name: str, accepts: Accepts) -> Change:
    """Of a member, what `accepts` says is taken for the right value as well."""
    return {"grant_type": _taking_grant, "client_id": _taking_client, "client_secret": _taking_secret}[name](accepts)


def is_registered(attempt: Attempt, client: Any) -> bool:
    """Whether a value of whatever type is the id of a client."""
    return isinstance(client, str) and client in attempt.world.secrets


def _taking_grant(accepts: Accepts) -> Change:
    def holds(attempt: Attempt) -> bool:
        return accepts(member(attempt, "grant_type"), GRANT)

    return both(relaxed("grant-type-present", holds), relaxed("grant-type-is-known", holds))


def _taking_secret(accepts: Accepts) -> Change:
    def of_somebody(attempt: Attempt) -> bool:
        return any(accepts(member(attempt, "client_secret"), secret) for secret in attempt.world.secrets.values())

    def of_the_client(attempt: Attempt) -> bool:
        stored = attempt.world.secrets.get(attempt.credentials.client) if attempt.credentials else None
        return stored is not None and accepts(member(attempt, "client_secret"), stored)

    return both(relaxed("client-secret-present", of_somebody), relaxed("secret-matches", of_the_client))


def _taking_client(accepts: Accepts) -> Change:
    """Of the clients whose id is taken for the one that came, it is the one that has the secret that came."""

    def found(attempt: Attempt) -> Credentials | None:
        client, secret = member(attempt, "client_id"), member(attempt, "client_secret")
        if is_registered(attempt, client):
            return Credentials(client, secret)
        fitting = (known for known in attempt.world.secrets if accepts(client, known))
        named = (known for known in fitting if attempt.world.secrets[known] == secret)
        return Credentials(next(named, client), secret)

    def holds(attempt: Attempt) -> bool:
        return any(accepts(member(attempt, "client_id"), known) for known in attempt.world.secrets)

    return both(setting(credentials=found), relaxed("client-id-present", holds))
