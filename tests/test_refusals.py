"""The chosen refusals: what is found in them, what is left to other rows, and in which order that counts."""

from types import SimpleNamespace
from typing import cast

import pytest

from conformance.exchange import Answer, Exchange
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.refusals import Refusals, answer_of, error_members, wrapped_error

JSON = (("Content-Type", "application/json"),)


def refusals(*bodies: bytes, untested: dict[str, str] | None = None) -> Refusals:
    found = {
        f"fault-{place}": cast("Exchange", SimpleNamespace(answer=Answer(400, JSON, body), met="status 400"))
        for place, body in enumerate(bodies)
    }
    return Refusals(found, untested or {})


def code(exchange: Exchange) -> str | None:
    found = error_members(exchange).get("error")
    return None if found == "invalid_request" else f"error is {found}"


GOOD, BAD, WORSE = b'{"error":"invalid_request"}', b'{"error":"E1"}', b'{"error":"E2"}'


def test_good_refusals_hold() -> None:
    refusals(GOOD, GOOD).are("a code", code)


def test_equal_faults_are_told_once_with_the_names_of_their_refusals() -> None:
    with pytest.raises(Violated) as told:
        refusals(BAD, GOOD, BAD, WORSE).are("a code", code)
    assert told.value.actual == "error is E1 (fault 0, fault 2); error is E2 (fault 3)"


def test_a_fault_of_all_is_told_as_one() -> None:
    with pytest.raises(Violated) as told:
        refusals(BAD, BAD).are("a code", code)
    assert told.value.actual == "error is E1 (all 2 refusals)"


def test_a_finding_comes_before_what_could_not_be_tested() -> None:
    with pytest.raises(Violated):
        refusals(b"<html>", BAD).are("a code", code)


@pytest.mark.parametrize("found", [refusals(b"<html>", GOOD), refusals(GOOD, untested={"late": "endpoint away"})])
def test_what_could_not_be_tested_comes_before_holding(found: Refusals) -> None:
    with pytest.raises(NotTestable):
        found.are("a code", code)


def test_a_row_that_no_refusal_concerns_is_not_applicable() -> None:
    def nothing(_: Exchange) -> str | None:
        raise NotApplicable("no 401")

    with pytest.raises(NotApplicable, match="no 401"):
        refusals(GOOD, GOOD).are("a challenge", nothing)


def test_an_error_inside_another_member_is_an_envelope() -> None:
    assert wrapped_error({"errors": [{"error": "invalid_request"}]}) == "errors"
    assert wrapped_error({"body": {"error": "invalid_request"}}) == "body"
    assert wrapped_error({"error": "invalid_request", "body": {"error": "x"}}) is None
    assert wrapped_error({"message": "no", "details": []}) is None


def test_a_refusal_without_an_answer_cannot_be_judged() -> None:
    with pytest.raises(NotTestable, match="no answer"):
        answer_of(cast("Exchange", SimpleNamespace(answer=None, met="no answer came in time")))
