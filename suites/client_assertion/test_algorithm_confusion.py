"""Chapter CA: a public key is no shared secret (RFC 8725, sections 2.1 and 3.1)."""

from conformance.changes import Change, both, header, signed_by
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.key_forms import FORMS, Form
from conformance.signers import hmac_keyed


def _keyed_with(name: str, form: Form) -> Change:
    signer = hmac_keyed(lambda identity: form(identity.chain[0]), f"what is no secret: {name.replace('-', ' ')}")
    return both(header(alg="HS256"), signed_by(signer))


@requirement("CA-ALG-CONFUSION")
@cases({name: _keyed_with(name, form) for name, form in FORMS.items()})
def test_an_hmac_keyed_with_the_public_key_is_refused(client: Client, change: Change) -> None:
    """CVE-2015-9235, CVE-2016-10555 and many since; the blank key is CVE-2019-20933."""
    client.asks(change).is_refused()
