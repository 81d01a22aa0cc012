"""Chapter BASIC: the scope that is asked for, and the one that is granted (RFC 6749, section 3.3)."""

from collections.abc import Callable

import pytest

from conformance.changes import parameter, without
from conformance.check import each, requirement
from conformance.client import Client
from conformance.granted import Grant, grants_of
from conformance.outcome import NotApplicable, Violated, judge
from conformance.scopes import granted_values, scope_fault
from conformance.verdict import Kind

INVENTED = "token-conformance-invented"
NO_SCOPE = "the target file asks for no scope ([client] scope)"


@pytest.fixture
def scope(client: Client) -> str:
    """The scope of the target file; raise ``NotApplicable`` where it has none."""
    if not client.target.client.scope:
        raise NotApplicable(NO_SCOPE)
    return client.target.client.scope


@requirement("BASIC-SCOPE-REQUIRED")
@pytest.mark.usefixtures("scope")
def test_a_request_without_scope_is_refused(client: Client) -> None:
    client.asks(without("scope")).is_refused()


@requirement("BASIC-SCOPE-SPACES")
def test_several_scopes_are_granted_in_another_order(client: Client, scope: str) -> None:
    values = scope.split()
    if len(values) < 2:
        raise NotApplicable("the target file asks for one scope value alone ([client] scope)")
    client.asks(parameter("scope", " ".join(reversed(values)))).is_granted()


@requirement("BASIC-SCOPE-UNKNOWN")
def test_an_unknown_scope_is_refused_or_left_out_of_the_answer(client: Client, scope: str) -> None:
    asked = client.asks(parameter("scope", f"{scope} {INVENTED}"))
    if asked.kind is not Kind.GRANTED:
        asked.is_refused()
        return
    granted = granted_values(Grant(asked.exchange))
    expected = "refused, or granted with a scope that leaves the unknown value out"
    if granted is None:
        raise Violated(expected, "granted without a word about the scope, which means all that was asked for")
    judge(INVENTED not in granted, expected, f"granted with the scope {' '.join(granted):.200}")


@requirement("BASIC-SCOPE-NOT-WIDER")
@each("asking", as_asked=str, one_value=lambda scope: scope.split()[0], letter_case=str.swapcase)
def test_no_scope_is_granted_that_was_not_asked_for(client: Client, scope: str, asking: Callable[[str], str]) -> None:
    if asking(scope) == scope:
        judge_width(grant_used(client))
        return
    asked = client.asks(parameter("scope", asking(scope)))
    if asked.kind is Kind.GRANTED:
        judge_width(Grant(asked.exchange))
    else:
        asked.is_refused()


def grant_used(client: Client) -> Grant:
    """Give what the good request was granted."""
    grant = grants_of(client, 1)[0]
    client.uses(grant.exchange)
    return grant


def judge_width(grant: Grant) -> None:
    """Hold where the answer names no scope value that was not asked for."""
    found = granted_values(grant)
    if found is None:
        raise NotApplicable("the answer names no scope")
    more = [value for value in found if value not in grant.asked_scope.split()]
    actual = f"granted besides: {' '.join(more):.200}"
    judge(not more, "no scope value but those that were asked for", actual)


@requirement("BASIC-RES-SCOPE")
def test_the_granted_scope_is_a_string_of_values_with_spaces_between(grant: Grant) -> None:
    if "scope" not in grant.members:
        raise NotApplicable("the answer has no scope")
    fault = scope_fault(grant.members["scope"], grant.asked_scope)
    judge(fault is None, "scope, a string with values separated by spaces", fault or "")


@requirement("BASIC-RES-SCOPE-PRESENT")
@pytest.mark.usefixtures("scope")
def test_the_answer_names_the_granted_scope(grant: Grant) -> None:
    judge("scope" in grant.members, "scope", "the answer has no scope")
