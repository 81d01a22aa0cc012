"""The scope of a granting answer: what is a list of values with spaces between, and what is none."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance.exchange import Answer, Exchange
from conformance.granted import Grant
from conformance.outcome import NotTestable
from conformance.scopes import granted_values, scope_fault

ASKED = "openid email profile"


def grant_of(members: dict[str, Any]) -> Grant:
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps(members).encode())
    request = SimpleNamespace(parameters=(("grant_type", "client_credentials"), ("scope", ASKED)))
    return Grant(cast("Exchange", SimpleNamespace(answer=answer, request=request)))


@pytest.mark.parametrize(
    "told",
    [
        ASKED,
        "",
        "openid",
        "profile  email ",
        "urn:example:scope https://api.example/read.all",
        "a,b",
        "openid,x",
        "!#[]~^`{|}",
    ],
)
def test_values_with_spaces_between_are_right(told: str) -> None:
    assert scope_fault(told, ASKED) is None


@pytest.mark.parametrize(
    "told",
    [
        "openid,email,profile",
        "openid, email, profile",
        '["openid","email"]',
        "openid\\email",
        "openid\temail",
        "openid\nemail",
        "openid é",
        ["openid"],
        None,
        7,
        {"openid": True},
    ],
)
def test_anything_else_is_a_fault(told: Any) -> None:
    assert scope_fault(told, ASKED) is not None


def test_a_comma_is_part_of_a_value_that_was_asked_for() -> None:
    assert scope_fault("read,write", "read,write read write") is None


def test_the_granted_values_are_those_of_the_answer() -> None:
    assert granted_values(grant_of({"scope": "email openid"})) == ["email", "openid"]
    assert granted_values(grant_of({})) is None


def test_values_that_cannot_be_read_are_another_rows() -> None:
    with pytest.raises(NotTestable, match="BASIC-RES-SCOPE"):
        granted_values(grant_of({"scope": ["openid"]}))
