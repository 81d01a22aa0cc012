"""The HTTP server of the reference endpoint: the standard library's, writing an answer's bytes as they are."""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.clock import Clock
from conformance.reference.answer import answering
from conformance.reference.bad_certificates import Speech, speech_of
from conformance.reference.design import Answer, Design
from conformance.reference.message import Connection, Incoming, Outgoing, Unreadable, head_bytes
from conformance.reference.reader import Limits, read_request
from conformance.reference.setting_up import PARTIES, fresh_world
from conformance.reference.world import World

IDLE_SECONDS = 120.0
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Address:
    """Where a running endpoint is found."""

    host: str
    port: int
    scheme: str
    path: str
    resource_path: str
    authorise_path: str | None = None
    authority: bytes | None = None
    """PEM of the certificate that a client trusts where it speaks TLS; None for that of the test CA."""

    @property
    def endpoint(self) -> str:
        """The URL of the token endpoint."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"

    @property
    def resource(self) -> str:
        """The URL of the protected resource."""
        return f"{self.scheme}://{self.host}:{self.port}{self.resource_path}"

    @property
    def authorise(self) -> str:
        """The URL of the authorise endpoint; ValueError where there is none."""
        if self.authorise_path is None:
            raise ValueError("this endpoint has no authorise endpoint beside it")
        return f"{self.scheme}://{self.host}:{self.port}{self.authorise_path}"


@contextlib.contextmanager
def running(
    design: Design,
    clock: Clock | None = None,
    tls: ssl.SSLContext | None = None,
    world: World | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[Address]:
    """Serve the design on a free port (or on that one) until the block ends; OSError where the port is taken.

    Without a world it is a fresh one of the test parties, by the clock (the machine's by default).
    """
    world = world or fresh_world(clock, party=PARTIES[design.profile])
    speech = Speech(tls) if tls else speech_of(design.tls) if design.tls else None
    server = _server(design, answering(design, world), (host, port), speech)
    address = _address(design, host, server.server_address[1], speech)
    if not design.listening:
        server.server_close()
        yield address
        return
    standing = _Standing(server)
    thread = threading.Thread(target=standing.serve, daemon=True, name="reference-endpoint")
    thread.start()
    try:
        yield address
    finally:
        standing.end()
        thread.join()


def _server(design: Design, answer: Answer, place: tuple[str, int], speech: Speech | None) -> "Server":
    limits = Limits(body=design.settings.body_limit, header_block=design.settings.header_limit)
    return Server(place, answer, limits, speech)


def _address(design: Design, host: str, port: int, speech: Speech | None) -> Address:
    authorise_path = design.provider.settings.path if design.provider else None
    paths = (design.settings.path, design.settings.resource_path, authorise_path)
    return Address(host, port, "https" if speech else "http", *paths, speech.authority if speech else None)


class _Standing:
    """The server of an address, and the one that takes its place where it comes back."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._over = threading.Event()

    def serve(self) -> None:
        """Serve until it ends, and again where it comes back."""
        self._server.serve_forever(0.01)
        while self._server.back_in is not None and not self._over.wait(self._server.back_in):
            old = self._server
            self._server = Server(old.server_address, old.answer, old.limits, old.speech)
            self._server.serve_forever(0.01)

    def end(self) -> None:
        """End the server that stands there now."""
        self._over.set()
        self._server.shutdown()
        self._server.stop()


class Server(socketserver.ThreadingTCPServer):
    """Takes connections, one daemon thread each, and can end them all."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    server_address: tuple[str, int]

    def __init__(self, address: tuple[str, int], answer: Answer, limits: Limits, speech: Speech | None) -> None:
        """Bind the address, OSError where it is taken."""
        self.answer, self.limits, self.speech = answer, limits, speech
        self.back_in: float | None = None
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.taken = 0
        super().__init__(address, Handler)

    def stop(self) -> None:
        """Close the listening socket and every open connection."""
        self.stopping.set()
        self.server_close()
        with self.lock:
            open_ones = list(self.connections)
        for each in open_ones:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: a client that hangs up is no news."""


class Handler(socketserver.StreamRequestHandler):
    """One connection: reads requests and writes answers until either side has enough."""

    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        """Note the connection, so that it can be ended, and speak TLS where that is asked for."""
        self.request.settimeout(IDLE_SECONDS)
        with self.server.lock:
            self.server.taken += 1
            number = self.server.taken
        with self.server.lock:
            self.server.connections.add(self.request)
        if self.server.speech:
            self._speak(self.server.speech)
        self.known = Connection(number)
        super().setup()

    def _speak(self, speech: Speech) -> None:
        if speech.hangs:
            self.server.stopping.wait()
            raise TimeoutError
        plain = self.request
        self.request = speech.context.wrap_socket(plain, server_side=True)
        with self.server.lock:
            self.server.connections.discard(plain)
            self.server.connections.add(self.request)

    def handle(self) -> None:
        """Answer one request after the other."""
        with contextlib.suppress(OSError):
            while not self.server.stopping.is_set() and self._one_request():
                pass

    def finish(self) -> None:
        """Close the connection, however the client left it."""
        with self.server.lock:
            self.server.connections.discard(self.request)
        with contextlib.suppress(OSError):
            super().finish()
        # The listening server closes the plain socket; a wrapped one is ours to close.
        with contextlib.suppress(OSError):
            self.request.close()

    def _one_request(self) -> bool:
        """Read and answer one request; False when the connection is over."""
        message = read_request(self.rfile, self.known, self.server.limits, self._say_continue)
        if message is None:
            return False
        self.known.requests += 1
        answer = self.server.answer(message)
        if answer.write is not None:
            answer.write(_SocketWire(self), answer)
            return False
        self._write(message, answer)
        if isinstance(message, Unreadable):
            self._linger()
            return False
        return not (answer.close or message.wants_close)

    def _write(self, message: Incoming | Unreadable, answer: Outgoing) -> None:
        with_body = not (isinstance(message, Incoming) and message.method == "HEAD")
        self.wfile.write(answer.interim + head_bytes(answer) + (answer.body if with_body else b""))
        self.wfile.flush()

    def _say_continue(self) -> None:
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.wfile.flush()

    def _linger(self) -> None:
        """Read what the client is still sending: closing now would reset the connection and eat our answer."""
        self.request.shutdown(socket.SHUT_WR)
        self.request.settimeout(_LINGER_SECONDS)
        left = _LINGER_BYTES
        while left > 0 and (data := self.rfile.read1(65_536)):
            left -= len(data)


class _SocketWire:
    """The way back to the client for answers that are written in an odd manner."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    def send(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def pause(self, seconds: float) -> bool:
        return self._handler.server.stopping.wait(seconds)

    def reset(self) -> None:
        # A linger time of zero makes the system send a reset in place of an orderly end.
        self._handler.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.request.close()

    def end_server(self, back_in: float | None = None) -> None:
        self._handler.server.back_in = back_in
        self._handler.server.shutdown()
        self._handler.server.stop()
