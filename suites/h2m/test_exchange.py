"""Chapter H2M: what belongs to a code, and what it brings (RFC 6749, section 4.1.3; RFC 7636, section 4.6)."""

from conformance.changes import Change, parameter, unchanged, without
from conformance.check import cases, requirement
from conformance.client import Client, Sender, bearer
from conformance.code_changes import code_of, like, other_case, with_code
from conformance.exchange import Exchange
from conformance.granted import Grant
from conformance.outcome import NotApplicable, NotTestable, judge
from conformance.strict_json import kind_of
from conformance.verdict import Kind

FOREIGN = "https://token-conformance.example/return"


@requirement("H2M-REDIRECT")
@cases(
    missing=without("redirect_uri"),
    another=parameter("redirect_uri", FOREIGN),
    prefix=parameter("redirect_uri", lambda good: good[:-1]),
    letter_case=parameter("redirect_uri", other_case),
    extra_query=parameter("redirect_uri", lambda good: f"{good}{'&' if '?' in good else '?'}added=1"),
)
def test_a_redirect_uri_other_than_that_of_the_authorise_request_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("H2M-PKCE")
@cases(missing=without("code_verifier"), wrong=parameter("code_verifier", like))
def test_a_code_with_a_challenge_is_refused_without_its_verifier(client: Client, change: Change) -> None:
    if client.target.sign_in is None or not client.target.sign_in.pkce:
        raise NotApplicable("the target file says nothing of PKCE ([sign_in] pkce)")
    client.asks(change).is_refused()


@requirement("H2M-ID-TOKEN")
def test_the_answer_holds_an_id_token(grant: Grant) -> None:
    found = grant.members.get("id_token")
    actual = f"id_token is {kind_of(found)}" if "id_token" in grant.members else "no id_token"
    judge(
        isinstance(found, str) and found != "",
        "id_token, a string that is not empty",
        "id_token is empty" if found == "" else actual,
    )


@requirement("H2M-REVOKE")
def test_a_code_that_is_used_twice_takes_its_first_token_with_it(client: Client) -> None:
    if client.target.server.resource is None:
        raise NotApplicable("the target file names no protected resource ([server] resource)")
    client.says("a code twice, and then the token of its first exchange at the protected resource")
    answer = client.tries(lambda send: opened_after_the_second_use(client, send)).exchange.answer
    if answer is None or answer.status >= 500:
        raise NotTestable("the protected resource gave no answer that could be judged")
    judge(not 200 <= answer.status < 300, "the first token opens nothing any more", f"status {answer.status}")


def opened_after_the_second_use(client: Client, send: Sender) -> Exchange:
    """Ask for the resource with the first token of a code that was used twice; or give what met a hiccup before."""
    first = send.granted(unchanged)
    opened = send.resource(bearer(first))
    if client.session.kind(opened) is Kind.HICCUP:
        return opened
    if opened.answer is None or not 200 <= opened.answer.status < 300:
        raise NotTestable(
            f"the protected resource was not opened by a fresh token ({opened.met}): is [server] resource right?"
        )
    second = send(with_code(code_of(first.request)), purpose="second use of the code")
    if client.session.kind(second) is Kind.HICCUP:
        return second
    if client.session.kind(second) is not Kind.REFUSED:
        raise NotTestable("it needs H2M-CODE-ONCE: the second use of the code was not refused")
    return send.resource(bearer(first))
