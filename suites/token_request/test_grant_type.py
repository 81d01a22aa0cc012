"""Chapter REQ: the grant type, and one way of client authentication alone (RFC 6749, sections 2.3, 4.4.2, 5.2)."""

import base64

from conformance.changes import Change, http_header, parameter, parameters, without
from conformance.check import cases, requirement
from conformance.client import Client

NOBODY = base64.b64encode(b"nobody-of-token-conformance:no-secret").decode("ascii")
"""Of an unknown client, so that no client is locked out by it."""


@requirement("REQ-GRANT-MISSING")
@cases(no_grant_type=without("grant_type"), no_body=parameters(lambda _: ()))
def test_a_request_without_a_grant_type_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-GRANT-TYPE")
@cases(
    client_credentials=parameter("grant_type", "client_credentials"),
    authorization_code=parameter("grant_type", "authorization_code"),
    refresh_token=parameter("grant_type", "refresh_token"),
    password=parameter("grant_type", "password"),
    jwt_bearer=parameter("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
    invented=parameter("grant_type", "urn:example:grant-type:invented"),
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
def test_http_basic_beside_the_own_authentication_is_refused(client: Client) -> None:
    client.asks(http_header("Authorization", f"Basic {NOBODY}")).is_refused()
