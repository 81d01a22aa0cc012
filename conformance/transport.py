"""Bounds that an HTTP library does not keep: a deadline over a whole answer, and a limit on its size."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse, parse_headers
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

MOST_AT_ONCE = 65_536
"""Bytes of a request up to which head and body are written in one go."""


class Watchdog:
    """Cuts connections that outlive a deadline; one thread serves all the requests of a worker, one after another."""

    def __init__(self, cut: Callable[[], None]) -> None:
        """Call ``cut`` from another thread when a deadline passes."""
        self._cut = cut
        self._condition = threading.Condition()
        self._due: float | None = None
        self._wakes: float | None = None
        self.fired = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def bound(self, seconds: float) -> Iterator[None]:
        """Hold the block to that many seconds; ``fired`` tells afterwards whether they passed."""
        self._arm(time.monotonic() + seconds)
        try:
            yield
        finally:
            with self._condition:
                self._due = None

    def _arm(self, due: float) -> None:
        with self._condition:
            self.fired, self._due = False, due
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True, name="deadline")
                self._thread.start()
            elif self._wakes is None or self._wakes > due:
                self._condition.notify()

    def end(self) -> None:
        """Let the other thread go; the next deadline begins a new one."""
        with self._condition:
            self._thread = None
            self._condition.notify_all()

    def _watch(self) -> None:
        with self._condition:
            while self._thread is threading.current_thread():
                self._wakes = self._due
                self._condition.wait(None if self._due is None else max(self._due - time.monotonic(), 0))
                if self._due is not None and time.monotonic() >= self._due:
                    self.fired, self._due = True, None
                    self._cut()


@dataclass
class Line:
    """The connection of a worker: the socket that is open, and how many were opened so far."""

    sockets: list[socket.socket] = field(default_factory=list)
    opened: int = 0
    ready: bool = False
    """Whether the newest connection came about, with its TLS handshake where it has one."""

    def begin(self, opened: socket.socket) -> socket.socket:
        """Note a socket whose connection is not ready yet."""
        self.sockets[:], self.ready = [opened], False
        self.opened += 1
        return opened


class Connections(HTTPAdapter):
    """The connections of one worker, kept by requests, which know their open sockets for a watchdog to cut them."""

    def __init__(self) -> None:
        """Keep one connection alive and none in reserve."""
        self.line = Line()
        self._known: dict[tuple[str, str], HTTPConnectionPool] = {}
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections report the sockets that they open."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.line)

    def pool(self, url: str, trusted: str) -> HTTPConnectionPool:
        """Give the pool of connections to a URL's server, the same one until ``close``.

        trusted: the file of the authorities that a TLS certificate is checked against.
        """
        parts = urlsplit(url)
        place = (parts.scheme, parts.netloc)
        if place not in self._known:
            asked = PreparedRequest()
            asked.url = url
            made: Any = self.get_connection_with_tls_context(asked, trusted)
            self.cert_verify(made, url, trusted, None)  # type: ignore[no-untyped-call]
            self._known[place] = made
        return self._known[place]

    def close(self) -> None:
        """Hang up."""
        self._known.clear()
        super().close()

    def cut(self) -> None:
        """Shut every socket down; a read that waits on one returns at once."""
        for opened in self.line.sockets:
            try:
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
            except OSError:
                continue


class FinalAnswer(HTTPResponse):
    """Passes over the answers that come before the final one, however many (RFC 9110, section 15.2).

    The library does so with 100 alone.
    """

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        while 102 <= status < 200:
            parse_headers(self.fp)
            version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, status, reason


class _Whole(HTTPConnection):
    """Writes head and body of a request in one go, as far as that is sensible.

    A server may answer and hang up when it has read the head; over TLS its answer is lost when we then write on.
    """

    response_class = FinalAnswer
    _held: bytearray | None = None

    def _new_conn(self) -> socket.socket:
        """Connect within the time for one, however many addresses the host has: the library takes it for each."""
        whole = self.timeout
        if whole:
            self.timeout = whole / _addresses(self.host, self.port)
        try:
            opened = super()._new_conn()
        finally:
            self.timeout = whole
        opened.settimeout(whole)
        return opened

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._held = bytearray()
        try:
            super().request(*args, **kwargs)
            self._flush()
        finally:
            self._held = None

    def send(self, data: Any) -> None:
        if self._held is not None and isinstance(data, bytes) and len(self._held) + len(data) <= MOST_AT_ONCE:
            self._held += data
            return
        self._flush()
        super().send(data)

    def _flush(self) -> None:
        held, self._held = self._held, None
        if held:
            super().send(bytes(held))


def _addresses(host: str, port: int) -> int:
    try:
        return max(1, len(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError):
        return 1


def _pools(line: Line) -> dict[str, type[HTTPConnectionPool]]:
    class PlainConnection(_Whole):
        def _new_conn(self) -> socket.socket:
            return line.begin(super()._new_conn())

        def connect(self) -> None:
            super().connect()
            line.ready = True

    class TlsConnection(_Whole, HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return line.begin(super()._new_conn())

        def connect(self) -> None:
            super().connect()
            line.ready = True
            # TLS moved the descriptor to a socket object of its own
            if isinstance(self.sock, socket.socket):
                line.sockets[:] = [self.sock]

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": PlainPool, "https": TlsPool}
