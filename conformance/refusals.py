"""The chosen refusals of each profile, on which the rows about refusing answers are judged."""

from collections.abc import Mapping

from conformance.changes import Change, claims, flip_signature_bit, issued, parameter, without
from conformance.client import Client
from conformance.exchange import Exchange
from conformance.outcome import NotTestable
from conformance.verdict import Kind

Refusals = dict[str, Exchange]

CHOSEN: Mapping[str, Mapping[str, Change]] = {
    "m2m": {
        "no-grant-type": without("grant_type"),
        "wrong-grant-type": parameter("grant_type", "password"),
        "wrong-scope": parameter("scope", "openid"),
        "expired": issued(ago=60, skews=1),
        "wrong-audience": claims(aud=lambda good: f"{good['aud']}9"),
        "spoiled-signature": flip_signature_bit,
        "no-assertion": without("client_assertion"),
        "no-assertion-type": without("client_assertion_type"),
        "no-client-id": without("client_id"),
        "unreadable-assertion": parameter("client_assertion", "this-is-no-assertion"),
    },
}
"""By profile and the name of what is wrong with the request."""


def refusals_of(client: Client) -> Refusals:
    """Ask for every chosen refusal once a worker; one that was granted is left out: another row judges that."""
    chosen = CHOSEN[client.target.profile]
    found = {name: _refused(client, name, change) for name, change in chosen.items()}
    refused = {name: exchange for name, exchange in found.items() if exchange is not None}
    if not refused:
        raise NotTestable("the endpoint refused none of the faulty requests")
    return refused


def _refused(client: Client, name: str, change: Change) -> Exchange | None:
    def ask() -> Exchange | None:
        asked = client.asks(change)
        return None if asked.kind is Kind.GRANTED else asked.exchange

    found: Exchange | None = client.session.once(f"refusal {name}", ask)
    return found
