"""Chapter CA: the identifier of the assertion (iSHARE JWT, JWT Payload; RFC 7519, section 4.1.7)."""

import secrets

from conformance.changes import Change, claims, without_claims
from conformance.check import cases, requirement
from conformance.client import Client

# What every JSON number can hold: a larger one may be refused for its size.
LARGEST = 2**53


@requirement("CA-JTI")
@cases(missing=without_claims("jti"), null=claims(jti=None))
def test_an_assertion_without_identifier_is_refused(client: Client, change: Change) -> None:
    """Covers the case ASSERTION MISSING JTI of the official tool."""
    client.asks(change).is_refused()


@requirement("CA-JTI-STRING")
@cases(empty=claims(jti=""), number=claims(jti=lambda _: secrets.randbelow(LARGEST)))
def test_an_identifier_that_is_no_text_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
