"""Chapter CIAM: the id of the client and its secret (CIAM application token)."""

from conformance.changes import Change, both, emptied, parameter, without
from conformance.check import cases, locks, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN, WRONG_SECRETS, of_unknown_client, with_client
from conformance.request import Json


@requirement("CIAM-SECRET")
@cases(WRONG_SECRETS)
@locks
def test_a_wrong_secret_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-CLIENT")
@cases(
    # of a client that there is: the id alone is wrong
    right_secret=with_client(lambda _: UNKNOWN),
    # nothing is stored for it, and whoever compares that with nothing finds them equal
    secret_missing=both(of_unknown_client, without("client_secret")),
    secret_null=both(of_unknown_client, parameter("client_secret", Json("null"))),
    secret_empty=both(of_unknown_client, emptied("client_secret")),
)
def test_an_unknown_client_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-CLIENT-EXACT")
@cases(
    letter_case=with_client(str.swapcase),
    blank_in_front=with_client(lambda good: f" {good}"),
    blank_behind=with_client(lambda good: f"{good} "),
)
def test_a_client_id_that_is_almost_right_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
