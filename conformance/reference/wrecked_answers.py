"""What wrecks answer: as a function of the world and the message, whatever that holds."""

import json
import secrets
import zlib
from collections.abc import Callable
from functools import cache

from conformance.reference.message import Message, Outgoing, Wire, head_bytes
from conformance.reference.world import World

Answered = Callable[[World, Message], Outgoing]
ELSEWHERE = "http://127.0.0.2:9/connect/token"
"""Another host, where nobody listens."""
AWAY_FOR = 4.0
"""Seconds for which a server is gone that comes back."""
HUGE = 200 * 1024 * 1024
"""Bytes of the largest bodies."""
DEEP = 100_000
"""Arrays inside each other."""
_PIECE = 65_536
_CACHING = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_JSON = (("Content-Type", "application/json"), *_CACHING)
_HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Welcome back</form></body></html>"
_BEGINNING = b'{"token_type":"Bearer","expires_in":3600,"access_token":"'


def grants(_: World, __: Message) -> Outgoing:
    """A token for whatever comes."""
    members = {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": 3600}
    return Outgoing(200, _JSON, json.dumps(members).encode())


def refuses(_: World, __: Message) -> Outgoing:
    """A refusal of whatever comes."""
    return Outgoing(400, _JSON, b'{"error":"invalid_request"}')


def fails(_: World, __: Message) -> Outgoing:
    """500, with the page of a web server."""
    return Outgoing(500, (("Content-Type", "text/html"),), b"<html><body>Internal Server Error</body></html>")


def is_unavailable(_: World, __: Message) -> Outgoing:
    """503, as a load balancer answers that has lost its server."""
    return Outgoing(503, (("Content-Type", "text/plain"),), b"no healthy upstream")


def throttles(_: World, __: Message) -> Outgoing:
    """429, and an hour to wait."""
    return Outgoing(429, (*_JSON, ("Retry-After", "3600")), b'{"error":"slow_down"}')


def shows_a_page(_: World, __: Message) -> Outgoing:
    """200 and a page of HTML."""
    return Outgoing(200, (("Content-Type", "text/html; charset=utf-8"),), _HTML)


def redirects(_: World, __: Message) -> Outgoing:
    """A redirect to a sign-in page."""
    return Outgoing(302, (("Location", "/sign-in"), ("Content-Type", "text/html")), _HTML)


def redirects_to_itself(_: World, message: Message) -> Outgoing:
    """A redirect to where the request came, with its method and body."""
    return Outgoing(307, (("Location", getattr(message, "path", "/")),))


def redirects_elsewhere(_: World, __: Message) -> Outgoing:
    """A redirect to another host, with method and body."""
    return Outgoing(307, (("Location", ELSEWHERE),))


def has_body(body: bytes) -> Answered:
    """200 with this body, said to be JSON."""
    return lambda _, __: Outgoing(200, _JSON, body)


def bursts(_: World, __: Message) -> Outgoing:
    """A body of a few hundred kilobytes that is a thousand times as long when it has been decompressed."""
    return Outgoing(200, (*_JSON, ("Content-Encoding", "gzip")), _bomb())


def promises_less(world: World, message: Message) -> Outgoing:
    """A Content-Length of less than what follows, on a connection that stays open."""
    good = grants(world, message)
    return Outgoing(200, (*_JSON, ("Content-Length", str(len(good.body) - 20))), good.body)


def has_headers(*headers: tuple[str, str]) -> Answered:
    """A token, with these header fields besides."""
    return lambda world, message: Outgoing(200, (*_JSON, *headers), grants(world, message).body)


def written(write: Callable[[Wire, Outgoing], None]) -> Answered:
    """A token, written to the connection in this manner; the connection is closed behind it."""
    return lambda world, message: Outgoing(200, _JSON, grants(world, message).body, measured=False, write=write)


def stay_silent(wire: Wire, _: Outgoing) -> None:
    """Nothing is written."""
    wire.pause(3600)


def drip(wire: Wire, answer: Outgoing) -> None:
    """One byte a second, from the status line on."""
    _drip(wire, _measured(answer, len(answer.body)) + answer.body)


def drip_body(wire: Wire, answer: Outgoing) -> None:
    """The head at once, and the body one byte a second."""
    wire.send(_measured(answer, len(answer.body)))
    _drip(wire, answer.body)


def _drip(wire: Wire, data: bytes) -> None:
    for each in data:
        wire.send(bytes([each]))
        if wire.pause(1):
            return


def never_end(wire: Wire, answer: Outgoing) -> None:
    """The body goes on for ever."""
    wire.send(head_bytes(answer) + _BEGINNING)
    while not wire.pause(0):
        wire.send(b"a" * _PIECE)


def never_end_head(wire: Wire, _: Outgoing) -> None:
    """A header field goes on for ever."""
    wire.send(b"HTTP/1.1 200 OK\r\nX-Trace: ")
    while not wire.pause(0):
        wire.send(b"a" * _PIECE)


def write_much(wire: Wire, answer: Outgoing) -> None:
    """A body of `HUGE` bytes, announced as such."""
    wire.send(_measured(answer, HUGE) + _BEGINNING)
    left = HUGE - len(_BEGINNING)
    while left > 0 and not wire.pause(0):
        wire.send(b"a" * min(left, _PIECE))
        left -= _PIECE


def close(_: Wire, __: Outgoing) -> None:
    """The server closes the connection when this returns."""


def reset(wire: Wire, _: Outgoing) -> None:
    """The connection is reset."""
    wire.reset()


def close_in_the_middle(wire: Wire, answer: Outgoing) -> None:
    """The connection is closed before the body is whole."""
    wire.send((_measured(answer, len(answer.body)) + answer.body)[:-20])


def promise_more(wire: Wire, answer: Outgoing) -> None:
    """The Content-Length is larger than the body, and the connection stays open."""
    wire.send(_measured(answer, len(answer.body) + 20) + answer.body)
    wire.pause(3600)


def cut_a_chunk(wire: Wire, answer: Outgoing) -> None:
    """The connection is closed in the middle of a chunk."""
    chunked = Outgoing(200, (*answer.headers, ("Transfer-Encoding", "chunked")))
    wire.send(head_bytes(chunked) + b"%x\r\n" % (len(answer.body) + 20) + answer.body)


def write_no_head(wire: Wire, _: Outgoing) -> None:
    """A page without a status line, as HTTP/0.9 had it."""
    wire.send(_HTML)


def write_garbage(wire: Wire, _: Outgoing) -> None:
    """Bytes that are nothing."""
    wire.send(bytes(range(256)) * 16)


def die(wire: Wire, _: Outgoing) -> None:
    """The server ends."""
    wire.end_server()


def restart(wire: Wire, _: Outgoing) -> None:
    """The server ends, and another one is there after some seconds."""
    wire.end_server(AWAY_FOR)


def _measured(answer: Outgoing, length: int) -> bytes:
    return head_bytes(Outgoing(answer.status, (*answer.headers, ("Content-Length", str(length)))))


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(_BEGINNING), *(packer.compress(b"a" * 1024 * 1024) for _ in range(HUGE // 1024 // 1024))]
    return b"".join([*parts, packer.compress(b'"}'), packer.flush()])
