"""Chapter CA: certificate, iss and sub name the one party that asks (iSHARE client assertion; RFC 7523, section 3)."""

from conformance.changes import Change, claim, claims, signed_as, without_claims
from conformance.check import cases, requirement
from conformance.client import Client


@requirement("CA-X5C-PARTY")
def test_the_good_certificate_of_another_party_is_refused(client: Client) -> None:
    client.asks(signed_as(lambda material: material.other_identity)).is_refused()


@requirement("CA-ISS")
@cases(
    missing=without_claims("iss"),
    empty=claims(iss=""),
    another_party=claim("iss", lambda material: material.another_party),
    array=claims(iss=lambda good: [good["iss"]]),
    letter_case=claims(iss=lambda good: good["iss"].swapcase()),
    trailing_space=claims(iss=lambda good: good["iss"] + " "),
)
def test_an_issuer_other_than_the_client_is_refused(client: Client, change: Change) -> None:
    """Covers the cases ASSERTION MISSING ISS and ASSERTION INVALID ISS of the official tool."""
    client.asks(change).is_refused()


@requirement("CA-SUB")
@cases(
    missing=without_claims("sub"),
    empty=claims(sub=""),
    another_party=claim("sub", lambda material: material.another_party),
    array=claims(sub=lambda good: [good["sub"]]),
    letter_case=claims(sub=lambda good: good["sub"].swapcase()),
    trailing_space=claims(sub=lambda good: good["sub"] + " "),
)
def test_a_subject_other_than_the_client_is_refused(client: Client, change: Change) -> None:
    """Covers the cases ASSERTION MISSING SUB and ASSERTION INVALID SUB of the official tool."""
    client.asks(change).is_refused()
