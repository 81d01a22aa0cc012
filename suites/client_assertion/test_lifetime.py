"""Chapter CA: exp is thirty seconds after iat, in seconds (iSHARE JWT, JWT Payload; CTT: ASSERTION INVALID EXP)."""

from conformance.changes import Change, claims
from conformance.check import cases, requirement
from conformance.client import Client

MILLISECONDS = 1000


def _lasting(seconds: float) -> Change:
    """Put exp that many seconds after iat, which stays."""
    return claims(exp=lambda good: good["iat"] + seconds)


@requirement("CA-LIFETIME")
@cases(
    {"10-seconds": _lasting(10), "60-seconds": _lasting(60), "3600-seconds": _lasting(3600), "before-iat": _lasting(-2)}
)
def test_another_lifetime_is_refused(client: Client, change: Change) -> None:
    """In the case before-iat exp is so near that an endpoint which forgives the skew does not call it expired."""
    client.asks(change).is_refused()


@requirement("CA-LIFETIME-EXACT")
@cases({"29-seconds": _lasting(29), "31-seconds": _lasting(31)})
def test_a_lifetime_of_nearly_thirty_seconds_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-SECONDS")
@cases(
    iat_and_exp=claims(iat=lambda good: good["iat"] * MILLISECONDS, exp=lambda good: good["exp"] * MILLISECONDS),
    exp_alone=claims(exp=lambda good: good["exp"] * MILLISECONDS),
)
def test_times_in_milliseconds_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
