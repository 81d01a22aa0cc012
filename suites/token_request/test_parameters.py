"""Chapter REQ: where parameters stand, how often, in which order, and empty (RFC 6749, section 3.2, appendix B)."""

from conformance.changes import Change, beside, emptied, in_url, parameter, parameters, repeated, without
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.fuzz.strategies import harmless_requests
from conformance.generating import Generator, Inputs
from conformance.needing import asked_unless, compared
from conformance.outcome import NotApplicable, NotTestable
from conformance.verdict import Kind

REQUIRED = {
    "grant-type": "grant_type",
    "scope": "scope",
    "client-id": "client_id",
    "client-assertion-type": "client_assertion_type",
    "client-assertion": "client_assertion",
    "code": "code",
    "redirect-uri": "redirect_uri",
}
"""Of every flow; what one of them does not have is no case of it."""
SECRET = {"client-secret": "client_secret"}
"""In the body of one flow alone, where members that stand there twice are another row's."""
DEFAULTED = {("basic", "scope")}
"""What may have a default (reading A24), so that nothing is wrong with an endpoint that does not look for it."""
WRONG = {
    "grant_type": "password",
    "scope": "openid",
    "client_id": "nobody",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    "client_assertion": "this-is-no-assertion",
    "code": "this-is-no-code",
    "redirect_uri": "https://nobody.example/return",
}


def twice(case: str, name: str) -> dict[str, Change]:
    """A parameter given twice: the right value twice, and the right one before and behind a wrong one."""
    return {
        f"{case}-same": repeated(name),
        f"{case}-right-one-first": repeated(name, WRONG[name]),
        f"{case}-right-one-last": repeated(name, WRONG[name], first=True),
    }


@requirement("REQ-QUERY")
@each("name", REQUIRED | SECRET)
def test_a_parameter_in_the_url_does_not_count(client: Client, name: str) -> None:
    why = f"a request without {name} is granted as well, so its place cannot be judged"
    outcome = NotApplicable if (client.target.profile, name) in DEFAULTED else NotTestable
    asked_unless(client, in_url(name), without(name), why, outcome).is_refused()


@requirement("REQ-QUERY")
@cases(all=in_url())
def test_a_request_with_everything_in_the_url_is_refused(client: Client, change: Change) -> None:
    why = "a request without any parameter is granted as well (REQ-GRANT-MISSING)"
    asked_unless(client, change, parameters(lambda _: ()), why).is_refused()


@requirement("REQ-REPEATED")
@cases({name: change for case, one in REQUIRED.items() for name, change in twice(case, one).items()})
def test_a_parameter_given_twice_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-EMPTY")
@each("name", grant_type="grant_type", scope="scope", code="code", redirect_uri="redirect_uri")
def test_an_empty_parameter_is_answered_like_a_missing_one(client: Client, name: str) -> None:
    asked = client.asks(emptied(name))
    if asked.kind is Kind.GRANTED and compared(client, without(name)).kind is Kind.GRANTED:
        raise NotApplicable(f"{name} is granted when empty and when missing alike; its absence is judged elsewhere")
    asked.is_refused()


@requirement("REQ-EMPTY")
@cases(client_secret=beside("client_secret", ""), client_id=beside("client_id", ""))
def test_an_empty_parameter_that_is_not_needed_is_granted(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("REQ-UNKNOWN")
@cases(tracking_number=parameter("tracking_number", "00-4bf92f3577b34da6"))
def test_an_unknown_parameter_is_ignored(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("REQ-UNKNOWN")
@each("inputs", generated=harmless_requests)
def test_whatever_an_unknown_parameter_holds_is_ignored(generator: Generator, inputs: Inputs) -> None:
    generator.is_granted(inputs)


@requirement("REQ-ORDER")
@cases(turned_round=parameters(lambda pairs: pairs[::-1]))
def test_the_order_of_the_parameters_does_not_matter(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("REQ-ORDER")
@each("inputs", generated=harmless_requests)
def test_no_order_of_the_parameters_matters(generator: Generator, inputs: Inputs) -> None:
    generator.is_granted(inputs)
