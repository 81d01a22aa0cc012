"""Chapter ERR: the body of a refusal (RFC 6749, section 5.2)."""

import re

from conformance.check import requirement
from conformance.exchange import Exchange
from conformance.granted import Grant
from conformance.leaks import leak_in
from conformance.outcome import Violated
from conformance.refusals import REGISTERED_CODES, Refusals, answer_of, error_members, wrapped_error
from conformance.strict_json import StrictJsonError, members_of

PERMITTED = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*\Z")
TOKENS = ("access_token", "id_token", "refresh_token")


@requirement("ERR-JSON")
def test_a_refusal_is_a_json_object(refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        try:
            wrapping = wrapped_error(members_of(answer_of(exchange)))
        except StrictJsonError as fault:
            return str(fault)
        return f"error stands inside the member {wrapping!r:.60}" if wrapping is not None else None

    refusals.are("application/json, and a JSON object with its members at the top level", trouble)


@requirement("ERR-CODE")
def test_the_error_is_named_by_a_registered_code(refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        members = error_members(exchange)
        if members.get("error") in REGISTERED_CODES:
            return None
        return f"error is {members['error']!r:.80}" if "error" in members else "no member error"

    refusals.are("error, one of the six codes of RFC 6749", trouble)


@requirement("ERR-CHARSET")
def test_error_and_error_description_keep_to_the_permitted_characters(refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        members = error_members(exchange)
        for name in ("error", "error_description"):
            value = members.get(name)
            if isinstance(value, str) and not PERMITTED.match(value):
                odd = sorted({one for one in value if not PERMITTED.match(one)})
                return f"{name} holds {', '.join(map(ascii, odd[:5]))}"
        return None

    refusals.are("printable ASCII without quotation mark and backslash", trouble)


@requirement("ERR-NO-TOKEN")
def test_no_refusal_carries_a_token_and_no_success_carries_an_error(grant: Grant, refusals: Refusals) -> None:
    expected = "either a token or an error"
    if grant.answer.status == 200 and "error" in (grant.answer.members or {}):
        raise Violated(expected, "the granting answer has a member error")

    def trouble(exchange: Exchange) -> str | None:
        answer = answer_of(exchange)
        members = answer.members or {}
        if answer.status == 200 and "error" in members:
            return "status 200 with error"
        found = [name for name in TOKENS if name in members]
        refuses = 400 <= answer.status < 500 or "error" in members
        return f"the refusal has {' and '.join(found)}" if refuses and found else None

    refusals.are(expected, trouble)


@requirement("ERR-NO-LEAK")
def test_a_refusal_betrays_nothing_of_the_servers_inside(refusals: Refusals) -> None:
    refusals.are("a fixed sentence and no more", leak_in)
