"""Chapter CA: no header but x5c says with which key the assertion is verified (RFC 8725, section 3.10)."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.serialization import Encoding

from conformance.assertion import Assertion, base64url
from conformance.changes import Change, assertion
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.identity import Identity
from conformance.key_forms import jwk_of
from conformance.request import Material

NOWHERE = "https://stranger.invalid"
"""Nobody can own this name (RFC 6761, section 6.4)."""


def _offering(name: str, offer: Callable[[Identity], object]) -> Change:
    """Sign with a stranger's key, and offer that key in this header beside the client's own x5c."""

    def edit(good: Assertion, material: Material) -> Assertion:
        stranger = material.forgeries.self_signed()
        return replace(good, identity=stranger, header=good.header | {name: offer(stranger)})

    return assertion(edit)


def _jwk(stranger: Identity) -> dict[str, str]:
    return jwk_of(stranger.key.public_key())


def _keys_as_data(stranger: Identity) -> str:
    keys = json.dumps({"keys": [_jwk(stranger)]}).encode()
    return f"data:application/jwk-set+json;base64,{base64.b64encode(keys).decode()}"


def _certificate_as_data(stranger: Identity) -> str:
    pem = stranger.chain[0].public_bytes(Encoding.PEM)
    return f"data:application/pem-certificate-chain;base64,{base64.b64encode(pem).decode()}"


def _as_identifier(stranger: Identity) -> str:
    return f"did:jwk:{base64url(json.dumps(_jwk(stranger)).encode())}#0"


@requirement("CA-KEY-SOURCE")
@cases(
    jwk=_offering("jwk", _jwk),
    jku=_offering("jku", lambda _: f"{NOWHERE}/keys.json"),
    jku_data=_offering("jku", _keys_as_data),
    x5u=_offering("x5u", lambda _: f"{NOWHERE}/chain.pem"),
    x5u_data=_offering("x5u", _certificate_as_data),
    kid=_offering("kid", _as_identifier),
)
def test_a_key_that_the_assertion_brings_along_is_refused(client: Client, change: Change) -> None:
    """CVE-2018-0114 took the key from jwk. The addresses under .invalid lead nowhere, and nothing is fetched from us.

    They find an endpoint that believes what it could not fetch; one that follows addresses is found by those that
    hold the key themselves (data:, did:jwk). Whether it calls a listener is seen with --dangerous (test_dangerous.py).
    """
    client.asks(change).is_refused()
