"""Chapter CA: typ, further headers and critical ones (iSHARE JWT, JWT Header; RFC 7515, section 4.1; RFC 7797)."""

from conformance.assertion import Assertion, base64url, edited, written
from conformance.changes import Change, assertion, header, without_header
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import Material

EXTENSION = "urn:example:extension"


def _unencoded(good: Assertion, _: Material) -> Assertion:
    """Write the payload as plain JSON, without a dot, and sign it so (RFC 7797, section 3)."""
    protected = base64url(written(good.header | {"b64": False, "crit": ["b64"]}))
    payload = good.claims_bytes.decode().replace(".", "\\u002e")
    signature = base64url(good.identity.sign(f"{protected}.{payload}".encode()))
    return edited(good, lambda _: f"{protected}.{payload}.{signature}")


@requirement("CA-TYP")
@cases(
    {
        "missing": without_header("typ"),
        "at-jwt": header(typ="at+jwt"),
        "dpop-jwt": header(typ="dpop+jwt"),
        "oauth-authz-req-jwt": header(typ="oauth-authz-req+jwt"),
        "jose": header(typ="JOSE"),
        "number": header(typ=1),
    }
)
def test_an_assertion_of_another_type_than_jwt_is_refused(client: Client, change: Change) -> None:
    """Covers the cases ASSERTION MISSING TYP and ASSERTION INVALID TYP of the official tool."""
    client.asks(change).is_refused()


@requirement("CA-HEADERS")
@cases(
    kid=header(kid="1"),
    nbf=header(nbf=lambda _: 0),
    cty=header(cty="json"),
    unknown=header(note="harmless"),
)
def test_a_further_header_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CA-CRIT")
@cases(
    unknown=header(**{"crit": [EXTENSION], EXTENSION: 1}),
    empty=header(crit=[]),
    string=header(**{"crit": EXTENSION, EXTENSION: 1}),
    twice=header(**{"crit": [EXTENSION, EXTENSION], EXTENSION: 1}),
    registered_name=header(crit=["alg"]),
    name_absent=header(crit=[EXTENSION]),
    b64=header(b64=False),
    b64_critical=header(b64=False, crit=["b64"]),
    b64_unencoded=assertion(_unencoded),
)
def test_a_critical_header_is_refused(client: Client, change: Change) -> None:
    """All are signed as they stand; b64 is set to false, beside a payload in base64url and beside a plain one.

    Libraries that pass over crit: CVE-2025-59420 (Authlib) and others.
    """
    client.asks(change).is_refused()
