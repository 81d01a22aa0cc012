"""Rules about the parameters of a request (chapters REQ, CA and M2M)."""

from collections import Counter

from conformance.reference.attempt import Attempt
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_client, invalid_request, invalid_scope, unsupported_grant_type

GRANT_TYPE = "client_credentials"
"""The grant type of M2M."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def is_each_parameter_once(attempt: Attempt) -> bool:
    """No name of a parameter stands there twice, empty or not (RFC 6749, section 3.2)."""
    return max(Counter(name for name, _ in attempt.parameters).values(), default=0) <= 1


def names_assertion_type(attempt: Attempt) -> bool:
    """The type of the assertion is the one of RFC 7523."""
    return attempt.parameter("client_assertion_type") == ASSERTION_TYPE


ONCE_RULES = (Rule("parameters-once", is_each_parameter_once, invalid_request("A parameter stands there twice")),)

GRANT_RULES = (
    Rule(
        "no-authorization-header",
        lambda attempt: attempt.incoming.header("Authorization") is None,
        invalid_request("Two ways of client authentication"),
    ),
    Rule(
        "no-client-secret",
        lambda attempt: attempt.parameter("client_secret") is None,
        invalid_request("Two ways of client authentication"),
    ),
    Rule(
        "grant-type-present",
        lambda attempt: attempt.parameter("grant_type") is not None,
        invalid_request("The grant type is missing"),
    ),
    Rule(
        "grant-type-is-known",
        lambda attempt: attempt.parameter("grant_type") in {attempt.settings.grant_type, None},
        unsupported_grant_type("This grant type is not served"),
    ),
)

SCOPE_RULES = (
    Rule(
        "scope-present",
        lambda attempt: attempt.parameter("scope") is not None,
        invalid_scope("The scope is missing"),
    ),
    Rule(
        "scope-has-value",
        lambda attempt: attempt.parameter("scope") is None or attempt.settings.scope in attempt.scopes,
        invalid_scope("The scope lacks the value that is needed"),
    ),
)

CLIENT_RULES = (
    Rule(
        "client-id-present",
        lambda attempt: attempt.parameter("client_id") is not None,
        invalid_client("The client id is missing"),
    ),
    Rule(
        "assertion-type-present",
        lambda attempt: attempt.parameter("client_assertion_type") is not None,
        invalid_client("The type of the client assertion is missing"),
    ),
    Rule(
        "assertion-type-is-jwt-bearer",
        lambda attempt: attempt.parameter("client_assertion_type") is None or names_assertion_type(attempt),
        invalid_client("The type of the client assertion is not served"),
    ),
    Rule(
        "assertion-present",
        lambda attempt: attempt.assertion != "",
        invalid_client("The client assertion is missing"),
    ),
)
