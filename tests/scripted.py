"""A server that answers with bytes from a script: for answers that no proper server would give."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Script = Callable[[int, bytes], bytes | None]
"""Gets the number of the request (from 0) and its bytes; gives the bytes of the answer, or None to hang up."""


@dataclass
class Scripted:
    """A running server: where it is and how many requests it has read."""

    url: str
    requests: list[bytes] = field(default_factory=list)


def http(status: int, body: bytes, content_type: str = "application/json", extra: str = "") -> bytes:
    """Write an answer."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode() + body


GRANT = http(200, b'{"access_token": "t0ken-of-the-server", "token_type": "Bearer", "expires_in": 3600}')
REFUSAL = http(400, b'{"error": "invalid_request"}')


@contextlib.contextmanager
def scripted(script: Script, slowly: float = 0, answers: int | None = None) -> Iterator[Scripted]:
    """Serve by a script; ``slowly`` seconds pass between two bytes of an answer.

    ``answers`` is how many requests of one connection are answered; at the next one the server hangs up.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    server = Scripted(f"http://127.0.0.1:{listener.getsockname()[1]}/token")
    stopped = threading.Event()

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            left = answers
            while not stopped.is_set() and (request := _read(connection)):
                if left == 0:
                    return
                left = None if left is None else left - 1
                server.requests.append(request)
                answer = script(len(server.requests) - 1, request)
                if answer is None:
                    return
                _write(connection, answer, slowly, stopped)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while not stopped.is_set():
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        stopped.set()
        listener.close()


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65_536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def _write(connection: socket.socket, answer: bytes, slowly: float, stopped: threading.Event) -> None:
    if not slowly:
        connection.sendall(answer)
        return
    for byte in answer:
        if stopped.is_set():
            return
        connection.sendall(bytes([byte]))
        time.sleep(slowly)
