"""Signing in through forms at login pages that nobody of this project wrote: those of the peers' libraries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.clock import SystemClock
from conformance.request import Material
from conformance.sign_in.authorise import authorise
from conformance.sign_in.form import FormWay
from conformance.sign_in.landing import code_of
from conformance.sign_in.model import Asked, SignInFailed, Stuck
from conformance.target import Target, User, read_target
from tests.peers.environment import NoEnvironmentError, python_of
from tests.peers.running import serving, target_file

REFUSING = {"authlib_django": "decision=deny", "allauth_toolkit": "=Cancel"}
"""The refusing button of each provider's consent page, as its target file names it."""
LOGIN = {"authlib_django": "/admin/login/", "allauth_toolkit": "/accounts/login/"}


@pytest.fixture(scope="module", params=REFUSING)
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """A foreign provider; only away from continuous integration may it be missing."""
    name = str(request.param)
    try:
        python_of(name)
    except NoEnvironmentError as reason:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            raise
        pytest.skip(f"the environment of {name} cannot be made here: {reason}")
    with serving(name) as endpoint, target_file(name, endpoint) as file:
        found = read_target(file)
        assert found.sign_in is not None
        yield replace(found, sign_in=replace(found.sign_in, deny=REFUSING[name]))


@pytest.fixture
def way(target: Target) -> Iterator[FormWay]:
    assert target.sign_in is not None
    one = FormWay(target, target.sign_in, SystemClock(), "tests")
    yield one
    one.close()


def asked_of(target: Target) -> Asked:
    return authorise(Material(target, SystemClock(), None))


def alice(target: Target, password: str | None = None) -> User:
    assert target.sign_in is not None
    user = target.sign_in.users[0]
    return User(user.name, password or user.password, user.email)


def test_a_code_comes_from_a_foreign_login(target: Target, way: FormWay) -> None:
    asked = asked_of(target)
    reached = way.sign_in(asked, alice(target))
    assert code_of(asked, reached).value
    assert reached.fresh_login
    assert any(LOGIN[target.name] in step for step in reached.trail)


def test_the_session_is_kept_by_the_foreign_cookie(target: Target, way: FormWay) -> None:
    first, again = (asked_of(target) for _ in range(2))
    codes = {code_of(asked, way.sign_in(asked, alice(target))).value for asked in (first, again)}
    assert len(codes) == 2
    assert way.logins == 1


def test_a_wrong_password_is_told_as_one(target: Target, way: FormWay) -> None:
    with pytest.raises(SignInFailed) as raised:
        way.sign_in(asked_of(target), alice(target, "not-the-password"))
    assert raised.value.why is Stuck.CREDENTIALS
    assert "not-the-password" not in str(raised.value) + str(raised.value.page)


def test_consent_is_refused_on_demand(target: Target, way: FormWay) -> None:
    reached = way.sign_in(asked_of(target), alice(target), deny=True)
    assert reached.parameters["error"] == "access_denied"
    assert "code" not in reached.parameters
