"""Chapter CA: another kind of JWT of the same signer is no client assertion (RFC 8725, sections 3.11 and 3.12)."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.assertion import Assertion
from conformance.changes import Change, assertion
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import Material

LEVEL = "urn:http://eidas.europa.eu/LoA/NotNotified/low"
Claims = dict[str, Any]


def _instead(kind: Callable[[Claims, Material], Claims]) -> Change:
    """Put the claims of another kind of JWT in the place of the assertion's; header and signer stay."""

    def edit(good: Assertion, material: Material) -> Assertion:
        return replace(good, claims=good.claims | kind(good.claims, material))

    return assertion(edit)


def _id_token(good: Claims, _: Material) -> Claims:
    """What the client would say of a human who signed in with it, to this server as the relying party."""
    human = {"sub": uuid.uuid4().hex, "acr": LEVEL, "auth_time": good["iat"] - 10}
    return human | {"nonce": secrets.token_hex(16), "azp": good["aud"]}


def _authorise_request(good: Claims, material: Material) -> Claims:
    """What the client would send to this server's authorise endpoint, where the subject is not yet known."""
    return {
        "sub": "urn:TBD",
        "response_type": "code",
        "client_id": good["iss"],
        "scope": "openid iSHARE",
        "redirect_uri": material.target.client.redirect_uri or "https://client.invalid/return",
        "state": secrets.token_hex(16),
        "nonce": secrets.token_hex(16),
        "acr_values": LEVEL,
        "language": "nl",
    }


@requirement("CA-OTHER-JWT")
@cases(id_token=_instead(_id_token), authorise_request=_instead(_authorise_request))
def test_another_kind_of_jwt_is_refused(client: Client, change: Change) -> None:
    """Both have the audience, the dates and the signature of an assertion; whom they are about is what differs."""
    client.asks(change).is_refused()
