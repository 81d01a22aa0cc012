"""Whether an endpoint calls an address that stands in the header of an assertion: a request that anybody can forge.

The assertion is right in everything else, and honestly signed, so that an endpoint gets as far as it ever does. What
it answers matters less than whether it called: a key source that the caller chooses lets him reach, from the inside,
whatever the endpoint can reach (RFC 8725, section 3.10).
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance import listener as listeners
from conformance.changes import header
from conformance.client import Asked, Client
from conformance.listener import Call, Listener, listening
from conformance.listener_place import Place
from conformance.outcome import NotApplicable, Violated, judge
from conformance.verdict import Kind


@dataclass(frozen=True)
class Offer:
    """A header with an address of the listener. before: the origin of the endpoint stands in front of its host."""

    name: str
    scheme: str = "http"
    before: bool = False

    def address(self, listener: Listener, case: str, endpoint: str) -> str:
        """Give the address to write into the header."""
        own = urlsplit(endpoint)
        return listener.address(case, own.scheme, own.netloc) if self.before else listener.address(case, self.scheme)


OFFERS: Mapping[str, Offer] = {
    "jku-called": Offer("jku"),
    "jku-called-over-tls": Offer("jku", "https"),
    "x5u-called": Offer("x5u"),
    "x5u-called-over-tls": Offer("x5u", "https"),
    "jku-called-behind-own-origin": Offer("jku", before=True),
}
"""By case. Libraries that know RFC 7515 fetch over TLS alone; lists of allowed origins are compared by beginning."""


@dataclass(frozen=True)
class Offered:
    """What became of one offer: the exchange, and who called."""

    header: str
    address: str
    asked: Asked
    calls: tuple[Call, ...]
    place: Place


def offered_by(client: Client, place: Place) -> Mapping[str, Offered]:
    """Send every offer, wait once for all of them, and give what came; every check of a worker shares it."""
    found: Mapping[str, Offered] = client.session.once("callbacks", lambda: _offered(client, place))
    return found


def _offered(client: Client, place: Place) -> Mapping[str, Offered]:
    with listening(place) as listener:
        asked: dict[str, tuple[str, Asked]] = {}
        for case, offer in OFFERS.items():
            address = offer.address(listener, case, client.target.endpoint)
            asked[case] = (address, client.asks(header(**{offer.name: address})))
        # real time, whatever the run's clock is: it is the endpoint that is waited for
        time.sleep(listeners.PATIENCE)
        return {
            case: Offered(OFFERS[case].name, address, one, listener.calls(case), place)
            for case, (address, one) in asked.items()
        }


def nobody_called(client: Client, offered: Offered) -> None:
    """Hold where the endpoint refused and no call came; raise ``Violated`` for a call, whatever the answer was.

    Raises ``NotApplicable`` where the request was granted and nothing called: the header was passed over.
    """
    client.uses(offered.asked.exchange)
    client.says(f"header.{offered.header} added: {offered.address}, where a listener of this run waits")
    expected = f"refused, and no call to the address in {offered.header}"
    if offered.calls:
        raise Violated(expected, f"the endpoint called it: {_told(offered.calls)}; {offered.asked.actual}")
    if offered.asked.kind is Kind.GRANTED:
        raise NotApplicable(f"the endpoint passes {offered.header} over: granted, and no call came (see CA-HEADERS)")
    judge(offered.asked.kind is Kind.REFUSED, expected, offered.asked.actual)
    if not offered.place.is_loopback:
        client.note(
            f"No call came to {offered.place.host} within {listeners.PATIENCE:g} s. Whether the endpoint could have "
            "reached that address was not seen: where a firewall or NAT lies between, name one that it can reach with "
            "--dangerous-listener HOST:PORT."
        )


def _told(calls: tuple[Call, ...]) -> str:
    """Say who called for what, equal calls once."""
    return ", ".join(dict.fromkeys(f"{call.what} from {call.sender}" for call in calls))
