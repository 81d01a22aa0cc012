"""What a debugger, a traceback or a log shows of our own objects: never a key, secret, assertion, code or token."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance.booking import Ended, book
from conformance.catalogue import load_catalogue
from conformance.client import Client
from conformance.granted import Grant, grants_of
from conformance.target import Party, SignIn, User
from tests.scripted import REFUSAL, http, scripted
from tests.sessions import client_at
from tests.test_session import CHANGE, is_good

TOKEN = "c4nary-of-the-server-4711"
SECRET = "c4nary-of-the-client-0815"
GRANT = http(200, f'{{"access_token": "{TOKEN}", "token_type": "Bearer"}}'.encode(), extra=f"Set-Cookie: t={TOKEN}\r\n")


@pytest.fixture(scope="module")
def asked() -> Iterator[Client]:
    """A client that has asked, been granted and been refused."""
    with scripted(lambda _, request: GRANT if is_good(request) else REFUSAL) as server:
        client = client_at(server.url)
        grants_of(client, 2)
        client.asks(CHANGE)
        yield client


def objects_of(client: Client) -> Iterator[Any]:
    """One of everything that a check holds or meets."""
    session = client.session
    exchange = next(one for one in client.exchanges if one.answer is not None and one.answer.status == 200)
    assert exchange.answer is not None
    good = session.good()
    compact = good.assertion.compact if good.assertion else ""
    header = ("Authorization", f"Bearer {TOKEN}")
    request = replace(good, headers=(header,), parameters=(*good.parameters, ("client_assertion", compact)), body=b"x")
    party = Party("client", session.target.client.identity, SECRET)
    users = (User("alice", SECRET),)
    target = replace(session.target, client=party, other_client=party, sign_in=SignIn("http://x/", users=users))
    identity = session.material().identity
    ended = Ended("x", load_catalogue()["CA-EXP"], None, "x", None, 1.0)
    yield from (client, session, session.endpoint, session.forger, session.profile, session.material(), identity)
    yield from (exchange, exchange.answer, Grant(exchange), Grant(exchange).jwt, exchange.request, good, request)
    yield from (good.assertion, replace(request, body=compact.encode(), query=(("client_assertion", compact),)))
    yield from (client.asks(CHANGE), target, party, users, target.sign_in, ended, book(ended, client, target))
    yield from (replace(session.material(), target=target), session.memory)


def secrets_of(client: Client) -> set[str]:
    compact = {one.request.assertion.compact for one in client.exchanges if one.request.assertion}
    key = client.session.material().identity.key.private_numbers()
    return {TOKEN, SECRET, *compact, *(one.rpartition(".")[2] for one in compact), str(key.d), str(key.p)}


def test_no_repr_shows_a_secret(asked: Client) -> None:
    secrets = secrets_of(asked)
    assert len(secrets) > 10
    for one in objects_of(asked):
        shown = repr(one)
        assert "eyJhbGciOiJ" not in shown, type(one)
        assert not [secret for secret in secrets if secret in shown], type(one)
