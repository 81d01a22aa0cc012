"""Chapter RES: the body of a granting answer (RFC 6749, section 5.1)."""

from conformance.check import requirement
from conformance.client import Client
from conformance.granted import Grant
from conformance.outcome import NotTestable, Violated, judge
from conformance.response_schema import schema_faults
from conformance.strict_json import StrictJsonError, members_of, repeated_names


@requirement("RES-JSON")
def test_the_granting_answer_is_one_json_object_in_utf_8(grant: Grant) -> None:
    try:
        members_of(grant.answer)
    except StrictJsonError as fault:
        raise Violated("application/json, and one JSON object in UTF-8", str(fault)) from None


@requirement("RES-MEMBERS-ONCE")
def test_no_member_of_the_answer_occurs_twice(grant: Grant) -> None:
    try:
        repeated = repeated_names(grant.answer.body)
    except StrictJsonError as fault:
        raise NotTestable(f"it needs RES-JSON: {fault}") from None
    judge(not repeated, "each member once", f"more than once: {', '.join(repeated)}")


@requirement("RES-SCHEMA")
def test_the_members_of_the_answer_have_the_types_of_the_page(client: Client, grant: Grant) -> None:
    faults = schema_faults(client.target.profile, grant.members)
    judge(not faults, "every member of the page's type", "; ".join(faults))


@requirement("RES-NO-REFRESH")
def test_no_refresh_token_is_issued(grant: Grant) -> None:
    judge("refresh_token" not in grant.members, "no member refresh_token", "refresh_token is there")
