"""Bounds that an HTTP library does not keep: a deadline over a whole answer, and a limit on its size."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


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

    def _watch(self) -> None:
        with self._condition:
            while True:
                self._wakes = self._due
                self._condition.wait(None if self._due is None else max(self._due - time.monotonic(), 0))
                if self._due is not None and time.monotonic() >= self._due:
                    self.fired, self._due = True, None
                    self._cut()


class BoundedAdapter(HTTPAdapter):
    """An adapter of requests that knows its open sockets, so that a watchdog can cut them."""

    def __init__(self) -> None:
        """Keep one connection alive and none in reserve."""
        self.sockets: list[socket.socket] = []
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections report the sockets that they open."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.sockets)

    def cut(self) -> None:
        """Shut every socket down; a read that waits on one returns at once."""
        for opened in self.sockets:
            try:
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
            except OSError:
                continue


def _pools(sockets: list[socket.socket]) -> dict[str, type[HTTPConnectionPool]]:
    class PlainConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            sockets[:] = [super()._new_conn()]
            return sockets[0]

    class TlsConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            sockets[:] = [super()._new_conn()]
            return sockets[0]

        def connect(self) -> None:
            super().connect()
            # TLS moved the descriptor to a socket object of its own
            if isinstance(self.sock, socket.socket):
                sockets[:] = [self.sock]

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = TlsConnection

    return {"http": PlainPool, "https": TlsPool}
