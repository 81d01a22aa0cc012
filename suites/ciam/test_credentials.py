"""Chapter CIAM: the id of the client and its secret (CIAM application token)."""

from conformance.changes import Change
from conformance.check import cases, locks, requirement
from conformance.client import Client
from conformance.credentials import UNKNOWN, WRONG_SECRETS, with_client


@requirement("CIAM-SECRET")
@cases(WRONG_SECRETS)
@locks
def test_a_wrong_secret_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-CLIENT")
def test_an_unknown_client_is_refused(client: Client) -> None:
    """Its secret is a right one, of another client: the id alone is wrong."""
    client.asks(with_client(lambda _: UNKNOWN)).is_refused()


@requirement("CIAM-CLIENT-EXACT")
@cases(
    letter_case=with_client(str.swapcase),
    blank_in_front=with_client(lambda good: f" {good}"),
    blank_behind=with_client(lambda good: f"{good} "),
)
def test_a_client_id_that_is_almost_right_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
