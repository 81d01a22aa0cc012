"""The id_token of one sign-in, and what is known about it."""

import pytest

from conformance.client import Client
from conformance.granted import Grant, grants_of
from conformance.id_token import IdToken, read_id_token
from conformance.id_token_live import LiveIdToken, expectations_of
from conformance.outcome import NotTestable


@pytest.fixture
def id_token(client: Client) -> LiveIdToken:
    """The id_token of the first grant; that of the second shows what has to be another one each time."""
    first, second = grants_of(client, 2)
    client.uses(first.exchange)
    # The nonce and the time of the login belong to the sign-in that brought the code: they are known with it.
    known = expectations_of(client.target, first.exchange, nonce=None, login=None, others=(_id_token_of(second),))
    return LiveIdToken(_id_token_of(first), known, client)


def _id_token_of(grant: Grant) -> IdToken:
    if "id_token" not in grant.members:
        raise NotTestable("it needs H2M-ID-TOKEN: the answer has no id_token")
    return read_id_token(grant.members["id_token"])
