"""Chapter CA: the form of the header x5c (iSHARE JWT, JWT Header; RFC 7515, section 4.1.6)."""

import base64

from conformance.assertion import base64url
from conformance.changes import Change, chain, header, without_header
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import Material

GARBAGE = base64.b64encode(b"this is no certificate").decode("ascii")


def _garbage_alone(material: Material) -> list[str]:
    return [GARBAGE for _ in material.identity.x5c]


def _garbage_behind(material: Material) -> list[str]:
    leaf, *above = material.identity.x5c
    return [leaf, GARBAGE, *above]


def _armoured(material: Material) -> list[str]:
    return [f"-----BEGIN CERTIFICATE-----\n{each}\n-----END CERTIFICATE-----\n" for each in material.identity.x5c]


def _in_base64url(material: Material) -> list[str]:
    return [base64url(base64.b64decode(each)) for each in material.identity.x5c]


@requirement("CA-X5C")
@cases(
    missing=without_header("x5c"),
    empty=header(x5c=[]),
    string=header(x5c=lambda good: good["x5c"][0]),
    numbers=header(x5c=[1, 2, 3]),
    garbage=chain(_garbage_alone),
    garbage_behind=chain(_garbage_behind),
    pem_armour=chain(_armoured),
    base64url=chain(_in_base64url),
)
def test_an_x5c_that_is_no_list_of_certificates_is_refused(client: Client, change: Change) -> None:
    """Covers the cases ASSERTION MISSING X5C and ASSERTION INVALID X5C of the official tool."""
    client.asks(change).is_refused()
