"""The id_token of one sign-in, and what is known about it."""

import pytest

from conformance.client import Client
from conformance.code_changes import code_of
from conformance.granted import Grant, grants_of
from conformance.id_token import IdToken, read_id_token
from conformance.id_token_live import LiveIdToken, expectations_of
from conformance.outcome import NotTestable


@pytest.fixture
def id_token(client: Client) -> LiveIdToken:
    """The id_token of the first grant; that of the second shows what has to be another one each time."""
    first, second = grants_of(client, 2)
    client.uses(first.exchange)
    code, ahead = code_of(first.exchange.request), first.exchange.request.material.ahead
    login = None if code.login is None else code.login + ahead
    others = (_id_token_of(second),)
    known = expectations_of(client.target, first.exchange, nonce=code.nonce, login=login, others=others)
    return LiveIdToken(_id_token_of(first), known, client)


def _id_token_of(grant: Grant) -> IdToken:
    if "id_token" not in grant.members:
        raise NotTestable("it needs H2M-ID-TOKEN: the answer has no id_token")
    return read_id_token(grant.members["id_token"])
