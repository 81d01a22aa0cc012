"""Sign-ins through `form` at the provider of `login_pages`, those that fail among them."""

from __future__ import annotations

import pytest

from conformance.clock import SystemClock
from conformance.sign_in.form import FormWay
from conformance.sign_in.model import SignInFailed
from conformance.target import Target, User
from tests.login_pages import (
    ALICE,
    PASSWORD,
    Provider,
    Route,
    asked_of,
    provider_target,
    serving,
)


def way_to(target: Target) -> FormWay:
    assert target.sign_in is not None
    return FormWay(target, target.sign_in, SystemClock(), "tests")


def failure_at(target: Target, user: User = ALICE) -> SignInFailed:
    with pytest.raises(SignInFailed) as raised:
        way_to(target).sign_in(asked_of(target), user)
    failure = raised.value
    shown = f"{failure.sentence} {failure.page} {failure.trail} {failure!r}"
    assert PASSWORD not in shown
    assert failure.sentence.endswith(".")
    assert str(failure) == failure.sentence
    return failure


def failure_on(timeout: float = 5.0, fields: dict[str, str] | None = None, **routes: Route) -> SignInFailed:
    """Sign in at a provider of which some pages are others."""
    with serving(Provider(routes={f"/{name}": route for name, route in routes.items()})) as provider:
        return failure_at(provider_target(provider.url, timeout, fields=fields or {}))
