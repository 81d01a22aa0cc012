"""Chapter M2M: the scope of an iSHARE access token (iSHARE access token M2M; RFC 6749, section 3.3)."""

from conformance.changes import Change, parameter, without
from conformance.check import cases, requirement
from conformance.client import Client


@requirement("M2M-SCOPE")
@cases(missing=without("scope"), another=parameter("scope", "openid"))
def test_a_request_without_the_scope_ishare_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
