"""Chapter M2M: the scope of an iSHARE access token (iSHARE access token M2M; RFC 6749, section 3.3)."""

from conformance.changes import Change, parameter, without
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.outcome import judge
from conformance.verdict import Kind


@requirement("M2M-SCOPE")
@cases(missing=without("scope"), another=parameter("scope", "openid"))
def test_a_request_without_the_scope_ishare_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("M2M-SCOPE-CASE")
@cases(
    lower_case=parameter("scope", "ishare"),
    upper_case=parameter("scope", "ISHARE"),
    capitalized=parameter("scope", "Ishare"),
)
def test_the_scope_in_other_letter_case_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("M2M-SCOPE-WHOLE")
@cases(
    letter_in_front=parameter("scope", "xiSHARE"),
    letter_behind=parameter("scope", "iSHAREx"),
    comma=parameter("scope", "iSHARE,openid"),
)
def test_the_scope_as_a_part_of_another_value_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("M2M-SCOPE-MORE")
@cases(first=parameter("scope", "iSHARE openid"), last=parameter("scope", "openid iSHARE"))
def test_the_scope_among_other_values_is_granted(client: Client, change: Change) -> None:
    asked = client.asks(change)
    members = asked.exchange.answer.members if asked.exchange.answer else None
    blames_the_other_scope = asked.kind is Kind.REFUSED and (members or {}).get("error") == "invalid_scope"
    if blames_the_other_scope:
        client.note("The other scope (openid) is refused as invalid_scope, which RFC 6749 allows.")
    expected = "granted, or refused as invalid_scope for the sake of the other value"
    judge(asked.kind is Kind.GRANTED or blames_the_other_scope, expected, asked.actual)
