"""A zip that has one form alone: the same members give the same bytes, on every machine and with every Python.

Members are stored as they are, in the order of their names, with one date and one mode. So whoever reads such a file
can build it again from its members, and any byte that differs was changed, wherever in the file it lies.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UNIX, _MODE, _DATE = 20, 3 << 8, 0o100644 << 16, 0x21  # PKZIP 2.0, a plain file, 1 January 1980
_LARGEST = 2**32 - 1  # bytes; beyond it a zip has another form
LOCAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x05\x06"


class BrokenArchiveError(ValueError):
    """What was read has not the form of such a zip; the sentence says where."""


@dataclass(frozen=True)
class Part:
    """A stretch of a packed archive, and what a reader calls it."""

    name: str
    content: bytes


def pack(members: Mapping[str, bytes]) -> bytes:
    """Give the bytes of the zip. Names are ASCII. Raises ValueError where it would grow beyond 4 GB."""
    return b"".join(part.content for part in parts_of(members))


def parts_of(members: Mapping[str, bytes]) -> tuple[Part, ...]:
    """Give the zip in its parts, so that a byte of it can be told by name."""
    parts, directory, offset = [], [], 0
    for name in sorted(members):
        content, encoded = members[name], name.encode("ascii", "backslashreplace")
        if offset + len(content) > _LARGEST:
            raise ValueError("a bundle cannot be larger than 4 GB")
        facts = (0, 0, 0, _DATE, zlib.crc32(content), len(content), len(content), len(encoded), 0)
        local = _LOCAL.pack(LOCAL_SIGN, _VERSION, *facts) + encoded
        central = _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, *facts, 0, 0, 0, _MODE, offset) + encoded
        parts += [Part(f"the header before {name}", local), Part(name, content)]
        directory.append(Part(f"the entry of {name} in the directory", central))
        offset += len(local) + len(content)
    size = sum(len(part.content) for part in directory)
    end = _END.pack(END_SIGN, 0, 0, len(members), len(members), size, offset, 0)
    return (*parts, *directory, Part("the record at its end", end))


@dataclass(frozen=True)
class Stored(Part):
    """A member as the directory of a zip has it. fits: whether its content has the checksum that stands there."""

    fits: bool = True


def unpack(packed: bytes) -> tuple[Stored, ...]:
    """Give the members as the directory of the zip has them, also twice the same name; nothing is decompressed.

    Raises BrokenArchiveError where it cannot be read so.
    """
    try:
        return tuple(_members(packed))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise BrokenArchiveError("its directory leads nowhere") from None


def _members(packed: bytes) -> Iterator[Stored]:
    end = len(packed) - _END.size
    sign, _, _, number, _, _, at, _ = _END.unpack_from(packed, max(end, 0))
    if sign != END_SIGN:
        raise BrokenArchiveError("the record at its end is not one")
    for _ in range(number):
        entry = _CENTRAL.unpack_from(packed, at)
        sign, method, checksum, size, length, offset = (entry[index] for index in (0, 4, 7, 8, 10, 16))
        name = packed[at + _CENTRAL.size : at + _CENTRAL.size + length].decode("ascii")
        start = offset + _LOCAL.size + length
        if sign != b"PK\x01\x02" or not name or start + size > end:
            raise BrokenArchiveError("an entry of its directory is not one")
        if method != 0:
            raise BrokenArchiveError(f"{name} is compressed, so another program has packed it")
        content = packed[start : start + size]
        yield Stored(name, content, zlib.crc32(content) == checksum)
        at += _CENTRAL.size + length + entry[11] + entry[12]


def first_difference(packed: bytes, members: Mapping[str, bytes]) -> str | None:
    """Say what is called the part where a file differs from the zip of these members; None where it is that zip."""
    at = 0
    for part in parts_of(members):
        if packed[at : at + len(part.content)] != part.content:
            return part.name
        at += len(part.content)
    return None if at == len(packed) else "what stands behind its end"
