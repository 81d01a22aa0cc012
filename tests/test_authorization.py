"""Changed authorise requests: what is begun again after a hiccup, how often, and what a reader is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from conformance.authorization import Ended, tried
from conformance.client import Client
from conformance.clock import MovedClock
from conformance.outcome import NotTestable
from conformance.request import Material
from conformance.sign_in.codes import SignedInCodes
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck
from conformance.target import User
from conformance.waiting import Waiting
from tests.login_pages import ALICE, RETURN, asked_of, provider_target

BUSY = SignInFailed(Stuck.STATUS, "The authorise endpoint answered 503.", status=503)
HUNG_UP = SignInFailed(Stuck.CLOSED, "The authorise endpoint hung up.")
REFUSED = SignInFailed(Stuck.STATUS, "The authorise endpoint answered 400.", status=400)
TARGET = provider_target("https://provider.example", users=(ALICE,))


@dataclass
class Scripted:
    """A way on which the changed requests meet what is listed, and the good ones get a code."""

    meets: Sequence[SignInFailed]
    changed: list[Asked] = field(default_factory=list)
    good: int = 0
    logins: int = 0

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        if not fresh:
            self.good += 1
        else:
            self.changed.append(asked)
            if len(self.changed) <= len(self.meets):
                raise self.meets[len(self.changed) - 1]
        return Landed(RETURN, {"code": "the-code", "state": asked.state}, {}, None, fresh_login=fresh)

    def close(self) -> None:
        """Nothing is open."""


def ended(way: Scripted, attempts: int = 0) -> tuple[Ended, SignedInCodes]:
    """Try an authorise request that asks for a fresh login; the good ones behind it do not."""
    clock, codes = MovedClock(100.0), SignedInCodes(lambda: way)
    material = Material(TARGET, clock, None)
    session = SimpleNamespace(codes=codes, clock=clock, trusted=True, material=lambda: material, waiting=Waiting(10.0))
    client = cast("Client", SimpleNamespace(session=session, note=lambda _: None, target=TARGET))
    return tried(client, lambda: asked_of(TARGET), fresh=True, attempts=attempts), codes


def test_a_hiccup_is_tried_again_with_a_fresh_request() -> None:
    way = Scripted([BUSY, HUNG_UP])
    found, codes = ended(way)
    assert found.code == "the-code"
    assert len({one.state for one in way.changed}) == 3
    assert way.good == 1
    assert codes.notes == ("sign-ins: 0 logins, 1 code, 2 hiccups",)


@pytest.mark.parametrize("met", [BUSY, HUNG_UP])
def test_one_that_stays_is_no_answer(met: SignInFailed) -> None:
    with pytest.raises(NotTestable, match="3 times: The authorise endpoint"):
        ended(Scripted([met] * 3))


def test_a_refusal_is_an_answer() -> None:
    way = Scripted([REFUSED])
    found, _ = ended(way)
    assert found.code is None
    assert found.told == REFUSED.sentence
    assert (len(way.changed), way.good) == (1, 1)


def test_a_wrong_password_is_not_sent_three_times() -> None:
    way = Scripted([BUSY] * 3)
    with pytest.raises(NotTestable, match="2 times"):
        ended(way, attempts=2)
    assert len(way.changed) == 2
