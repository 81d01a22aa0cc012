"""Can the endpoint be reached at all? Name, connection, TLS, one harmless request, and the two clocks. No tests.

The steps are taken one by one, so that the first that fails is the one to mend.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import Literal
from urllib.parse import SplitResult, quote, urlsplit

from conformance import __version__
from conformance.clock import Clock
from conformance.target import Target

State = Literal["good", "remark", "bad"]


@dataclass(frozen=True)
class Step:
    """One thing that was tried. state: "bad" ends the way to the endpoint; repair: what to do, empty if nothing."""

    name: str
    state: State
    sentence: str
    repair: str = ""


class _NoWay(Exception):  # noqa: N818 - it carries the step that failed
    def __init__(self, step: Step) -> None:
        super().__init__(step.sentence)
        self.step = step


@dataclass(frozen=True)
class _Answer:
    status: int
    date: str | None
    middle: float
    """Our time in Unix seconds, halfway between question and answer."""


def is_reachable(steps: tuple[Step, ...]) -> bool:
    """Tell whether every step towards the endpoint succeeded."""
    return all(step.state != "bad" for step in steps)


def probe(target: Target, clock: Clock) -> tuple[Step, ...]:
    """Walk up to the endpoint and send one POST without parameters; no credentials leave this machine."""
    steps: list[Step] = []
    parts = urlsplit(target.endpoint)
    try:
        connection = _connect(target, parts, steps)
        with connection:
            answer = _ask(connection, target, parts, clock)
    except _NoWay as failed:
        return (*steps, failed.step)
    return (*steps, _judge_status(answer.status), _judge_clock(answer, target.skew))


def _connect(target: Target, parts: SplitResult, steps: list[Step]) -> socket.socket:
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _addresses(host, port)
    steps.append(Step("name", "good", f"{host} is {addresses[0]}."))
    connection = _plain_connection(host, port, target.limits.timeout)
    steps.append(Step("connection", "good", f"Port {port} takes connections."))
    if parts.scheme == "https":
        connection = _secured(connection, host, target)
        steps.append(Step("TLS", "good", f"{connection.version()}, with a certificate that is trusted."))
    else:
        steps.append(Step("TLS", "remark", "There is none: the URL has http.", "Use https beyond your own machine."))
    return connection


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        repair = "Correct the host of endpoint, or ask whoever runs your name server."
        raise _NoWay(Step("name", "bad", f"No address is known for {host}.", repair)) from None
    return [str(entry[4][0]) for entry in found]


def _plain_connection(host: str, port: int, limit: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout=limit)
    except TimeoutError:
        sentence, repair = f"Port {port} does not answer within {limit:g} seconds.", "Look for a firewall in between."
    except OSError as error:
        sentence = f"Port {port} takes no connection: {error.strerror or type(error).__name__}."
        repair = "Start the endpoint, or correct host and port."
    raise _NoWay(Step("connection", "bad", sentence, repair))


def _secured(connection: socket.socket, host: str, target: Target) -> ssl.SSLSocket:
    try:
        context = ssl.create_default_context(cafile=target.ca)
        return context.wrap_socket(connection, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        sentence = f"The endpoint's certificate is not trusted: {error.verify_message}."
        repair = "Name the file of its certificate authority in ca, or have the certificate mended."
    except (OSError, ValueError) as error:
        sentence = f"TLS does not begin: {getattr(error, 'reason', None) or type(error).__name__}."
        repair = "Ask whether this port speaks TLS 1.2 or 1.3."
    connection.close()
    raise _NoWay(Step("TLS", "bad", sentence, repair))


def _ask(connection: socket.socket, target: Target, parts: SplitResult, clock: Clock) -> _Answer:
    seconds = target.limits.timeout
    before = clock.now()
    with _cut_after(seconds, connection) as is_cut:
        try:
            connection.sendall(_request(parts))
            response = HTTPResponse(connection, method="POST")
            response.begin()
        except (OSError, HTTPException, ValueError) as error:
            late = is_cut.is_set() or isinstance(error, TimeoutError)
            raise _NoWay(_no_answer(seconds if late else None)) from None
    if is_cut.is_set():  # the end of a cut connection looks like the end of the header
        raise _NoWay(_no_answer(seconds))
    return _Answer(response.status, response.getheader("Date"), (before + clock.now()) / 2)


@contextmanager
def _cut_after(seconds: float, connection: socket.socket) -> Iterator[threading.Event]:
    """Bound the whole answer: the time limit of a socket begins anew with every byte."""
    is_cut = threading.Event()

    def cut() -> None:
        is_cut.set()
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_cut
    finally:
        timer.cancel()


def _no_answer(seconds: float | None) -> Step:
    what = "no HTTP answer" if seconds is None else f"no answer within {seconds:g} seconds"
    repair = "Ask whether an HTTP server listens there, and whether it needs http or https."
    return Step("answer", "bad", f"A POST got {what}.", repair)


def _request(parts: SplitResult) -> bytes:
    path = quote(parts.path or "/", safe="%/:=&?~#+!$,;'@()*[]")
    query = "?" + quote(parts.query, safe="%/:=&?~#+!$,;'@()*[]") if parts.query else ""
    lines = (
        f"POST {path}{query} HTTP/1.1",
        f"Host: {parts.netloc.encode('idna').decode('ascii') if not parts.netloc.isascii() else parts.netloc}",
        f"User-Agent: token-conformance/{__version__}",
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 0",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _judge_status(status: int) -> Step:
    sentence = f"A POST without parameters is answered with status {status}."
    if 300 <= status < 400:
        return Step("answer", "remark", sentence, "No redirect is followed: write the URL it leads to in endpoint.")
    if status == 404:
        return Step("answer", "remark", sentence, "Look whether the path of endpoint is right.")
    if status >= 500:
        return Step("answer", "remark", sentence, "Look into the endpoint's log: it fails before it is tested.")
    if 200 <= status < 300:
        return Step("answer", "remark", sentence, "Look whether endpoint is the token endpoint: it refuses nothing.")
    return Step("answer", "good", sentence)


def _judge_clock(answer: _Answer, skew: float) -> Step:
    try:
        there = parsedate_to_datetime(answer.date or "").timestamp() + 0.5  # the header has whole seconds
    except (ValueError, TypeError, OverflowError):
        repair = "Without one the endpoint's clock is taken to agree with ours."
        return Step("clock", "remark", "The answer has no Date header that can be read.", repair)
    ahead = there - answer.middle
    if abs(ahead) <= skew / 2 + 0.5:
        return Step("clock", "good", f"The two clocks agree within {max(abs(ahead), 1):.0f} s.")
    side = "ahead of" if ahead > 0 else "behind"
    sentence = f"The endpoint's clock is {abs(ahead):.0f} s {side} ours, more than half of skew = {skew:g}."
    return Step("clock", "remark", sentence, "Set both clocks right; until then the rows about time cannot be judged.")
