"""What comes in and what goes out, as HTTP has it: requests that were read, answers that will be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

Headers = tuple[tuple[str, str], ...]


class Wire(Protocol):
    """The way back to the client, for answers that are written in an odd manner."""

    def send(self, data: bytes) -> None:
        """Write these bytes at once; raises OSError when the client has gone."""

    def pause(self, seconds: float) -> bool:
        """Wait in real time; True when the server was stopped meanwhile."""

    def reset(self) -> None:
        """Close the connection with a TCP reset: what was not read yet is lost."""

    def end_server(self, back_in: float | None = None) -> None:
        """Stop the whole server: no connection is taken any more and the open ones are closed.

        back_in: real seconds after which there is one again; by default there is none.
        """


@dataclass
class Connection:
    """One kept-alive connection; what a forgetful programmer keeps here outlives the request."""

    number: int
    requests: int = 0
    notes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """A request that was read whole. `path` and `query` are as sent, not decoded."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    connection: Connection
    version: str = "HTTP/1.1"

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every value of this header, in order; the name in any letter case."""
        wanted = name.lower()
        return tuple([value for each, value in self.headers if each.lower() == wanted])

    def header(self, name: str) -> str | None:
        """The first value of this header, or None."""
        return next(iter(self.all_headers(name)), None)

    @property
    def wants_close(self) -> bool:
        """Whether the connection ends with this request (RFC 9112, section 9.3)."""
        options = {option.strip().lower() for value in self.all_headers("Connection") for option in value.split(",")}
        return "close" in options or self.version == "HTTP/1.0"


@dataclass(frozen=True)
class Unreadable:
    """A request that could not be read: the status that fits, and what was wrong, by name and in words."""

    status: int
    cause: str
    description: str
    connection: Connection


Message = Incoming | Unreadable


@dataclass(frozen=True)
class Outgoing:
    """An answer. Its headers are written exactly as they stand here, in this order and spelling.

    `Date` and `Content-Length` are added at the end where they are missing, unless `dated` or `measured` is false.
    With `write` that function writes the answer instead, and the connection is closed when it returns.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    reason: str | None = None
    close: bool = False
    dated: bool = True
    measured: bool = True
    write: Callable[[Wire, Outgoing], None] | None = None
    protocol: str = "HTTP/1.1"
    interim: bytes = b""
    """Written in front of the answer as it is, such as `100 Continue`."""

    def has_header(self, name: str) -> bool:
        """Whether a header of this name stands in the answer, in any letter case."""
        wanted = name.lower()
        return wanted in [each.lower() for each, _ in self.headers]


def head_bytes(answer: Outgoing) -> bytes:
    """Status line, headers and the empty line behind them."""
    lines = [
        f"{answer.protocol} {answer.status} {answer.reason if answer.reason is not None else phrase(answer.status)}"
    ]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def phrase(status: int) -> str:
    """The usual words for a status; empty for a status that nobody knows."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
