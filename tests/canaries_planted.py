"""Checks that put every secret that they know wherever a check can put words; for the search for canaries alone.

They name requirements, but judge nothing. ``everything`` is what a clumsy check, or a crash in it, could lay hands on.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as some

from conformance.check import requirement
from conformance.client import Client
from conformance.outcome import NotApplicable, NotTestable, Violated


def everything(client: Client) -> str:
    """What the checker holds: its keys and secrets, and what went over the wire."""
    session = client.session
    session.control("opening control")
    last = session.endpoint.log[-1:]
    said = [f"{exchange.request.wire_body!r} {exchange.request.headers} {exchange.detail}" for exchange in last]
    said += [str(answer.body) for exchange in last if (answer := exchange.answer)]
    for party in (session.target.client, session.target.other_client):
        if party is not None:
            said.append(str(party.secret))
            said += _of_key(party.identity)
    said += [str(user.password) for user in (session.target.sign_in.users if session.target.sign_in else ())]
    return "\n".join(said)


def _of_key(identity: Any) -> Iterator[str]:
    if identity is not None:
        yield identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        numbers = identity.key.private_numbers()
        yield f"d={numbers.d} p={numbers.p:x} q={hex(numbers.q)}"


class Clumsy:
    """An object of somebody's own, whose repr says too much."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return self.words


@pytest.fixture
def falling(client: Client) -> None:
    hidden_locally = everything(client)
    raise RuntimeError(f"the fixture fell over {hidden_locally}")


@pytest.fixture
def falling_behind(client: Client) -> Iterator[Clumsy]:
    hidden_locally = Clumsy(everything(client))
    yield hidden_locally
    raise RuntimeError(f"the teardown fell over {hidden_locally}")


@requirement("REQ-GRANTED")
def test_which_holds_and_talks(client: Client) -> None:
    print(everything(client))
    client.note(everything(client))
    client.says(everything(client))
    logging.getLogger("somebody").warning("%s", everything(client))


@requirement("REQ-METHOD")
def test_which_finds(client: Client) -> None:
    raise Violated(f"not {everything(client)}", everything(client))


@requirement("ERR-CODE")
def test_which_cannot_tell(client: Client) -> None:
    raise NotTestable(everything(client))


@requirement("ERR-JSON")
def test_which_has_nothing_to_judge(client: Client) -> None:
    raise NotApplicable(everything(client))


@requirement("RES-JSON")
def test_which_falls_over(client: Client) -> None:
    hidden_locally = Clumsy(everything(client))
    try:
        raise ValueError(hidden_locally)  # noqa: TRY301 - a cause is told as well
    except ValueError as cause:
        raise RuntimeError(f"the check fell over {hidden_locally}") from cause


@requirement("RES-TOKEN-TYPE")
def test_which_asserts(client: Client) -> None:
    assert everything(client).splitlines() == ["right"]


@requirement("RES-ACCESS-TOKEN")
def test_whose_fixture_falls_over(falling: None) -> None:
    pass


@requirement("RES-NO-STORE")
def test_whose_teardown_falls_over(client: Client, falling_behind: Clumsy) -> None:
    client.session.control("opening control")


@requirement("REQ-ROBUST")
@settings(
    max_examples=5,
    derandomize=False,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(some.data())
def test_which_draws(client: Client, data: Any) -> None:
    drawn = data.draw(some.sampled_from([Clumsy(everything(client))]), label=everything(client))
    note(everything(client))
    raise RuntimeError(drawn)
