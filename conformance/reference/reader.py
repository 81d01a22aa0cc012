"""Reads one HTTP/1.1 request from a stream, strictly (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedIOBase
from urllib.parse import urlsplit

from conformance.reference.message import Connection, Headers, Incoming, Message, Unreadable

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VERSION = re.compile(r"HTTP/(\d)\.(\d)")
_SPOILED_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Limits:
    """How much is read, in bytes; `header_lines` counts lines."""

    request_line: int = 64 * 1024
    header_block: int = 64 * 1024
    header_lines: int = 100
    body: int = 4 * 1024 * 1024


class _SpoiledError(Exception):
    """Ends the reading of a request; carries status, cause and description."""

    def __init__(self, status: int, cause: str, description: str) -> None:
        super().__init__(description)
        self.status, self.cause, self.description = status, cause, description


class _HungUpError(Exception):
    """The client closed the connection before its request was whole."""


def read_request(
    stream: BufferedIOBase, connection: Connection, limits: Limits, say_continue: Callable[[], None]
) -> Message | None:
    """The next request on this connection; None when the client has closed it.

    `say_continue` is called when the client waits for leave to send its body (RFC 9110, section 10.1.1).
    """
    try:
        method, target, version = _request_line(stream, limits)
        headers = _headers(stream, limits)
        _check_head(version, headers)
        path, query = _path_and_query(target)
        asked = Incoming(method, path, query, headers, b"", connection, version)
        if (asked.header("Expect") or "").lower() == "100-continue":
            say_continue()
        return Incoming(method, path, query, headers, _body(stream, asked, limits), connection, version)
    except _SpoiledError as spoiled:
        return Unreadable(spoiled.status, spoiled.cause, spoiled.description, connection)
    except (_HungUpError, OSError):
        return None


def _line(stream: BufferedIOBase, limit: int, too_long: _SpoiledError) -> str:
    line = stream.readline(limit + 2)
    if not line:
        raise _HungUpError
    if len(line) > limit:
        raise too_long
    if not line.endswith(b"\n"):
        raise _HungUpError
    return line.rstrip(b"\r\n").decode("latin-1")


def _request_line(stream: BufferedIOBase, limits: Limits) -> tuple[str, str, str]:
    too_long = _SpoiledError(414, "request-line-too-long", "The request line is too long")
    line = _line(stream, limits.request_line, too_long) or _line(stream, limits.request_line, too_long)
    words = line.split(" ")
    if len(words) != 3 or not _NAME.fullmatch(words[0]) or not words[1]:
        raise _SpoiledError(400, "malformed-request", "The request line is malformed")
    version = _VERSION.fullmatch(words[2])
    if version is None:
        raise _SpoiledError(400, "malformed-request", "The version is malformed")
    if version[1] != "1":
        raise _SpoiledError(505, "unknown-version", "This version of HTTP is not served")
    return words[0], words[1], words[2]


def _headers(stream: BufferedIOBase, limits: Limits) -> Headers:
    too_large = _SpoiledError(431, "header-too-large", "The header is too large")
    headers: list[tuple[str, str]] = []
    left = limits.header_block
    while line := _line(stream, left, too_large):
        left -= len(line)
        field = _field(line)
        if field is None:
            raise _SpoiledError(400, "malformed-request", "A header line is malformed")
        headers.append(field)
        if len(headers) > limits.header_lines:
            raise too_large
    return tuple(headers)


@lru_cache(maxsize=256)  # a client sends nearly the same lines each time
def _field(line: str) -> tuple[str, str] | None:
    """The name and the value of a header line; None where it is malformed."""
    name, colon, value = line.partition(":")
    if not colon or not _NAME.fullmatch(name) or _SPOILED_VALUE.search(value):
        return None
    return name, value.strip(" \t")


def _check_head(version: str, headers: Headers) -> None:
    hosts = [value for name, value in headers if name.lower() == "host"]
    if len(hosts) > 1 or (not hosts and version != "HTTP/1.0"):
        raise _SpoiledError(400, "malformed-request", "One Host header is needed")


def _path_and_query(target: str) -> tuple[str, str]:
    if target.startswith("/"):
        path, _, query = target.partition("#")[0].partition("?")
        return path, query
    try:
        parts = urlsplit(target)
    except ValueError:
        raise _SpoiledError(400, "malformed-request", "The target is malformed") from None
    return parts.path or "/", parts.query


def _body(stream: BufferedIOBase, asked: Incoming, limits: Limits) -> bytes:
    codings = asked.all_headers("Transfer-Encoding")
    lengths = set(asked.all_headers("Content-Length"))
    if codings:
        if ",".join(codings).strip().lower() != "chunked":
            raise _SpoiledError(501, "unknown-transfer-coding", "This transfer coding is not served")
        if lengths:
            raise _SpoiledError(400, "malformed-request", "Both Content-Length and Transfer-Encoding")
        return _chunked(stream, limits)
    if not lengths:
        return b""
    length = lengths.pop()
    if lengths or not re.fullmatch(r"[0-9]{1,18}", length):
        raise _SpoiledError(400, "malformed-request", "The Content-Length is malformed")
    if int(length) > limits.body:
        raise _SpoiledError(413, "body-too-large", "The body is too large")
    return _exactly(stream, int(length))


def _exactly(stream: BufferedIOBase, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise _HungUpError
    return data


def _chunked(stream: BufferedIOBase, limits: Limits) -> bytes:
    malformed = _SpoiledError(400, "malformed-request", "A chunk is malformed")
    parts: list[bytes] = []
    total = 0
    while size := _chunk_size(_line(stream, 1024, malformed), malformed):
        total += size
        if total > limits.body:
            raise _SpoiledError(413, "body-too-large", "The body is too large")
        parts.append(_exactly(stream, size))
        if _exactly(stream, 2) != b"\r\n":
            raise malformed
    while _line(stream, limits.header_block, malformed):
        pass  # trailers are read and not used
    return b"".join(parts)


def _chunk_size(line: str, malformed: _SpoiledError) -> int:
    size = line.partition(";")[0].strip()
    if not re.fullmatch(r"[0-9A-Fa-f]{1,15}", size):
        raise malformed
    return int(size, 16)
