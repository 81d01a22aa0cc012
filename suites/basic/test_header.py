"""Chapter BASIC: the header Authorization, missing, of another scheme, and spoiled (RFC 7617, section 2)."""

from conformance.changes import Change, both, http_header, parameter
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.header_changes import NAME, authorization, beside_nobody, credentials, decoded, scheme_named
from conformance.request import TokenRequest

WITHOUT_HEADER = http_header(NAME, None)


def with_own_id(request: TokenRequest) -> TokenRequest:
    """Name the client in the body."""
    return parameter("client_id", request.material.target.client.id)(request)


@requirement("BASIC-REQUIRED")
@cases(no_header=WITHOUT_HEADER, bare_client_id=both(WITHOUT_HEADER, with_own_id))
def test_a_request_without_credentials_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-SCHEME")
@cases(
    bearer=scheme_named(lambda _: "Bearer"),
    digest=scheme_named(lambda _: "Digest"),
    none=scheme_named(lambda _: ""),
)
def test_the_right_credentials_under_another_scheme_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-SCHEME-CASE")
@cases(lower_case=scheme_named(str.lower), upper_case=scheme_named(str.upper))
def test_the_scheme_is_known_in_any_letter_case(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("BASIC-MALFORMED")
@cases(
    # byte for byte, whatever letters the secret has
    not_encoded=authorization(lambda good: f"Basic {decoded(good).decode('latin-1')}"),
    # at the end, so that a reader who stops there has the whole secret, and no wrong one
    foreign_character=authorization(lambda good: f"{good}*"),
    no_colon=credentials(lambda good: good.partition(b":")[0]),
    empty_user=credentials(lambda good: b":" + good.partition(b":")[2]),
    # in the id, so that no reader finds a wrong secret under the right one
    invalid_utf_8=credentials(lambda good: good.replace(b":", b"\xff:", 1)),
)
def test_credentials_that_cannot_be_read_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("BASIC-MALFORMED")
@cases(right_header_first=beside_nobody(first=True), right_header_last=beside_nobody(first=False))
def test_two_headers_are_refused_although_one_is_right(client: Client, change: Change) -> None:
    """The other one is that of a client that nobody has registered."""
    client.asks(change).is_refused()
