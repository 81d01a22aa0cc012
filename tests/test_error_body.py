"""Which members and statuses a refusal at Basic has: those of the page, or at a generic endpoint those of RFC 6749."""

import contextlib
import json
from collections.abc import Callable, Iterator

import pytest

from conformance.client import Client
from conformance.clock import MovedClock
from conformance.guesses import Share
from conformance.outcome import NotTestable, Violated
from conformance.refusals import refusals_of
from conformance.session_opening import open_session
from conformance.target import Expect, Limits, Party, Target
from suites.error_response.test_description import (
    is_alike,
)
from suites.error_response.test_description import (
    test_a_refusal_explains_itself as explained,
)
from suites.error_response.test_description import (
    test_a_wrong_secret_is_answered_like_an_unknown_client as same,
)
from suites.error_response.test_description import (
    test_the_error_body_has_the_members_of_the_page as with_members,
)
from suites.error_response.test_status_of_cause import statuses_of
from tests.scripted import GRANT, http, scripted
from tests.sessions import START

ID, SECRET = "acme-app", "Vb7^q|)n,Zd4"
Answering = Callable[[bool], bytes]
"""Gets whether the id of a refused request is the client's; gives the answer."""


def target_at(url: str, error_body: str, profile: str = "basic") -> Target:
    client = Party(ID, secret=SECRET, scope="openid")
    return Target("here", profile, url, client, expect=Expect(error_body), limits=Limits(5, 0))


@pytest.fixture
def client_of() -> Iterator[Callable[[Answering, str], Client]]:
    """Clients of a server that refuses what is not the good request, each time with another answer."""
    with contextlib.ExitStack() as stack:

        def make(answering: Answering, error_body: str) -> Client:
            def script(number: int, request: bytes) -> bytes:
                head, _, body = request.partition(b"\r\n\r\n")
                good = b"YWNtZS1hcHA6VmI3XnF8KW4sWmQ0" in head and body == b"grant_type=client_credentials&scope=openid"
                return GRANT if good else answering(b"YWNtZS1hcH" in head)

            server = stack.enter_context(scripted(script))
            target = target_at(server.url, error_body)
            return Client(open_session(target, MovedClock(START), "token-conformance/tests", 1), Share(8, 8))

        yield make


def refusing(**members: object) -> Answering:
    return lambda _: http(401, json.dumps(members).encode(), extra='WWW-Authenticate: Basic realm="token"\r\n')


@pytest.mark.parametrize("error_body, description", [("page", "errorDescription"), ("rfc6749", "error_description")])
def test_the_description_has_the_name_that_the_target_file_says(
    client_of: Callable[[Answering, str], Client], error_body: str, description: str
) -> None:
    other = {"errorDescription": "error_description", "error_description": "errorDescription"}[description]
    right = client_of(refusing(error="invalid_client", **{description: "No"}), error_body)
    explained(right, refusals_of(right))
    with_members(right, refusals_of(right))
    for members in ({}, {other: "No"}):
        wrong = client_of(refusing(error="invalid_client", **members), error_body)
        with pytest.raises(Violated, match=f"no member {description}"):
            explained(wrong, refusals_of(wrong))
        with_members(wrong, refusals_of(wrong))


@pytest.mark.parametrize("error_body, description", [("page", "errorDescription"), ("rfc6749", "error_description")])
@pytest.mark.parametrize(
    "error, told, actual",
    [(7, "No", "error is a number"), ("x", ["No"], "escription is an array"), (None, "No", "null")],
)
def test_error_and_description_are_strings(
    client_of: Callable[[Answering, str], Client],
    error_body: str,
    description: str,
    error: object,
    told: object,
    actual: str,
) -> None:
    client = client_of(refusing(error=error, **{description: told}), error_body)
    with pytest.raises(Violated, match=actual):
        with_members(client, refusals_of(client))


def test_a_refusal_without_error_has_not_the_members_of_the_page(
    client_of: Callable[[Answering, str], Client],
) -> None:
    client = client_of(refusing(errorDescription="No"), "page")
    with pytest.raises(Violated, match="no member error"):
        with_members(client, refusals_of(client))


def test_a_page_of_html_is_not_judged_twice(client_of: Callable[[Answering, str], Client]) -> None:
    client = client_of(lambda _: http(401, b"<h1>No</h1>", "text/html"), "page")
    with pytest.raises(NotTestable, match="ERR-JSON"):
        with_members(client, refusals_of(client))


# --- the status -------------------------------------------------------------------------------------------------------

STATUSES = [
    ("basic", "page", "no-credentials", (401,)),
    ("basic", "rfc6749", "no-credentials", (401, 400)),
    ("basic", "page", "unknown-client", (401, 404)),
    ("basic", "rfc6749", "wrong-secret", (401,)),
    ("basic", "page", "wrong-scope", (400, 403)),
    ("basic", "page", "no-grant-type", (400,)),
    ("ciam", "page", "no-grant-type", (400, 401)),
    ("ciam", "page", "unknown-client", (400, 401, 404)),
]


@pytest.mark.parametrize("profile, error_body, name, fitting", STATUSES)
def test_the_statuses_that_fit(profile: str, error_body: str, name: str, fitting: tuple[int, ...]) -> None:
    assert set(statuses_of(target_at("http://127.0.0.1:9/", error_body, profile), name)) == set(fitting)


# --- an unknown client and a wrong secret -----------------------------------------------------------------------------


def numbered(*told: str) -> Answering:
    """Another number in each answer, and a sentence for an unknown id and for a known one."""
    numbers = iter(range(4711, 9999))

    def answer(is_known: bool) -> bytes:
        text = f"{told[is_known]} Trace 00-{next(numbers)}-ff"
        return http(401, json.dumps({"error": "invalid_client", "errorDescription": text}).encode())

    return answer


def test_trace_numbers_and_the_id_itself_tell_nothing(client_of: Callable[[Answering, str], Client]) -> None:
    same(client_of(numbered("The client is not right.", "The client is not right."), "page"))
    same(client_of(numbered("nobody-of-token-conformance failed.", f"{ID} failed."), "page"))


@pytest.mark.parametrize("told", ["The secret is not right.", "The client, which is known, is not right."])
def test_another_sentence_tells_that_a_client_exists(client_of: Callable[[Answering, str], Client], told: str) -> None:
    with pytest.raises(Violated, match="errorDescription"):
        same(client_of(numbered("The client is not right.", told), "page"))


@pytest.mark.parametrize(
    "first, again, other, alike",
    [
        ("a b", "a b", "a b", True),
        ("a b", "a b", "a c", False),
        ("a 1", "a 2", "a 3", True),
        ("a 1", "a 2", "b 3", False),
        ("a 1", "a 2", "a", False),
        (None, None, "a", False),
        (401, 401, 404, False),
    ],
)
def test_words_that_differ_anyway_are_left_out(first: object, again: object, other: object, alike: bool) -> None:
    assert is_alike(first, again, other) is alike
