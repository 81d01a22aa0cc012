"""Several requests at one moment: each stands on a connection of its own, all but its last byte sent.

What the requests have in common (an assertion, a code) is the caller's choice. Their last bytes leave one right after
another, in well under a millisecond, so that the endpoint has all of them in hand at once, however far away it is.
"""

import ssl
import threading
import time
from collections.abc import Sequence

from conformance.endpoint import Endpoint
from conformance.exchange import Exchange
from conformance.race_runner import Gate, Runner
from conformance.request import TokenRequest

STANDING = 3.0
"""Seconds in which all connections are expected to stand; one that takes longer sends its last byte when it does."""
LETTING_GO = 1.0
"""Seconds that a thread is given to end after its connection was cut."""


def send_at_once(endpoint: Endpoint, requests: Sequence[TokenRequest], purpose: str) -> list[Exchange]:
    """Send every request (one at least) at the same moment and wait for the answers, as long as the limits allow.

    It never raises. The endpoint's kept-alive connection is given up first: a server that serves one connection at a
    time would wait for it.
    """
    endpoint.make_way(len(requests))
    gate, trust = Gate(len(requests)), _trust(endpoint, requests[0])
    for request in requests:
        request.wire_body  # noqa: B018 - written and signed here, not while the others wait
    runners = [Runner(endpoint, request, gate, trust) for request in requests]
    threads = [threading.Thread(target=runner.run, daemon=True, name="race") for runner in runners]
    for thread in threads:
        thread.start()
    gate.open(min(STANDING, endpoint.target.limits.timeout))
    _join(threads, endpoint.target.limits.timeout)
    for runner in runners:
        runner.cut()
    _join(threads, LETTING_GO)
    exchanges = [runner.exchange(endpoint.sent + place, purpose) for place, runner in enumerate(runners, start=1)]
    endpoint.sent += len(exchanges)
    endpoint.log.extend(exchanges)
    for exchange in exchanges:
        endpoint.earlier.note(exchange.secrets())
    return exchanges


def _trust(endpoint: Endpoint, request: TokenRequest) -> ssl.SSLContext | None:
    is_tls = request.wire_url.lower().startswith("https:")
    return ssl.create_default_context(cafile=endpoint.trusted_file) if is_tls else None


def _join(threads: Sequence[threading.Thread], seconds: float) -> None:
    due = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, due - time.monotonic()))
