"""The attack on a pseudonym: a dictionary of everything that could be computed from what outsiders know.

A hit counts only where chance is no explanation: the bits in which pseudonym and derivation agree have to outweigh the
derivations that were tried, so that a random pseudonym is accused less than once in a million, however short it is.
"""

import sys
import uuid
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice, permutations, product
from math import log2

from conformance.pseudonym_digests import (
    CHECKSUMS,
    DIGESTS,
    NAMESPACES,
    PLAIN,
    USUAL,
    Way,
    keyed,
    name_uuids,
    twice,
)
from conformance.pseudonym_facts import (
    SEPARATORS,
    TIME,
    WORDS,
    Fact,
    Facts,
    Input,
    Seen,
    facts_of,
    further_inputs,
    passing_inputs,
    plain_inputs,
    usual_inputs,
)
from conformance.pseudonym_forms import KEY, Form, forms_of

MARGIN = 20
"""Bits that a hit must have beyond those of the derivations tried: a chance of one in a million."""
_FORMS = 64
"""The forms, cuts and directions in which each derivation is compared, at most."""
_FAST = 7
_NUMBERS = 10_000
"""Row numbers of users that are tried, from 0 up."""
_JOINED_NUMBERS = 500
_ENOUGH = 4
"""Pseudonyms of one provider that are attacked: it makes all of them in one way."""

NOT_DETECTABLE = (
    "a digest that was made slow (PBKDF2, bcrypt, scrypt, Argon2), even with a salt that others know",
    "a digest or HMAC with a key of the product that is not among the usual words",
    "a digest of a row number above ten thousand, or of facts that the target file does not hold",
    "encryption with a key that leaked, and a generator that is not cryptographic",
)
"""What the dictionary does not reach."""

Group = tuple[int, Sequence[Way], Iterator[Input]]
"""How many trials each of the derivations counts for, the functions, and what they are applied to."""


@dataclass(frozen=True)
class Hit:
    """A derivation that yields a pseudonym. told: in words; bits: of agreement; tried: how many were tried by then."""

    told: str
    bits: float
    tried: int

    @property
    def needed(self) -> float:
        """Bits below which the hit may be chance."""
        return log2(self.tried) + MARGIN


def derivation_of(seen: Sequence[Seen], family: str) -> str | None:
    """Say how these pseudonyms can be computed, by a family of derivations; None where none hits, or it may be chance.

    Several pseudonyms of one provider help where each is short: a derivation that hits all of them is no chance.
    """
    weak: dict[str, list[Hit]] = {}
    for one in islice({one.pseudonym: one for one in seen}.values(), _ENOUGH):
        for hit in hits(one, family):
            if hit.bits >= hit.needed:
                return hit.told
            weak.setdefault(hit.told, []).append(hit)
    return next((told for told, found in weak.items() if _together(found)), None)


def _together(found: Sequence[Hit]) -> bool:
    return sum(hit.bits for hit in found) >= max(hit.needed for hit in found)


def hits(seen: Seen, family: str) -> Iterator[Hit]:
    """The derivations of a family that yield this pseudonym, the plainest first."""
    forms = forms_of(seen.pseudonym)
    keys = frozenset(chain.from_iterable(form.keys for form in forms))
    tried = 0
    for table in (_lasting(family, facts_of(seen)), _passing(family, replace(seen, pseudonym=""))):
        places = sorted({place for key in keys for place in table.places_of(key)})
        for before, way, one in table.at(places) if places else ():
            yield from _fitting(forms, way, one, tried + before)
        tried += table.tried


@dataclass(frozen=True)
class _Table:
    """Derivations that can be made again, each with its place in their order.

    entries: in order, the first, second or last four bytes of each as a number, and behind it the place; tried: how
    many trials all of them count for.
    """

    attempts: Callable[[], Iterator[Group]]
    entries: "array[int]"
    tried: int

    def places_of(self, key: bytes) -> Iterator[int]:
        """Where derivations stand that have these four bytes at one of the three places."""
        number = int.from_bytes(key, "big") << 32
        for entry in self.entries[bisect_left(self.entries, number) : bisect_left(self.entries, number + 2**32)]:
            yield entry - number

    def at(self, places: Sequence[int]) -> Iterator[tuple[int, Way, Input]]:
        """Make again what stands at these places, in order, each with the number of trials by then."""
        start = tried = 0
        left = list(reversed(places))
        for weight, ways, inputs in self.attempts():
            for one in inputs:
                while left and left[-1] < start + len(ways):
                    place = left.pop() - start
                    yield tried + weight * (place + 1), ways[place], one
                if not left:
                    return
                start += len(ways)
                tried += weight * len(ways)


@lru_cache(maxsize=40)  # a pure function that takes a second, of facts that stay the same for a whole run
def _lasting(family: str, known: Facts) -> _Table:
    return _table(partial(FAMILIES[family], known))


@lru_cache(maxsize=40)  # the checks of one row look at the same sign-ins
def _passing(family: str, seen: Seen) -> _Table:
    return _table(partial(_of_sign_in, family, seen))


def _table(attempts: Callable[[], Iterator[Group]]) -> _Table:
    parts: list[bytes] = []
    place = tried = 0
    for weight, ways, inputs in attempts():
        for one in inputs:
            for way in ways:
                made = way.compute(one.data)
                behind = place.to_bytes(4, "big")
                if len(made) >= 2 * KEY:
                    parts += (made[:KEY] + behind, made[KEY : 2 * KEY] + behind, made[-KEY:] + behind)
                elif len(made) >= KEY:
                    parts += (made[:KEY] + behind, made[-KEY:] + behind)
                place += 1
            tried += weight * len(ways)
    entries = array("Q", b"".join(parts))
    if sys.byteorder == "little":
        entries.byteswap()
    return _Table(attempts, array("Q", sorted(entries)), tried)


def _fitting(forms: Sequence[Form], way: Way, one: Input, tried: int) -> Iterator[Hit]:
    made = way.compute(one.data)
    for form in forms:
        fit = form.fit(made, encoded=way is not PLAIN)
        if fit is not None:
            yield Hit(_told(way, one, fit[0]), fit[1], tried)


def _told(way: Way, one: Input, written: str) -> str:
    if way.told.startswith("UUIDv"):
        written = written.removeprefix(f", as a UUID of version {way.told[5]}")  # its name says so already
    return f"{way.told} of {one.told}{written}" if way.told else f"{one.told}{written}"


# --- families ---------------------------------------------------------------------------------------------------


def _digests(known: Facts) -> Iterator[Group]:
    yield 4, CHECKSUMS, _first(plain_inputs(known), 2000)
    yield _FORMS, DIGESTS, plain_inputs(known)
    yield _FORMS, DIGESTS[:_FAST], further_inputs(known)
    yield _FORMS, tuple(twice()), _first(plain_inputs(known), 1000)
    yield _FORMS, USUAL, _alone_numbers(_NUMBERS)
    yield _FORMS, USUAL, _joined_numbers(known.clients[:2] + known.providers[:2])


def _joined_numbers(parties: Sequence[Fact]) -> Iterator[Input]:
    for number, party in product(range(_JOINED_NUMBERS), parties):
        for separator, facts in product(SEPARATORS[:4], permutations((_number(number), party))):
            yield Input(separator.join(fact.text for fact in facts).encode(), facts, f", joined by {separator!r}")


def _alone_numbers(count: int) -> Iterator[Input]:
    return (Input(str(number).encode(), (_number(number),)) for number in range(count))


def _number(number: int) -> Fact:
    return Fact(f"the number {number}", str(number))


def _encodings(known: Facts) -> Iterator[Group]:
    yield _FORMS, (PLAIN,), chain(plain_inputs(known), further_inputs(known))


def _keyed_digests(known: Facts) -> Iterator[Group]:
    ways = [*keyed("an empty key", b"")]
    for word in WORDS:
        ways += keyed(f"the key {word!r}", word.encode())
    for fact in known.all:
        ways += keyed(f"the {fact.told} as key", fact.text.encode())
    yield _FORMS, ways[:4], chain(plain_inputs(known), further_inputs(known))
    yield _FORMS, ways[4:], usual_inputs(known)


def _name_uuids(known: Facts) -> Iterator[Group]:
    ways = [way for told, namespace in NAMESPACES.items() for way in name_uuids(told, namespace)]
    yield _FORMS, ways, plain_inputs(known)
    yield _FORMS, ways[:4], further_inputs(known)
    yield _FORMS, tuple(_nested(known)), _first(plain_inputs(known), 100)


def _nested(known: Facts) -> Iterator[Way]:
    """UUIDs in a namespace that is itself the UUID of a name: that of the provider or the client."""
    for fact in known.all:
        for told, namespace in list(NAMESPACES.items())[:2]:
            yield from name_uuids(f"the namespace of the {fact.told} in {told}", uuid.uuid5(namespace, fact.text))


def _of_sign_in(family: str, seen: Seen) -> Iterator[Group]:
    """What is tried with the facts of one sign-in alone."""
    uuids = [way for told, namespace in NAMESPACES.items() for way in name_uuids(told, namespace)]
    ways = {"digest": DIGESTS[:_FAST], "keyed-digest": tuple(keyed("an empty key", b"")), "name-uuid": uuids}
    inputs = passing_inputs(seen)
    if family == "encoding":
        # a time that can be read is a clock, which is another case
        inputs = (one for one in inputs if not any(fact.told == TIME for fact in one.facts))
    yield _FORMS, ways.get(family, (PLAIN,)), inputs


def _first(inputs: Iterator[Input], number: int) -> Iterator[Input]:
    return (one for one, _ in zip(inputs, range(number), strict=False))


FAMILIES: Mapping[str, Callable[[Facts], Iterator[Group]]] = {
    "digest": _digests,
    "keyed-digest": _keyed_digests,
    "name-uuid": _name_uuids,
    "encoding": _encodings,
}
"""The derivations by what a programmer would call them."""
