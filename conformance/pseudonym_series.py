"""What several pseudonyms of one provider show together: a counter, a clock, or too few bits to be chance.

Each verdict is an upper bound on what varies, so that honest randomness of 64 bits is never taken for a pattern.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import log2

from conformance.pseudonym_facts import Seen
from conformance.token_views import View, views_of
from conformance.unguessable import ENOUGH_BITS, FEWEST, why_guessable

NEAR = 2**16
"""How far two values of one counter lie apart at most; two random numbers of 64 bits are so near once in 2**47."""
SPARSE = 10_000
"""Of how many values of their width one, at most, would lie that near."""
FRESH = 600
"""Seconds between a sign-in and the clock reading in a pseudonym that was made at it."""
FEW_BITS = 32
"""A pseudonym of fewer can be gone through one by one, even over the wire."""
_CHANCE = 1e-6
_ALPHABETS = (10, 16, 36, 62, 95)
_HEX_DIGITS = set("0123456789abcdefABCDEF")
_START_OF_UUID = 0x01B21DD213814000
"""Between 1582-10-15 and 1970-01-01, in units of 100 ns (RFC 9562, section 5.1)."""
_EARLIEST = 1_104_537_600
"""2005-01-01 as Unix time: no provider made pseudonyms for an iSHARE client before."""


def why_counted(seen: Sequence[Seen]) -> str | None:
    """Say how the pseudonyms follow one another, where they count; None else, or where there is only one."""
    values = distinct(seen)
    if len(values) < 2:
        return None
    return next((told for view in views_of(values) for told in _near(view)), None)


def distinct(seen: Sequence[Seen]) -> list[str]:
    """The pseudonyms in the order in which they were seen first."""
    return list(dict.fromkeys(one.pseudonym for one in seen))


def _near(view: View) -> Iterator[str]:
    rows = list(view.rows) if view.binary else [row.lstrip() for row in view.rows]
    start = _shared_start(rows)
    end = _shared_start([row[start:][::-1] for row in rows])
    middles = [row[start : len(row) - end] for row in rows]
    width = max(sum(view.binary or one.isalnum() for one in row) for row in rows)
    for told, base, numbers in _numbers(middles, view.binary):
        apart = max(numbers) - min(numbers)
        # short values lie near each other by chance
        if 0 < apart <= min(NEAR, base**width // SPARSE) and len(set(numbers)) == len(rows):
            yield f"the values differ by a number of {apart} at most, {told}: a counter"


def _shared_start(rows: Sequence[str]) -> int:
    """How many characters all rows begin with."""
    columns = enumerate(zip(*rows, strict=False))
    return next((place for place, found in columns if len(set(found)) > 1), min(map(len, rows)))


def _numbers(texts: Sequence[str], binary: bool) -> Iterator[tuple[str, int, list[int]]]:
    if binary:
        rows = [text.encode("latin-1") for text in texts]
        for told, order in (("read as bytes", "big"), ("read as bytes from the end", "little")):
            yield told, 256, [int.from_bytes(row, order) for row in rows]  # type: ignore[arg-type]
        return
    for told, base, digits in (("read in decimal", 10, "0123456789"), ("read in hex", 16, _HEX_DIGITS)):
        if all(set(text.strip()) <= set(digits) for text in texts):
            yield told, base, [int(text.strip() or "0", base) for text in texts]


# --- clocks -----------------------------------------------------------------------------------------------------

_UNITS = {"seconds": 1.0, "milliseconds": 1e3, "microseconds": 1e6, "nanoseconds": 1e9}


def why_timed(seen: Sequence[Seen]) -> str | None:
    """Say which clock the pseudonyms show; None where they show none."""
    by_value = {one.pseudonym: one for one in reversed(seen)}
    reasons: tuple[Callable[[Mapping[str, Seen]], str | None], ...] = (_of_uuids, _of_object_ids, _of_numbers)
    return next((told for reason in reasons if (told := reason(by_value))), None)


def _of_uuids(seen: Mapping[str, Seen]) -> str | None:
    """UUIDs of version 1 or 6: one that is as old as the sign-in, or several of a likely age."""
    readings = {value: moment for value in seen if (moment := _uuid_time(value)) is not None}
    likely = {value: at for value, at in readings.items() if _EARLIEST < at < seen[value].at + FRESH}
    fresh = [value for value, at in likely.items() if abs(at - seen[value].at) <= FRESH]
    if not fresh and len(likely) < 2:
        return None
    value = (fresh or list(likely))[0]
    return f"it is a UUID of version {value.replace('-', '')[12]}, which holds its time: {_written(likely[value])}"


def _uuid_time(value: str) -> float | None:
    try:
        read = uuid.UUID(value)
    except ValueError:
        return None
    if read.variant != uuid.RFC_4122 or read.version not in {1, 6}:
        return None
    count = read.time if read.version == 1 else (read.int >> 80 << 12) | (read.int >> 64 & 0xFFF)
    return (count - _START_OF_UUID) / 1e7


def _of_object_ids(seen: Mapping[str, Seen]) -> str | None:
    """ObjectIds of MongoDB: seconds, five bytes of the process, a counter; two of one process tell."""
    values = [value for value in seen if len(value) == 24 and set(value) <= _HEX_DIGITS]
    for first, second in pairwise(sorted(values, key=lambda value: value[8:])):
        times = [int(value[:8], 16) for value in (first, second)]
        apart = abs(int(first[18:], 16) - int(second[18:], 16))
        if first[8:18] == second[8:18] and min(times) > _EARLIEST and apart <= NEAR:
            return f"it is an ObjectId of seconds, process and counter: {_written(times[0])}"
    return None


def _of_numbers(seen: Mapping[str, Seen]) -> str | None:
    """A number that is the time of the sign-in, with too little beside it."""
    for value, one in seen.items():
        for told, digits, moment in _moments(value):
            beside = len("".join(filter(str.isalnum, value))) - len(digits)
            if abs(moment - one.at) <= FRESH and beside * log2(62) < ENOUGH_BITS:
                rest = f", and {beside} characters beside it" if beside else ""
                return f"it is the time of its making in {told}{rest}: {_written(moment)}"
    return None


def _moments(value: str) -> Iterator[tuple[str, str, float]]:
    for digits in re.findall(r"(?<!\d)(?:\d{10}|\d{13}|\d{16}|\d{19})(?!\d)", value):
        told = list(_UNITS)[(len(digits) - 10) // 3]
        yield told, digits, int(digits) / _UNITS[told]
    for digits in re.findall(r"(?<!\d)20\d{12}(?!\d)", value):
        try:
            yield "date and time", digits, datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    if set(value) <= _HEX_DIGITS:
        for told, width in zip(_UNITS, (8, 11, 13, 16), strict=True):
            if len(value.lstrip("0")) == width:
                yield f"{told}, in hex", value, int(value, 16) / _UNITS[told]


def _written(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"


# --- bits -------------------------------------------------------------------------------------------------------


def why_few_bits(seen: Sequence[Seen]) -> str | None:
    """Say why the values hold too little chance, however they were made; None where they may hold enough."""
    values = distinct(seen)
    if len(values) >= FEWEST:
        return why_guessable(values)
    symbols = "".join(values)
    if not symbols:
        return None
    longest = max(map(len, values))
    bits = longest * log2(_largest_alphabet(symbols))
    if bits >= FEW_BITS:
        return None
    return f"it has {longest} characters, which is {bits:.0f} bits at most"


def _largest_alphabet(symbols: str) -> int:
    """The largest alphabet that characters like these come from, unless it were less than once in a million."""
    smallest = _kind(set(symbols))
    return max(size for size in _ALPHABETS if size == smallest or _is_likely(smallest, size, len(symbols)))


def _is_likely(smallest: int, size: int, length: int) -> bool:
    return size > smallest and (smallest / size) ** length >= _CHANCE


def _kind(symbols: set[str]) -> int:
    if symbols <= set("0123456789"):
        return 10
    if symbols <= set("0123456789abcdef") or symbols <= set("0123456789ABCDEF"):
        return 16
    if all(one.isalnum() and one.isascii() for one in symbols):
        return 36 if len({one.islower() for one in symbols if one.isalpha()}) == 1 else 62
    return 95
