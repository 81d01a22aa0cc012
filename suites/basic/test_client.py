"""Chapter BASIC: who the client is, and its secret (RFC 6749, section 2.3.1; RFC 7617, section 2)."""

from conformance.changes import Change, both, http_header, parameter, without
from conformance.check import cases, locks, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN, WRONG_SECRETS, basic, secret_of, sent_as, with_client, with_secret
from conformance.granted import grants_of
from conformance.header_changes import NAME
from conformance.outcome import NotTestable
from conformance.request import TokenRequest
from conformance.target import Party, Target

SPECIAL = {":": "a colon", "%": "a percent sign", "+": "a plus", "/": "a slash"}


@requirement("BASIC-SECRET")
@cases(WRONG_SECRETS)
@locks
def test_a_wrong_secret_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-SECRET")
@cases(empty=with_secret(lambda _: ""))
def test_an_empty_secret_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-CLIENT")
@cases(
    right_secret=with_client(lambda _: UNKNOWN),
    # nothing is stored for it, and whoever compares that with nothing finds them equal
    empty_secret=sent_as(lambda _, __: (UNKNOWN, "")),
)
def test_an_unknown_client_is_refused_whatever_its_secret(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-CLIENT-EXACT")
def test_the_client_id_in_other_letter_case_is_refused(client: Client) -> None:
    client.asks(with_client(str.swapcase)).is_refused()


def in_the_body(request: TokenRequest) -> TokenRequest:
    """Move id and secret into the body."""
    party = request.material.target.client
    changes = (parameter("client_id", party.id), parameter("client_secret", secret_of(party)))
    return both(http_header(NAME, None), *changes)(request)


@requirement("BASIC-BODY-CREDENTIALS")
def test_credentials_in_the_body_alone_are_refused(client: Client) -> None:
    client.asks(in_the_body).is_refused()


def naming_another(request: TokenRequest) -> TokenRequest:
    """Name a client in the body that is not the one of the header: the second one, or else nobody."""
    other = request.material.target.other_client
    return parameter("client_id", other.id if other else UNKNOWN)(request)


@requirement("BASIC-CLIENT-MISMATCH")
def test_a_body_that_names_another_client_than_the_header_is_refused(client: Client) -> None:
    client.asks(naming_another).is_refused()


@requirement("BASIC-SECRET-CHARACTERS")
def test_a_secret_with_special_characters_is_taken(client: Client) -> None:
    target = client.target
    own, other = characters_of(target.client), characters_of(target.other_client)
    if other:
        client.says(f"the good request of {other_id(target)}, whose secret has {told(other)}")
        client.asks(as_other_client).is_granted()
    if own:
        client.uses(grants_of(client, 1)[0].exchange)
    if missing := SPECIAL.keys() - own - other:
        raise NotTestable(
            f"no client of the target file has a secret with {told(missing)}; "
            f"give [other_client] one that has all of {' '.join(SPECIAL)}"
        )


def characters_of(party: Party | None) -> set[str]:
    """The special characters that stand in a client's secret."""
    return SPECIAL.keys() & set(party.secret or "") if party else set()


def told(characters: set[str]) -> str:
    """Name them, in their order."""
    return ", ".join(name for character, name in SPECIAL.items() if character in characters)


def other_id(target: Target) -> str:
    """The id of the second client."""
    return target.other_client.id if target.other_client else ""


def as_other_client(request: TokenRequest) -> TokenRequest:
    """Send the good request of the second client."""
    other = request.material.other_client
    scope = parameter("scope", other.scope) if other.scope else without("scope")
    return both(scope, http_header(NAME, basic(other.id, secret_of(other), other.credentials)))(request)
