"""One of the requests of a race: its connection, its last byte, its answer, and the gate at which it waits."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conformance.answer_body import is_large_head, read_body
from conformance.endpoint import Endpoint
from conformance.exchange import Answer, Exchange, Failure
from conformance.failing import told_of
from conformance.request import TokenRequest
from conformance.transport import FinalAnswer


class Gate:
    """Holds runners until all of them stand ready, or until they have been waited for long enough."""

    def __init__(self, expected: int) -> None:
        """Wait for that many."""
        self._missing = expected
        self._standing: list[Runner] = []
        self._is_open = False
        self._condition = threading.Condition()

    def stand(self, runner: "Runner") -> None:
        """Take a runner that is ready; one that comes late goes straight on."""
        with self._condition:
            self._standing.append(runner)
            if self._is_open:
                runner.go()

    def count(self) -> None:
        """Count one that stands there, or never will."""
        with self._condition:
            self._missing -= 1
            self._condition.notify_all()

    def open(self, patience: float) -> None:
        """Let all go, one right after another, when the last has come or ``patience`` seconds are over."""
        with self._condition:
            self._condition.wait_for(lambda: self._missing <= 0, patience)
            self._is_open = True
            for runner in self._standing:
                runner.go()


@dataclass
class Runner:
    """A request on its way: filled in by its thread, read when the race is over."""

    endpoint: Endpoint
    request: TokenRequest
    gate: Gate
    trust: ssl.SSLContext | None
    answer: Answer | None = None
    failure: Failure | None = Failure.SILENT
    detail: str = ""
    started: float = 0.0
    seconds: float = 0.0
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)
    _begun: float = 0.0
    _gone: threading.Event = field(default_factory=threading.Event, repr=False)
    _has_head: bool = False
    _is_cut: bool = False

    def run(self) -> None:
        """Send the request and read its answer; whatever goes wrong becomes the failure."""
        self.started, self._begun = self.endpoint.clock.now(), time.perf_counter()
        try:
            connection = self._stand_ready()
            self._gone.wait()
            answer, self.failure = self._read(connection)
            self.answer = None if self.failure else answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.failure, self.detail = self._failure(error), told_of(error, self.request.secrets())
        finally:
            self.seconds = time.perf_counter() - self._begun
            if self._connection is not None:
                self._connection.close()

    def go(self) -> None:
        """Send the last byte."""
        self.started, self._begun = self.endpoint.clock.now(), time.perf_counter()
        # the answer may have come before it, and the connection be closed behind that
        with suppress(OSError):
            if self._connection is not None:
                self._connection.send((self.request.wire_body or b"")[-1:])
        self._gone.set()

    def cut(self) -> None:
        """End a connection that is still open: a read that waits on it returns at once."""
        self._is_cut = True
        opened = self._connection.sock if self._connection is not None else None
        if opened is not None:
            with suppress(OSError):
                # past TLS, whose own way of ending would wait for the other side
                socket.socket.shutdown(opened, socket.SHUT_RDWR)

    def exchange(self, number: int, purpose: str) -> Exchange:
        """Give the record of it."""
        answer, failure, request = self.answer, self.failure, self.request
        return Exchange(number, purpose, request, answer, failure, self.detail, self.started, self.seconds)

    def _stand_ready(self) -> http.client.HTTPConnection:
        """Open a connection and send everything but the last byte."""
        try:
            connection = self._connection = self._opened()
            connection.response_class = FinalAnswer
            content = self.request.wire_body or b""
            connection.putrequest(self.request.method, self.request.wire_path, skip_accept_encoding=True)
            for name, value in self.endpoint.fields_of(self.request).items():
                connection.putheader(name, value)
            connection.endheaders(content[:-1] or None)
            self.gate.stand(self)
            return connection
        finally:
            self.gate.count()

    def _opened(self) -> http.client.HTTPConnection:
        parts, limit = urlsplit(self.request.url), self.endpoint.target.limits.timeout
        host = parts.hostname or ""
        if self.trust is None:
            return http.client.HTTPConnection(host, parts.port or 80, timeout=limit)
        return http.client.HTTPSConnection(host, parts.port or 443, timeout=limit, context=self.trust)

    def _read(self, connection: http.client.HTTPConnection) -> tuple[Answer, Failure | None]:
        response = connection.getresponse()
        self._has_head = True
        headers = tuple(response.getheaders())
        parts = iter(lambda: response.read(65_536), b"")
        body = None if is_large_head(headers) else read_body(parts, response.getheader("Content-Encoding", ""))
        answer = Answer(response.status, headers, body or b"")
        if self._is_cut:
            return answer, Failure.SLOW
        if body is None:
            return answer, Failure.FLOOD
        # a body that ends before its Content-Length raises nothing here
        return answer, Failure.CLOSED if response.length else None

    def _failure(self, error: Exception) -> Failure:
        if self._is_cut or isinstance(error, TimeoutError):
            return Failure.SLOW if self._has_head else Failure.SILENT
        if not self._gone.is_set():
            return Failure.AWAY
        closed = isinstance(error, OSError | http.client.RemoteDisconnected | http.client.IncompleteRead)
        return Failure.CLOSED if closed else Failure.GARBLED
