"""How a pseudonym may be written: what bytes it may stand for, and how bytes look when they are written so.

A search through millions of derivations cannot write each of them out. So the pseudonym is decoded instead, and only
what begins, goes on or ends with the same four bytes is written out and compared character by character.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

KEY = 4
"""Bytes that are compared first."""
_SHORTEST_FIELD = 8
_SPLIT = re.compile(r"[|:@/._~#-]")
_HEX = re.compile(r"[0-9A-Fa-f]+\Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE62_SWAPPED = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Render = Callable[[bytes], str]


@dataclass(frozen=True)
class Form:
    """One way to read a pseudonym.

    told: in words; text: what is compared with what ``render`` writes; bits: of one character; keys: groups of four
    bytes by which fitting bytes are found; part: whether this is not all of the pseudonym; plain: whether nothing is
    encoded.
    """

    told: str
    text: str
    render: Render
    bits: float
    keys: frozenset[bytes]
    part: bool = False
    plain: bool = False

    def fit(self, data: bytes, encoded: bool) -> tuple[str, float] | None:
        """How these bytes, written in this form, are the pseudonym: in words, and in bits of agreement; else None.

        encoded: whether the bytes are a digest. What only stands in a pseudonym beside something else is a finding
        of this row for digests alone: of a name it is one of PS-NO-IDENTITY.
        """
        if (encoded and self.plain) or (self.part and not encoded):
            return None
        whole = self.render(data)
        if self.text in whole:
            told = f"{self.told}, beside something else" if self.part else self.told
            return told + _cut(self.text, whole), min(len(self.text) * self.bits, len(data) * 8)
        if encoded and not self.part and len(whole) >= 2 * _SHORTEST_FIELD and whole in self.text:
            return f"{self.told}, beside something else", len(whole) * self.bits
        return None


def _cut(text: str, whole: str) -> str:
    if text == whole:
        return ""
    if whole.startswith(text):
        return f", first {len(text)} characters"
    if whole.endswith(text):
        return f", last {len(text)} characters"
    start = whole.index(text)
    return f", characters {start + 1} to {start + len(text)}"


@lru_cache(maxsize=64)  # each family of derivations asks for the same ones
def forms_of(pseudonym: str) -> tuple[Form, ...]:
    """Every way to read a pseudonym: whole, its longest field, each forwards and backwards."""
    fields = sorted(_SPLIT.split(pseudonym), key=len)
    texts = [(pseudonym, False)]
    if len(fields) > 1 and len(fields[-1]) >= _SHORTEST_FIELD and not _UUID.match(pseudonym.lower()):
        texts.append((fields[-1], True))
    return tuple(
        form
        for text, part in texts
        for way in (text, text[::-1])
        for form in _forms(way, ", backwards" if way != text else "", part)
        if not (part and form.plain)
    )


def _forms(text: str, turned: str, part: bool) -> Iterator[Form]:
    for make in (_raw, _hexadecimal, _mixed_endian, _uuid, _base64, _base64_of_hex, _base32, _decimal, _based):
        for told, shown, render, bits, keys in make(text):
            yield Form(told + turned, shown, render, bits, frozenset(keys), part, make is _raw)


Read = Iterator[tuple[str, str, Render, float, set[bytes]]]


def _raw(text: str) -> Read:
    data = text.encode()
    if len(data) >= KEY:
        yield "", text, lambda made: made.decode("utf-8", "replace"), 5.0, {data[:KEY], data[-KEY:]}


# --- hexadecimal ------------------------------------------------------------------------------------------------


def _digits(text: str) -> str | None:
    plain = text.strip("{}").replace("-", "").replace(":", "")
    return plain.lower() if _HEX.match(plain) and len(plain) >= 2 * KEY else None


def _hexadecimal(text: str) -> Read:
    digits = _digits(text)
    if digits is None:
        return
    upper = ", in upper case" if any(map(str.isupper, text)) else ""
    keys = {bytes.fromhex(digits[: 2 * KEY]), bytes.fromhex(digits[-2 * KEY :])}
    written = "written as a UUID" if _UUID.match(text.lower()) else "in hex"
    yield f", {written}{upper}", digits, bytes.hex, 4.0, keys
    yield f", in hex, its bytes backwards{upper}", digits, lambda made: made[::-1].hex(), 4.0, {k[::-1] for k in keys}
    inner = bytes.fromhex(digits[: len(digits) // 2 * 2])
    if inner[: 2 * KEY].isascii() and _HEX.match(inner[: 2 * KEY].decode()):
        key = bytes.fromhex(inner[: 2 * KEY].decode())
        yield ", in hex, in hex again", digits, lambda made: made.hex().encode().hex(), 4.0, {key}


def _mixed_endian(text: str) -> Read:
    """A GUID of .NET, whose first three fields are written backwards."""
    digits = _digits(text)
    if digits is not None and len(digits) == 32:
        key = bytes.fromhex(digits[:8])[::-1]
        yield ", written as a GUID of .NET", digits, lambda made: _swapped(made[:16]).hex(), 4.0, {key}


def _swapped(data: bytes) -> bytes:
    return data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]


def _uuid(text: str) -> Read:
    """A UUID into which a version and the variant were written; those six bits say nothing."""
    digits = _digits(text)
    if digits is not None and len(digits) == 32 and digits[16] in "89ab":
        told = f", as a UUID of version {digits[12]}"
        masked = _masked(digits)
        yield told, masked, lambda made: _masked(made[:16].hex()), 3.8, {bytes.fromhex(digits[:8])}
        swapped = _swapped(bytes.fromhex(digits))[:KEY]
        guid = f"{told} of .NET"
        yield guid, masked, lambda made: _masked(_swapped(made[:16]).hex()), 3.8, {swapped}


def _masked(digits: str) -> str:
    return f"{digits[:12]}.{digits[13:16]}{int(digits[16:17] or '0', 16) % 4}{digits[17:]}"


# --- base64 and its like ----------------------------------------------------------------------------------------


def _base64(text: str) -> Read:
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    keys = {key for start in range(4) for key in _decoded_keys(plain[start:], start == 0)}
    if keys:
        told = ", in base64" if "=" in text or set(text) & set("+/") else ", in base64url"
        yield told, plain, lambda made: base64.b64encode(made).decode().rstrip("="), 6.0, keys


def _decoded_keys(text: str, beginning: bool) -> Iterator[bytes]:
    try:
        data = base64.b64decode(text[: len(text) // 4 * 4] + _padded(text[len(text) // 4 * 4 :]), validate=True)
    except (ValueError, binascii.Error):
        return
    if len(data) >= KEY:
        yield data[-KEY:]
        if beginning:
            yield data[:KEY]


def _padded(rest: str) -> str:
    return rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""


def _base64_of_hex(text: str) -> Read:
    """Base64 of the text of a digest in hex, a slip of languages whose digests are texts."""
    plain = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    for upper in (False, True):
        inner = next((key for key in _decoded_keys(plain[:12], True)), b"")
        try:
            start = base64.b64decode(plain[:12], validate=True)[: 2 * KEY].decode()
        except ValueError:
            return
        if not inner or len(start) < 2 * KEY or not _HEX.match(start):
            return
        told = f", in hex{' in upper case' if upper else ''}, in base64"
        yield told, plain, lambda made, u=upper: _hex_in_base64(made, u), 3.0, {bytes.fromhex(start)}  # type: ignore[misc]


def _hex_in_base64(data: bytes, upper: bool) -> str:
    digits = data.hex().upper() if upper else data.hex()
    return base64.b64encode(digits.encode()).decode().rstrip("=")


def _base32(text: str) -> Read:
    plain = text.rstrip("=").upper()
    cased = ", in lower case" if any(map(str.islower, text)) else ""
    for told, encode, decode in (
        (", in base32", base64.b32encode, base64.b32decode),
        (", in base32 of the extended hex alphabet", base64.b32hexencode, base64.b32hexdecode),
    ):
        try:
            data = decode(plain[:8])
        except (ValueError, binascii.Error):
            continue
        if len(data) >= KEY:
            yield told + cased, plain, lambda made, e=encode: e(made).decode().rstrip("="), 5.0, {data[:KEY]}  # type: ignore[misc]


# --- numbers ----------------------------------------------------------------------------------------------------


def _decimal(text: str) -> Read:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) < 8:
        return
    number = int(text)
    if text == digits:
        yield ", as a number", text, lambda made: str(int.from_bytes(made, "big")), 3.3, _keys_of(number)
        half = ", its first 8 bytes as a number"
        yield half, text, lambda made: str(int.from_bytes(made[:8], "big")), 3.3, _keys_of(number)
    for size in (4, 8):
        if -(256**size) // 2 <= number < 256**size // 2:
            key = number.to_bytes(size, "big", signed=True)[:KEY]
            told = f", its first {size} bytes as a signed number"
            yield told, text, lambda made, s=size: str(int.from_bytes(made[:s], "big", signed=True)), 3.3, {key}  # type: ignore[misc]


def _keys_of(number: int) -> set[bytes]:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return {data[:KEY].rjust(KEY, b"\0"), data[-KEY:].rjust(KEY, b"\0")}


def _based(text: str) -> Read:
    """A digest as one large number in base 58 or 62."""
    for told, alphabet in ((", in base58", _BASE58), (", in base62", _BASE62), (", in base62", _BASE62_SWAPPED)):
        if len(text) >= _SHORTEST_FIELD and set(text) <= set(alphabet):
            number = 0
            for character in text:
                number = number * len(alphabet) + alphabet.index(character)
            yield told, text, lambda made, a=alphabet: _in_base(made, a), 5.8, _keys_of(number)  # type: ignore[misc]


def _in_base(data: bytes, alphabet: str) -> str:
    number, found = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(alphabet))
        found = alphabet[rest] + found
    return found
