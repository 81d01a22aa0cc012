"""A listener of the run: addresses that an endpoint has no business to call, and a record of whether it did."""

import re
import secrets
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.listener_place import Place
from conformance.outcome import NotTestable

PATIENCE = 1.0
"""Seconds of real time for which calls are waited for behind the last answer: most are made before it."""
BUSY = 10.0
"""Seconds that a port is waited for which another worker of the run listens on."""
READING = 1.0
"""Seconds in which a caller has to say what it wants."""
_FIRST_LINE = re.compile(rb"[A-Z]{1,16} (\S+) HTTP/")
_TLS = 0x16
"""The first byte of a TLS connection: a handshake record (RFC 8446, section 5.1)."""
_MOVED = "/moved"


@dataclass(frozen=True)
class Call:
    """One call: who made it, what it asked for, and when (as `time.monotonic` has it)."""

    sender: str
    what: str
    at: float


class Listener:
    """Takes calls as long as it is open; each name has an address of its own, which nobody can guess."""

    def __init__(self, place: Place) -> None:
        """Open the port; raise OSError where that cannot be done."""
        self._names: dict[str, str] = {}
        self._calls: list[tuple[str, Call]] = []
        self._offered_over_tls: str | None = None
        self._server = _server(place, self._take)
        port = self._server.server_address[1]
        self._authority = f"[{place.host}]:{port}" if ":" in place.host else f"{place.host}:{port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True, name="listener").start()

    def address(self, name: str, scheme: str = "http", in_front: str = "") -> str:
        """Give the URL of that name; ``in_front`` stands before the host as user information (RFC 3986, 3.2.1).

        What hides behind TLS counts for the address with TLS that was given last.
        """
        word = secrets.token_urlsafe(9)
        self._names[word] = name
        if scheme == "https":
            self._offered_over_tls = name
        return f"{scheme}://{in_front}{'@' if in_front else ''}{self._authority}/{word}/keys"

    def calls(self, name: str) -> tuple[Call, ...]:
        """Give the calls to the address of that name, in the order in which they came."""
        return tuple(call for called, call in list(self._calls) if called == name)

    def close(self) -> None:
        """Take no call any more."""
        self._server.shutdown()
        self._server.server_close()

    def _take(self, first: bytes, sender: str) -> bytes:
        """Note a call that means one of the addresses, and give what it is answered: a redirect back to here."""
        line = _FIRST_LINE.match(first)
        if first[:1] == bytes([_TLS]) and self._offered_over_tls is not None:
            self._calls.append((self._offered_over_tls, Call(sender, "the beginning of TLS", time.monotonic())))
        elif line is not None:
            path = line[1].decode("ascii", "replace")
            name = self._names.get(path.split("/")[1] if path.startswith("/") else "")
            if name is not None:
                told = "where the redirect led" if path.endswith(_MOVED) else first.split(b" ")[0].decode("ascii")
                self._calls.append((name, Call(sender, told, time.monotonic())))
                return _answer(path)
        return b""


def _answer(path: str) -> bytes:
    if path.endswith(_MOVED):
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    head = f"HTTP/1.1 302 Found\r\nLocation: {path}{_MOVED}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return head.encode("ascii", "replace")


def _server(place: Place, take: Callable[[bytes, str], bytes]) -> socketserver.ThreadingTCPServer:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(READING)
            try:
                answer = take(self.request.recv(8192), str(self.client_address[0]))
                self.request.sendall(answer)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in place.host else socket.AF_INET

    everywhere = "::" if ":" in place.host else "0.0.0.0"  # noqa: S104 - the user named the address that leads here
    return Server((everywhere if place.is_given else place.host, place.port), Handler)


@contextmanager
def listening(place: Place) -> Iterator[Listener]:
    """Listen as long as the block; raise ``NotTestable`` where the port is taken for long."""
    listener = _opened(place)
    try:
        yield listener
    finally:
        listener.close()


def _opened(place: Place) -> Listener:
    due = time.monotonic() + (BUSY if place.is_given else 0)
    while True:
        try:
            return Listener(place)
        except OSError as error:
            if time.monotonic() >= due:
                raise NotTestable(f"nothing can listen at {place.host}, port {place.port or 'any'} ({error})") from None
            time.sleep(0.1)
