"""Generated input goes over the wire like any request, and the strict endpoint meets all of it calmly."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.clock import MovedClock
from conformance.fuzz.applying import change_of
from conformance.fuzz.recipe import breaks, described, is_harmless
from conformance.fuzz.steps import Recipe
from conformance.reference.server import running
from conformance.reference.setting_up import good_design
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.verdict import Kind
from tests.fuzz_samples import START, drawn, target_of

EXAMPLES = 80


@pytest.fixture(
    params=[("m2m", "assertion"), ("m2m", "request"), ("ciam", "request"), ("basic", "request")], ids="-".join
)
def session_and_subject(request: pytest.FixtureRequest) -> Iterator[tuple[Session, str]]:
    profile, subject = request.param
    clock = MovedClock(START)
    with running(good_design(profile), clock=clock) as address:
        target = replace(target_of(profile), endpoint=address.endpoint)
        session = open_session(target, clock, "token-conformance/tests", 1)
        yield session, subject
        session.close()


def kinds_of(session: Session, recipes: tuple[Recipe, ...]) -> dict[Recipe, Kind]:
    return {one: session.kind(session.endpoint.send(change_of(one)(session.good()), "generated")) for one in recipes}


def test_every_odd_request_gets_an_answer_that_fits(session_and_subject: tuple[Session, str]) -> None:
    session, subject = session_and_subject
    recipes = drawn(session.target.profile, subject, examples=EXAMPLES)
    found = kinds_of(session, recipes)
    assert len(found) == len(recipes) > EXAMPLES
    assert set(found.values()) == {Kind.GRANTED, Kind.REFUSED}
    assert not [described(one) for one, kind in found.items() if breaks(one) and kind is Kind.GRANTED]


def test_every_harmless_request_is_granted(session_and_subject: tuple[Session, str]) -> None:
    session, subject = session_and_subject
    found = kinds_of(session, drawn(session.target.profile, subject, harmless=True, examples=EXAMPLES // 2))
    assert all(map(is_harmless, found))
    assert not [described(one) for one, kind in found.items() if kind is not Kind.GRANTED]
