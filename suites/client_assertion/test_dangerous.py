"""Chapter CA: what an assertion makes an endpoint do before it is refused. Sent where it is asked for alone.

Calls to addresses that the caller chose, keys derived in millions of steps, claims that unpack to megabytes.
"""

from collections.abc import Callable, Mapping

import pytest

from conformance.callbacks import OFFERS, Offered, nobody_called
from conformance.changes import Change
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.costly import compressed_claims, is_refused_without_deriving

pytestmark = pytest.mark.usefixtures("danger")


@requirement("CA-KEY-SOURCE")
@each("case", {case: case for case in OFFERS})
def test_no_address_in_the_header_is_called(client: Client, callbacks: Mapping[str, Offered], case: str) -> None:
    """The listener answers with a redirect back to itself, so that a finding says whether it was followed."""
    nobody_called(client, callbacks[case])


@requirement("CA-COMPACT")
@each("check", {"encrypted-by-password": is_refused_without_deriving})
def test_no_key_is_derived_for_an_assertion_that_is_encrypted(client: Client, check: Callable[[Client], None]) -> None:
    """CVE-2023-50967, CVE-2023-6681, CVE-2022-36083: the sender chooses how often the receiver hashes."""
    check(client)


@requirement("CA-PAYLOAD-OBJECT")
@cases(compressed=compressed_claims)
def test_compressed_claims_are_refused(client: Client, change: Change) -> None:
    """Good claims and ten megabytes of padding; RFC 7515 knows no zip, so that the payload is no JSON object."""
    client.asks(change).is_refused()
