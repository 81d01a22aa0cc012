"""Whether tokens, codes or pseudonyms show a pattern by which the next one can be guessed (RFC 6749, section 10.10).

What is judged is an upper bound: the part that varies from value to value, in the widest alphabet that its characters
belong to, less what merely grows. Honest values of 64 bits or more are never accused; see ``NOT_DETECTABLE`` for
what cannot be seen from outside.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import factorial, prod

from conformance.token_views import View, views_of

ENOUGH_BITS = 64
FEWEST = 16
"""How many distinct values it takes to tell a pattern from chance."""
SURE_ORDER = 10**12
"""A part grows from value to value only where chance would order it so once in that many times, or less often."""
LIKELY_ORDER = 10**6
"""Where a part that surely grows is taken to end: what follows may be random, and be in order by luck."""
PLENTY_BITS = 512
"""A token that varies this much is not looked through for parts that grow: no counter and no clock is so long."""

NOT_DETECTABLE = (
    "a digest of a counter or of a clock (MD5, SHA-256, HMAC with a key that leaked)",
    "a generator that is not cryptographic but fills 64 bits or more (Mersenne Twister, xorshift, java.util.Random)",
    "a generator that was seeded from the clock",
    "a counter or a clock that is encrypted, with a good key or a bad one",
    "a token that a second server or a restart repeats",
)
"""What no number of tokens shows to someone who does not know how they were made."""


def why_guessable(values: Sequence[str]) -> str | None:
    """Say by which pattern the next of these distinct values can be guessed, in the order of their making; else None.

    Raises ``ValueError`` for fewer than 16 distinct values.
    """
    if len(set(values)) < max(FEWEST, len(values)):
        raise ValueError(f"{FEWEST} distinct values are needed, in the order of their making")
    return next((told for view in views_of(values) for told in _patterns(view)), None)


def _patterns(view: View) -> Iterator[str]:
    if _has_constant_step(view):
        yield "each token is the one before plus a constant: a counter"
    varying = _varying(view.columns)
    symbols = {one for column in varying.values() for one in column}
    each = view.bits(symbols)
    if len(varying) * each < ENOUGH_BITS:
        yield f"{len(varying)} of {len(view.rows[0])} characters vary, which is {len(varying) * each:.0f} bits at most"
        return
    growing = _growing(view, sorted(varying)) if len(varying) * each < PLENTY_BITS else set()
    left = (len(varying) - len(growing)) * each
    if left < ENOUGH_BITS:
        yield f"a part grows like a counter or a clock, and what varies beside it is {left:.0f} bits at most"


def _varying(columns: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The places whose characters vary; of places that always show the same character one counts."""
    known: set[tuple[str, ...]] = set()
    found = {}
    for place, column in enumerate(columns):
        if len(set(column)) > 1 and column not in known:
            known.add(column)
            found[place] = column
    return found


# --- growth -----------------------------------------------------------------------------------------------------


def _growing(view: View, places: Sequence[int]) -> set[int]:
    """The places of every part that grows (or shrinks) from value to value, read forwards or backwards."""
    columns = view.columns
    found: set[int] = set()
    for order in (places, places[::-1]):
        for backwards in (False, True):
            found |= _growing_one_way([(place, columns[place][:: -1 if backwards else 1]) for place in order])
    return found


def _growing_one_way(columns: Sequence[tuple[int, tuple[str, ...]]]) -> set[int]:
    found: set[int] = set()
    start = 0
    while start < len(columns):
        end = _end_of_growth(columns, start)
        found |= {place for place, _ in columns[start:end]}
        start = max(end, start + 1)
    return found


def _end_of_growth(columns: Sequence[tuple[int, tuple[str, ...]]], start: int) -> int:
    """Where the shortest part ends that begins at ``start`` and surely grows; ``start`` itself where none does."""
    if list(columns[start][1]) != sorted(columns[start][1]):
        return start
    parts = [""] * len(columns[start][1])
    likely = None
    for end, (_, column) in enumerate(columns[start:], start + 1):
        parts = [part + character for part, character in zip(parts, column, strict=True)]
        if any(first > second for first, second in pairwise(parts)):
            return start
        orders = _orders(parts)
        likely = end if likely is None and orders >= LIKELY_ORDER else likely
        if orders >= SURE_ORDER and likely is not None:
            return likely
    return start


def _orders(parts: Sequence[str]) -> int:
    """In how many orders these parts could stand: the odds against their standing in this one by chance."""
    return factorial(len(parts)) // prod(factorial(parts.count(one)) for one in set(parts))


# --- steps ------------------------------------------------------------------------------------------------------


def _has_constant_step(view: View) -> bool:
    """Tell whether the values, read as numbers of a fixed width, go up by a constant, whatever its size."""
    return any(
        len({(second - first) % modulus for first, second in pairwise(numbers)}) == 1
        for numbers, modulus in _numbers(view)
    )


def _numbers(view: View) -> Iterator[tuple[list[int], int]]:
    if view.binary:
        rows = [row.encode("latin-1") for row in view.rows]
        for order in ("big", "little"):
            yield [int.from_bytes(row, order) for row in rows], 256 ** len(rows[0])
        return
    texts = ["".join(filter(str.isalnum, row)) for row in view.rows]
    for base in (10, 16):
        try:
            yield [int(text, base) for text in texts], base ** max(map(len, texts))
        except ValueError:
            continue
