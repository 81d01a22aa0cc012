"""The strict endpoint of the flow CIAM: client credentials in a JSON body."""

from collections.abc import Callable
from typing import Any

from conformance.reference import decoding, rules_http, rules_secret
from conformance.reference.attempt import Settings
from conformance.reference.design import Design, Rule
from conformance.reference.m2m import bearer_grant, is_token_alive, opaque_token
from conformance.reference.message import Incoming
from conformance.reference.refusals import invalid_request, unsupported_grant_type

GRANT_TYPES = frozenset({"client_credentials", "client_credential"})
"""Both spellings of the page."""
_HTTP = {rule.name: rule for rule in rules_http.RULES}


def string_members(incoming: Incoming, read: Callable[[bytes], Any] = decoding.read_json) -> decoding.Pairs:
    """The members of the JSON body that are strings: what elsewhere are the parameters of a form."""
    try:
        body = read(incoming.body)
    except decoding.NoJsonError:
        body = None
    members = body.items() if isinstance(body, dict) else ()
    return tuple((name, value) for name, value in members if isinstance(value, str))


RULES = (
    _HTTP["method-is-post"],
    Rule(
        "content-type-is-json",
        lambda attempt: (
            len(attempt.incoming.all_headers("Content-Type")) == 1 and attempt.media_type == rules_secret.JSON
        ),
        invalid_request("The content type must be application/json"),
    ),
    *rules_secret.BODY_RULES,
    _HTTP["no-control-characters"],
    Rule(
        "grant-type-is-known",
        lambda attempt: attempt.parameter("grant_type") in attempt.settings.grant_types,
        unsupported_grant_type("This grant type is not served"),
    ),
    *rules_secret.CLIENT_RULES,
)


def good_ciam() -> Design:
    """The strict CIAM endpoint: every MUST and every SHOULD of the profile holds."""
    settings = Settings(
        path="/ciam-mfa/v2/get/token",
        token_life=7199,
        read_parameters=string_members,
        credentials=rules_secret.body_credentials,
        grant_types=GRANT_TYPES,
    )
    return Design("ciam", RULES, settings, opaque_token, bearer_grant, is_token_alive)
