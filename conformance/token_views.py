"""The same tokens as text, as bytes and as the text inside them: a bound that holds in one view holds for the token."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2

_SEPARATORS = re.compile(r"([^0-9A-Za-z]+)")
_PAD = " "
_PRINTABLE = re.compile(r"[\x20-\x7e]*\Z")
_LAYERS = 2
"""How often a decoded text is decoded again (base64 of hex of …)."""


@dataclass(frozen=True)
class View:
    """Rows of one length, one a token in the order of the grants. In a binary view each character is a byte."""

    rows: tuple[str, ...]
    binary: bool

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The characters that stand at each place, one a token."""
        return list(zip(*self.rows, strict=True))

    def bits(self, symbols: set[str]) -> float:
        """At most how many bits a character holds that is one of the kind of ``symbols``."""
        return 8.0 if self.binary else log2(max(_alphabet(symbols - {_PAD}), 1))


def views_of(tokens: Sequence[str]) -> Iterator[View]:
    """Give the views of some tokens: what can be read from one can be read from the tokens, and the other way round."""
    yield from _views(tuple(tokens), _LAYERS)


def _views(texts: tuple[str, ...], layers: int) -> Iterator[View]:
    yield View(_aligned(texts), binary=False)
    if not layers:
        return
    for decode in (_hex, _base64, _base64_segments):
        found = [decode(text) for text in texts]
        whole = tuple(one.decode("latin-1") for one in found if one is not None)
        if len(whole) < len(texts) or len(set(whole)) < len(set(texts)):
            continue
        if all(_PRINTABLE.match(one) for one in whole):
            yield from _views(whole, layers - 1)
        else:
            yield View(_padded(whole), binary=True)


def _alphabet(symbols: set[str]) -> int:
    """The size of the smallest usual alphabet that has these symbols."""
    digits = 10 if any(one in "0123456789" for one in symbols) else 0
    lower, upper = ({one for one in symbols if first <= one <= last} for first, last in ("az", "AZ"))
    rest = len(symbols) - len(lower) - len(upper) - sum(one in "0123456789" for one in symbols)
    return digits + _letters(lower, "abcdef") + _letters(upper, "ABCDEF") + rest


def _letters(found: set[str], of_hex: str) -> int:
    if not found:
        return 0
    return 6 if found <= set(of_hex) else 26


# --- alignment --------------------------------------------------------------------------------------------------


def _aligned(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Bring rows to one length: field by field where separators cut all of them alike, else at their ends."""
    if len({len(text) for text in texts}) == 1:
        return texts
    fields = [_SEPARATORS.split(text) for text in texts]
    if len({len(one) for one in fields}) == 1 and len(fields[0]) > 1:
        return tuple(map("".join, zip(*(_padded(column) for column in zip(*fields, strict=True)), strict=True)))
    places = enumerate(zip(*texts, strict=False))
    start = next((place for place, found in places if len(set(found)) > 1), min(map(len, texts)))
    return _padded(tuple(text[start:] for text in texts))


def _padded(texts: Sequence[str]) -> tuple[str, ...]:
    width = max(map(len, texts))
    return tuple(text.rjust(width, _PAD) for text in texts)


# --- decoding ---------------------------------------------------------------------------------------------------


def _hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return None


def _base64(text: str) -> bytes | None:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


def _base64_segments(text: str) -> bytes | None:
    """The segments of a JWT or of its like, each decoded by itself."""
    decode: Callable[[str], bytes | None] = _base64
    parts = [decode(part) for part in text.split(".")]
    if len(parts) < 2 or any(part is None for part in parts):
        return None
    return b".".join(part for part in parts if part is not None)
