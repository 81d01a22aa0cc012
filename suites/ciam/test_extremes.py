"""Chapter CIAM: what is too deep, too large or too long in the place of a secret (RFC 8259, section 9)."""

from conformance.changes import Change, both, parameter
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.credentials import of_unknown_client
from conformance.request import Json

LEVELS = 10_000
DIGITS = 10_000
LENGTH = 1_000_000


def as_secret(value: str | Json) -> Change:
    """Send this secret of a client that nobody knows, so that none is locked out."""
    return both(of_unknown_client, parameter("client_secret", value))


@requirement("CIAM-DEPTH")
@cases(
    nesting=as_secret(Json('[{"a":' * (LEVELS // 2) + "1" + "}]" * (LEVELS // 2))),
    huge_integer=as_secret(Json("9" * DIGITS)),
    huge_exponent=as_secret(Json("1e400")),
    long_string=as_secret("a" * LENGTH),
)
def test_an_extreme_secret_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
