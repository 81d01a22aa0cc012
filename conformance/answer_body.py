"""Reads the body of an answer within limits of size: what comes over the wire, and what it becomes when unpacked.

A kilobyte of gzip can be a megabyte of text, so the limit holds on both sides, and what lies beyond it is never made.
"""

import zlib
from collections.abc import Iterable

LARGEST_ANSWER = 1_000_000
"""Bytes of an answer's body that are read; no token answer comes near it."""
LARGEST_HEAD = 131_072
"""Bytes of an answer's header fields in all; most clients take far less."""
_EITHER_HEAD = 47
"""Has zlib tell a gzip stream from a deflate one by its head (RFC 9110, section 8.4.1)."""
_NO_HEAD = -15
_PACKED = ("gzip", "x-gzip", "deflate")


def read_body(parts: Iterable[bytes], coding: str) -> bytes | None:
    """Give a body that comes in ``parts``, unpacked where its Content-Encoding says so; None beyond the limit.

    One that is not what its coding says, or has a coding that nobody asked for beside these, stays as it came. Raises
    whatever the parts raise.
    """
    packed = bytearray()
    for part in parts:
        packed += part
        if len(packed) > LARGEST_ANSWER:
            return None
    body = _unpacked(bytes(packed)) if coding.strip().lower() in _PACKED else bytes(packed)
    return None if len(body) > LARGEST_ANSWER else body


def is_large_head(headers: Iterable[tuple[str, str]]) -> bool:
    """Tell whether header fields are more than anybody should have to keep."""
    return sum(len(name) + len(value) for name, value in headers) > LARGEST_HEAD


def _unpacked(packed: bytes) -> bytes:
    for window in (_EITHER_HEAD, _NO_HEAD):
        try:
            return _members(packed, window)
        except zlib.error:
            continue
    return packed


def _members(packed: bytes, window: int) -> bytes:
    """Unpack one stream after the other, as far as one byte beyond the limit."""
    body = bytearray()
    while packed and len(body) <= LARGEST_ANSWER:
        unpacking = zlib.decompressobj(window)
        body += unpacking.decompress(packed, LARGEST_ANSWER + 1 - len(body))
        packed = unpacking.unused_data
    return bytes(body)
