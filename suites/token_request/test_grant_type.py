"""Chapter REQ: the grant type, and one way of client authentication alone (RFC 6749, sections 2.3, 4.4.2, 5.2)."""

from conformance.changes import Change, both, http_header, parameter, parameters, without
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN, basic
from conformance.profiles import CIAM_GRANTS
from conformance.request import TokenRequest

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ELSEWHERE = {
    "ciam": CIAM_GRANTS,
    "basic": ("client_credentials", "authorization_code", "refresh_token", "password", JWT_BEARER),
}
"""Where a page names several grants or spellings, those are judged by CIAM-GRANT-SPELLING and BASIC-GRANT-ENUM."""


def another(grant_type: str) -> Change:
    """Ask for another grant; one that another row of the flow judges is no case of it."""

    def change(request: TokenRequest) -> TokenRequest:
        own = ELSEWHERE.get(request.material.target.profile, ())
        return request if grant_type in own else parameter("grant_type", grant_type)(request)

    return change


def second_way(request: TokenRequest) -> TokenRequest:
    """Authenticate a second time, where there is a secret with the right one: in the header, or at basic in the body.

    Without a secret it is an unknown client that does, so that nobody is locked out.
    """
    party = request.material.target.client
    if party.secret is None:
        return http_header("Authorization", basic(UNKNOWN, "no-secret"))(request)
    if "Authorization" in dict(request.headers):
        return both(parameter("client_id", party.id), parameter("client_secret", party.secret))(request)
    return http_header("Authorization", basic(party.id, party.secret, party.credentials))(request)


@requirement("REQ-GRANT-MISSING")
@cases(no_grant_type=without("grant_type"), no_body=parameters(lambda _: ()))
def test_a_request_without_a_grant_type_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-GRANT-TYPE")
@cases(
    client_credentials=another("client_credentials"),
    authorization_code=another("authorization_code"),
    refresh_token=another("refresh_token"),
    password=another("password"),
    jwt_bearer=another(JWT_BEARER),
    invented=another("urn:example:grant-type:invented"),
)
def test_another_grant_type_is_refused(client: Client, change: Change) -> None:
    """A flow's own grant type is no case of it."""
    client.asks(change).is_refused()


@requirement("REQ-GRANT-TYPE")
@cases(
    upper_case=parameter("grant_type", str.upper),
    padded_in_front=parameter("grant_type", lambda good: f" {good}"),
    padded_behind=parameter("grant_type", lambda good: f"{good} "),
    extension=parameter("grant_type", lambda good: f"{good}x"),
    # one letter less is the other spelling at ciam
    prefix=parameter("grant_type", lambda good: good[:-2]),
)
def test_a_grant_type_that_is_almost_right_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-TWO-AUTH")
def test_a_second_way_of_authentication_beside_the_own_one_is_refused(client: Client) -> None:
    client.asks(second_way).is_refused()
