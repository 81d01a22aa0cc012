"""Chapter REQ: POST alone is served (RFC 6749, section 3.2; RFC 9110, section 15.5.6)."""

from dataclasses import replace
from functools import partial

from conformance.changes import Change, both, method, parameter, without_content_type
from conformance.check import cases, each, requirement
from conformance.client import Asked, Client
from conformance.needing import compared
from conformance.outcome import NotApplicable, Violated, judge
from conformance.request import TokenRequest
from conformance.verdict import Kind, shape_of


def bare(name: str, request: TokenRequest) -> TokenRequest:
    """Use another method and leave out everything that belongs to a POST; a header that says who asks stays."""
    return replace(without_content_type(request), method=name, parameters=())


IN_QUERY = partial(method, in_query=True)
PLAIN: dict[str, Change] = {
    "get": partial(bare, "GET"),
    "put": method("PUT"),
    "patch": method("PATCH"),
    "delete": partial(bare, "DELETE"),
    "head": partial(bare, "HEAD"),
}
"""Requests short enough for any server, so that the method alone can be what is wrong with them."""
METHODS = {name: name for name in PLAIN}


def answer_to(client: Client, name: str) -> Asked:
    """What a method is answered, asked once for all who look at it."""
    found: Asked = client.session.once(f"method {name}", lambda: client.asks(PLAIN[name]))
    client.uses(found.exchange)
    return found


@requirement("REQ-METHOD")
@cases(
    get=IN_QUERY("GET"), get_with_body=method("GET"), put=method("PUT"), patch=method("PATCH"), delete=method("DELETE")
)
def test_no_token_is_served_by_another_method(client: Client, change: Change) -> None:
    """CTT: HTTP WRONG METHOD. A page or a redirect that says nothing of what was sent is no token either."""
    asked = client.asks(change)
    if not is_shown_to_all(client, change, asked):
        asked.is_refused(501)


def is_shown_to_all(client: Client, change: Change, asked: Asked) -> bool:
    """Tell whether a method is answered, without a token, in a way that does not depend on what the request carries."""
    answer = asked.exchange.answer
    if asked.kind is Kind.GRANTED or answer is None or not 200 <= answer.status < 400:
        return False
    faulty = compared(client, both(parameter("grant_type", "nonsense"), change)).exchange.answer
    if faulty is None or shape_of(faulty) != shape_of(answer):
        return False
    return faulty.values("Location") == answer.values("Location")


@requirement("REQ-METHOD")
@cases(head=IN_QUERY("HEAD"))
def test_head_is_not_served_as_a_token_request(client: Client, change: Change) -> None:
    """An answer to HEAD has no body, so a token shows by its status alone: success, where a faulty HEAD has none."""
    asked = client.asks(change)
    answer = asked.exchange.answer
    if answer is None or not 200 <= answer.status < 400:
        asked.is_refused(501)
        return
    if is_shown_to_all(client, change, asked):
        raise NotApplicable(f"HEAD is answered {answer.status} whatever it carries, so no token shows (REQ-METHOD-405)")
    raise Violated(
        "HEAD not served like a token request", f"{asked.actual}; another answer where its grant_type is wrong"
    )


@requirement("REQ-METHOD-405")
@each("name", METHODS)
def test_another_method_is_answered_405(client: Client, name: str) -> None:
    """CTT: HTTP WRONG METHOD."""
    asked = answer_to(client, name)
    status = asked.exchange.answer.status if asked.exchange.answer else None
    judge(status == 405, "status 405", asked.actual)


@requirement("REQ-ALLOW")
@each("name", METHODS)
def test_a_405_allows_post(client: Client, name: str) -> None:
    answer = answer_to(client, name).exchange.answer
    if answer is None or answer.status != 405:
        raise NotApplicable(f"{name.upper()} is not answered 405 (see REQ-METHOD-405)")
    allowed = [one.strip() for value in answer.values("Allow") for one in value.split(",")]
    shown = ", ".join(answer.values("Allow"))
    judge("POST" in allowed, "a 405 with POST in its header Allow", f"Allow: {shown}" if shown else "no header Allow")
