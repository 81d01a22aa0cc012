"""Chapter REQ: a request that is small on the wire and large when unpacked. Sent where it is asked for alone."""

import pytest

from conformance.check import each, requirement
from conformance.client import Client
from conformance.costly import compressed_body
from conformance.malformed import Malformed
from conformance.needing import asked_unless


@requirement("REQ-ROBUST")
@pytest.mark.usefixtures("danger")
@each("malformed", compressed=compressed_body)
def test_a_body_that_unpacks_to_megabytes_is_refused(client: Client, malformed: Malformed) -> None:
    """An endpoint that does not know Content-Encoding finds a body that it cannot read."""
    why = "a request without any parameter is granted as well; another row judges that"
    asked_unless(client, malformed.change, malformed.plain, why).is_refused()
