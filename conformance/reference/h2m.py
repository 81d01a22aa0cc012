"""The strict identity provider of the flow iSHARE H2M: the token endpoint of M2M with codes, and the way to a code."""

from conformance.reference import (
    rules_authorise,
    rules_certificate,
    rules_claims,
    rules_code,
    rules_http,
    rules_jwt,
    rules_parameters,
)
from conformance.reference.attempt import Attempt, Settings
from conformance.reference.codes import note_token, random_code
from conformance.reference.decoding import Pairs, read_form
from conformance.reference.design import Design, Draft, Login, Provider, Request, Rule
from conformance.reference.login import allows, knows
from conformance.reference.m2m import bearer_grant, is_token_alive, opaque_token
from conformance.reference.message import Incoming
from conformance.reference.signatures import VERIFIERS

GRANT_TYPE = "authorization_code"
AUTHORISE_PATH = "/connect/authorize"


def named(rules: tuple[Rule, ...], *names: str) -> tuple[Rule, ...]:
    """The rules of these names."""
    return tuple(rule for rule in rules if rule.name in names)


_JWT_RULES = (
    *rules_jwt.FORM_RULES,
    *rules_certificate.CERTIFICATE_RULES,
    *rules_jwt.SIGNATURE_RULES,
    *rules_jwt.PAYLOAD_RULES,
)

RULES = (
    *rules_http.RULES,
    *rules_parameters.ONCE_RULES,
    *rules_parameters.GRANT_RULES,
    *rules_code.PARAMETER_RULES,
    *rules_parameters.CLIENT_RULES,
    *_JWT_RULES,
    *rules_claims.RULES,
    *rules_certificate.PARTY_RULES,
    # Only a client that has shown who it is learns anything about a code.
    *rules_code.CODE_RULES,
    # Last, for an assertion and a code are used up only by a request that is granted otherwise.
    *rules_claims.REPLAY_RULES,
    *rules_code.SPENDING_RULES,
)

SIGNED_RULES = (
    *rules_http.RULES,
    *rules_parameters.ONCE_RULES,
    *named(rules_parameters.CLIENT_RULES, "client-id-present"),
    *rules_authorise.PRESENCE_RULES,
    *rules_authorise.about_the_request_object(
        (
            *_JWT_RULES,
            *(rule for rule in rules_claims.RULES if rule.name != "subject-is-the-client"),
            *rules_certificate.PARTY_RULES,
        )
    ),
    *rules_authorise.SUBJECT_RULES,
    *rules_authorise.AGREEMENT_RULES,
    *rules_authorise.CONTENT_RULES,
)
# Last, for a request object is used up only where it is taken.
SIGNED_REPLAY_RULES = rules_authorise.about_the_request_object(rules_claims.REPLAY_RULES)

PLAIN_RULES = (
    *rules_authorise.METHOD_RULES,
    *named(rules_http.RULES, "no-control-characters"),
    *rules_parameters.ONCE_RULES,
    *named(rules_parameters.CLIENT_RULES, "client-id-present"),
    *named(rules_certificate.PARTY_RULES, "client-is-registered"),
    *rules_authorise.CONTENT_RULES,
)


def read_query_or_body(incoming: Incoming) -> Pairs:
    """The parameters of a GET stand in its query, those of a POST in its body."""
    return read_form(incoming.body if incoming.method == "POST" else incoming.query.encode("latin-1"))


def plain_value(attempt: Attempt, name: str) -> str | None:
    """A value of an authorise request without a request object: its parameter."""
    return attempt.parameter(name)


SIGNED_SETTINGS = Settings(path=AUTHORISE_PATH, verifiers=VERIFIERS, assertion_parameter="request")
PLAIN_SETTINGS = Settings(path=AUTHORISE_PATH, read_parameters=read_query_or_body, asked=plain_value)


def code_grant(attempt: Attempt, draft: Draft) -> Draft:
    """The answer of the page: a bearer token, bound to its code, and an id_token."""
    granted = bearer_grant(attempt, draft)
    note_token(attempt, attempt.notes["token"])
    id_token = attempt.notes["id_token"]
    members = granted.members if id_token is None else (("id_token", id_token), *granted.members)
    return Draft(draft.status, members, draft.headers, draft.render)


def good_provider(
    request: Request = "signed", login: Login = "one-page", consent: bool = False, pkce: bool = False
) -> Provider:
    """The strict way to a code: with a signed request or a plain one, with these pages, with or without PKCE."""
    pkce_rules = rules_authorise.PKCE_RULES if pkce else ()
    if request == "plain":
        rules, settings = (*PLAIN_RULES, *pkce_rules), PLAIN_SETTINGS
    else:
        rules, settings = (*SIGNED_RULES, *pkce_rules, *SIGNED_REPLAY_RULES), SIGNED_SETTINGS
    return Provider(rules, settings, random_code, knows, allows, request, login, consent)


def good_h2m(
    request: Request = "signed", login: Login = "one-page", consent: bool = False, pkce: bool = False
) -> Design:
    """The strict H2M endpoint: every MUST and every SHOULD of the profile holds."""
    return Design(
        "h2m",
        RULES,
        Settings(verifiers=VERIFIERS, grant_type=GRANT_TYPE),
        opaque_token,
        code_grant,
        is_token_alive,
        provider=good_provider(request, login, consent, pkce),
    )
