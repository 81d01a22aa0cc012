"""Chapter CA: the assertion is meant for this server alone (iSHARE client assertion, JWT Payload; RFC 8725, 3.9)."""

from conformance.changes import Change, claim, claims, without_claims
from conformance.check import cases, requirement
from conformance.client import Client


@requirement("CA-AUD")
@cases(
    missing=without_claims("aud"),
    empty=claims(aud=""),
    another_server=claim("aud", lambda material: material.another_server),
    token_url=claim("aud", lambda material: material.target.endpoint),
    prefix=claims(aud=lambda good: good["aud"][:-1]),
    extension=claims(aud=lambda good: good["aud"] + "0"),
    letter_case=claims(aud=lambda good: good["aud"].swapcase()),
)
def test_an_audience_other_than_this_server_is_refused(client: Client, change: Change) -> None:
    """Covers the cases ASSERTION MISSING AUD and ASSERTION INVALID AUD of the official tool.

    The endpoint's URL as audience is what CVE-2025-27370 and CVE-2025-27371 rest on.
    """
    client.asks(change).is_refused()


@requirement("CA-AUD-SINGLE")
@cases(
    right_first=claim("aud", lambda material: [material.target.server.id, material.another_server]),
    right_last=claim("aud", lambda material: [material.another_server, material.target.server.id]),
)
def test_an_assertion_for_two_audiences_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-AUD-STRING")
def test_the_right_audience_in_an_array_is_refused(client: Client) -> None:
    client.asks(claims(aud=lambda good: [good["aud"]])).is_refused()
