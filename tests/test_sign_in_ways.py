"""Which way of signing in a target file names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.clock import SystemClock
from conformance.outcome import NotTestable
from conformance.sign_in import way_of
from tests.login_pages import provider_target


@pytest.mark.parametrize("how", ["form", "browser", "command", "manual"])
def test_each_way_by_its_name(how: str) -> None:
    way = way_of(provider_target("https://acme.example", how=how), SystemClock(), "tests")
    assert type(way).__name__ == f"{how.title()}Way"
    assert way.logins == 0
    way.close()


def test_no_way() -> None:
    target = replace(provider_target("https://acme.example"), sign_in=None)
    with pytest.raises(NotTestable, match="sign_in"):
        way_of(target, SystemClock(), "tests")
