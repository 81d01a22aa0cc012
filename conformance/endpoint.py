"""Sends requests to one endpoint, within every bound, and keeps what came back."""

import math
import ssl
import time
from dataclasses import dataclass, field
from http.client import HTTPException, LineTooLong

import certifi
from urllib3 import BaseHTTPResponse, HTTPHeaderDict, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TookTooLongError

from conformance.answer_body import LARGEST_ANSWER, is_large_head, read_body
from conformance.clock import Clock
from conformance.earlier_secrets import Earlier
from conformance.exchange import Answer, Exchange, Failure
from conformance.failing import causes_of, told_of
from conformance.request import TokenRequest
from conformance.target import Target
from conformance.transport import Connections, Watchdog

TOO_MANY = "got more than"
"""How the library begins to say that there are too many header fields."""


@dataclass
class Endpoint:
    """One kept-alive session of one worker with one target, and the exchanges that went over it."""

    target: Target
    clock: Clock
    agent: str
    """The User-Agent, which names the tool and the run."""
    share: float = 1.0
    """The part of the target's requests per second that this worker may use."""
    log: list[Exchange] = field(default_factory=list)
    sent: int = 0
    received: int = 0
    """Bytes of bodies so far."""
    earlier: Earlier = field(default_factory=Earlier)
    """What was secret in them, also where nobody kept the exchange."""

    def __post_init__(self) -> None:
        """Open nothing yet: the first request does."""
        self._connections = Connections()
        self._watchdog = Watchdog(self._connections.cut)
        self._next = 0.0
        self._verify = str(self.target.ca or ssl.get_default_verify_paths().cafile or certifi.where())

    def close(self) -> None:
        """Hang up; the next request opens a connection of its own."""
        self._connections.close()
        self._watchdog.end()

    def send(
        self, request: TokenRequest, purpose: str, good: TokenRequest | None = None, seconds: float | None = None
    ) -> Exchange:
        """Send a request and wait for the whole answer, as long and as far as the limits allow. Never raises.

        seconds: a shorter time than the target's limit.
        """
        self._keep_rate()
        self.sent += 1
        started, begun = self.clock.now(), time.perf_counter()
        limit = min(self.target.limits.timeout, seconds or math.inf)
        answer, failure, detail = self._answered(request, limit)
        took = time.perf_counter() - begun
        line = self._connections.line.opened
        exchange = Exchange(self.sent, purpose, request, answer, failure, detail, started, took, good, line)
        if says_close(request):
            self.close()
        self.log.append(exchange)
        self.earlier.note(exchange.secrets())
        return exchange

    def make_way(self, requests: int) -> None:
        """Prepare for that many requests at one moment: hang up, and count them among the requests per second."""
        self._keep_rate(requests)
        self.close()

    @property
    def trusted_file(self) -> str:
        """The file of the authorities that this endpoint's TLS certificate is checked against."""
        return self._verify

    def _keep_rate(self, requests: int = 1) -> None:
        rate = self.target.limits.requests_per_second * self.share
        if rate > 0:
            now = self.clock.now()
            self.clock.wait(self._next - now)
            self._next = max(self._next, now) + requests / rate

    def _answered(self, request: TokenRequest, limit: float) -> tuple[Answer | None, Failure | None, str]:
        answer: Answer | None = None
        try:
            with self._watchdog.bound(limit):
                response = self._begun(request, limit)
                answer = Answer(response.status, tuple(response.headers.items()), b"")
                body = self._read(response, answer)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            failure = self._failure(error, answer)
            # what the library says of a connection that we cut speaks of the cut
            return (
                None,
                failure,
                f"{limit:g} s" if failure in (Failure.SILENT, Failure.SLOW) else told_of(error, request.secrets()),
            )
        if body is None:
            return None, Failure.FLOOD, f"status {answer.status}, more than {LARGEST_ANSWER:,} bytes"
        if self._watchdog.fired:
            return None, Failure.SLOW, f"status {answer.status}, {len(body)} bytes in {limit:g} s"
        return Answer(answer.status, answer.headers, body), None, ""

    def _read(self, response: BaseHTTPResponse, answer: Answer) -> bytes | None:
        """Read the body; None where head or body are beyond the limits, and then the connection is of no more use."""
        coding = ", ".join(answer.values("Content-Encoding"))
        parts = response.stream(65_536, decode_content=False)
        body = None if is_large_head(answer.headers) else read_body(parts, coding)
        if body is None:
            response.close()
        self.received += len(body or b"")
        return body

    def _begun(self, request: TokenRequest, limit: float) -> BaseHTTPResponse:
        """Send a request and read the head of its answer."""
        headers, content = self.fields_of(request), request.wire_body
        # The pool itself: a session would follow redirects in thought, keep cookies and take its own time for both.
        return self._connections.pool(request.url, self._verify).urlopen(
            request.method,
            request.wire_path,
            content,
            headers,
            retries=False,
            redirect=False,
            assert_same_host=False,
            timeout=Timeout(connect=limit, read=limit),
            chunked=content is not None and "Content-Length" not in headers,
            preload_content=False,
            decode_content=False,
        )

    def fields_of(self, request: TokenRequest) -> HTTPHeaderDict:
        """Give the header fields that a request is sent with, but for Host."""
        content = request.wire_body
        headers = HTTPHeaderDict({"User-Agent": self.agent, "Accept-Encoding": "identity", "Accept": "*/*"})
        for name, value in request.headers:
            headers.add(name, value)
        if "Transfer-Encoding" not in headers and (content is not None or request.method in ("POST", "PUT", "PATCH")):
            headers["Content-Length"] = str(len(content or b""))
        return headers

    def _failure(self, error: Exception, answer: Answer | None) -> Failure:
        # urllib3 counts a connection that was turned down among the timeouts of connecting
        if self._watchdog.fired or (
            isinstance(error, TookTooLongError | TimeoutError) and not isinstance(error, NewConnectionError)
        ):
            return Failure.SLOW if answer else Failure.SILENT
        causes = causes_of(error)
        is_of_tls = any(isinstance(cause, SSLError | ssl.SSLError) for cause in causes)
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return Failure.UNTRUSTED
        if any(isinstance(cause, NewConnectionError) for cause in causes) or (
            is_of_tls and not self._connections.line.ready
        ):
            return Failure.AWAY
        if any(isinstance(cause, LineTooLong) or TOO_MANY in str(cause) for cause in causes):
            return Failure.FLOOD
        # over TLS, a server that hangs up while we write shows as an error of TLS
        if is_of_tls or any(isinstance(cause, ConnectionError) for cause in causes) or answer is not None:
            return Failure.CLOSED
        return Failure.GARBLED if any(isinstance(cause, HTTPException) for cause in causes) else Failure.CLOSED


def says_close(request: TokenRequest) -> bool:
    """Tell whether a request announces that its connection ends with it (RFC 9112, section 9.6)."""
    return any(name.lower() == "connection" and value.lower() == "close" for name, value in request.headers)
