"""The same request several times at one moment: each waits on its own connection, all but its last byte sent."""

import http.client
import ssl
import threading
import time
from urllib.parse import urlsplit

from conformance.endpoint import LARGEST_ANSWER, Endpoint
from conformance.exchange import Answer, Exchange, Failure
from conformance.request import TokenRequest


def send_at_once(endpoint: Endpoint, request: TokenRequest, times: int) -> list[Exchange]:
    """Send ``request`` over ``times`` connections so that the last byte of each leaves at the same moment."""
    gate = threading.Barrier(times)
    found: list[Exchange | None] = [None] * times
    request.wire_body, request.wire_url  # noqa: B018 - written and signed once, before the threads need it

    def run(place: int) -> None:
        found[place] = _one(endpoint, request, gate, endpoint.sent + place + 1)

    threads = [threading.Thread(target=run, args=(place,), daemon=True) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(endpoint.target.limits.timeout * 2 + 5)
    exchanges = [one for one in found if one is not None]
    endpoint.sent += times
    endpoint.log.extend(exchanges)
    return exchanges


def _one(endpoint: Endpoint, request: TokenRequest, gate: threading.Barrier, number: int) -> Exchange:
    started, begun = endpoint.clock.now(), time.perf_counter()
    answer, failure, detail = None, None, ""
    try:
        answer = _answered(endpoint, request, gate)
    except (OSError, http.client.HTTPException, threading.BrokenBarrierError) as error:
        gate.abort()
        failure, detail = _failure(error), f"{type(error).__name__}: {error}"[:200]
    seconds = time.perf_counter() - begun
    return Exchange(number, "one of a race", request, answer, failure, detail, started, seconds, request)


def _failure(error: Exception) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure.SILENT
    return Failure.CLOSED if isinstance(error, ConnectionError | http.client.RemoteDisconnected) else Failure.GARBLED


def _answered(endpoint: Endpoint, request: TokenRequest, gate: threading.Barrier) -> Answer:
    content = request.wire_body or b""
    connection = _connection(endpoint, request.wire_url)
    parts = urlsplit(request.wire_url)
    try:
        connection.putrequest(request.method, parts.path + (f"?{parts.query}" if parts.query else ""))
        for name, value in (("User-Agent", endpoint.agent), ("Content-Length", str(len(content))), *request.headers):
            connection.putheader(name, value)
        connection.endheaders(content[:-1])
        gate.wait(endpoint.target.limits.timeout)
        connection.send(content[-1:])
        response = connection.getresponse()
        return Answer(response.status, tuple(response.getheaders()), response.read(LARGEST_ANSWER))
    finally:
        connection.close()


def _connection(endpoint: Endpoint, url: str) -> http.client.HTTPConnection:
    parts, limit = urlsplit(url), endpoint.target.limits.timeout
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=limit)
    trust = ssl.create_default_context(cafile=str(endpoint.target.ca) if endpoint.target.ca else None)
    return http.client.HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=limit, context=trust)
