"""Chapter CA: the parameters around the assertion (iSHARE access token M2M and H2M; RFC 7521, section 4.2)."""

from conformance.changes import Change, after_signing, parameter, without
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.profiles import ASSERTION_TYPE
from conformance.request import TokenRequest

SAML = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def _in_other_letters(text: str) -> str:
    """Write the last word in capitals: the beginning of a URN may be written in any letters."""
    beginning, _, end = text.rpartition(":")
    return f"{beginning}:{end.upper()}"


def _in_the_name_of_another(request: TokenRequest) -> TokenRequest:
    return parameter("client_id", request.material.another_party)(request)


@requirement("CA-MISSING")
@cases(
    missing=without("client_assertion"),
    bare_client_id=without("client_assertion", "client_assertion_type"),
    empty=parameter("client_assertion", ""),
    null=parameter("client_assertion", "null"),
    undefined=parameter("client_assertion", "undefined"),
    joined_by_comma=after_signing(lambda text: f"{text},{text}"),
    joined_by_space=after_signing(lambda text: f"{text} {text}"),
)
def test_a_request_without_one_client_assertion_is_refused(client: Client, change: Change) -> None:
    """Covers the case MISSING CLIENT ASSERTION of the official tool."""
    client.asks(change).is_refused()


@requirement("CA-TYPE")
@cases(
    missing=without("client_assertion_type"),
    empty=parameter("client_assertion_type", ""),
    saml2_bearer=parameter("client_assertion_type", SAML),
    grant_type=parameter("client_assertion_type", GRANT),
    letter_case=parameter("client_assertion_type", _in_other_letters),
    padded_in_front=parameter("client_assertion_type", f" {ASSERTION_TYPE}"),
    padded_behind=parameter("client_assertion_type", f"{ASSERTION_TYPE} "),
)
def test_another_assertion_type_than_jwt_bearer_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-CLIENT-ID")
@cases(
    missing=without("client_id"),
    another_party=_in_the_name_of_another,
    nobody=parameter("client_id", lambda good: f"{good}-nobody"),
    letter_case=parameter("client_id", str.swapcase),
)
def test_a_client_id_other_than_the_subject_is_refused(client: Client, change: Change) -> None:
    """Covers the case UNKNOWN CLIENT ID of the official tool."""
    client.asks(change).is_refused()
