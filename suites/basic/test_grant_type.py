"""Chapter BASIC: the grants of a product that the page does not mention (Basic auth token, grant_type)."""

from conformance.changes import Change, parameter
from conformance.check import cases, requirement
from conformance.client import Client

_URN = "urn:ietf:params:oauth:grant-type"


@requirement("BASIC-GRANT-ENUM")
@cases(
    password=parameter("grant_type", "password"),
    refresh_token=parameter("grant_type", "refresh_token"),
    jwt_bearer=parameter("grant_type", f"{_URN}:jwt-bearer"),
    device_code=parameter("grant_type", f"{_URN}:device_code"),
)
def test_a_grant_that_the_page_does_not_name_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-GRANT-ENUM")
@cases(authorization_code=parameter("grant_type", "authorization_code"))
def test_the_grant_of_codes_is_refused_without_a_code(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
