"""Edits of the certificates in the header ``x5c``. Places in it count from the leaf, and begin anew behind the root."""

import base64
import json
import textwrap
from collections.abc import Callable, Mapping

from conformance.fuzz.members import edited
from conformance.fuzz.steps import Expected, Members, Stage, Step, rows
from conformance.fuzz.values import Value, is_json, json_of, shown

Entries = list[str]
"""The entries of ``x5c`` as JSON texts."""
_PLACE = ("header", "x5c")
_CHAIN = rows("CA-X5C-CHAIN", "CA-X5C", "CA-X5C-WHOLE", "CA-X5C-TRUST", "CA-X5C-CA", "CA-X5C-PARTY", "CA-SIGNATURE-KEY")

SPELLED: Mapping[str, tuple[Callable[[str], str], bool]] = {
    "with PEM armour": (lambda entry: f"-----BEGIN CERTIFICATE-----\n{entry}\n-----END CERTIFICATE-----\n", False),
    "in base64url": (lambda entry: entry.replace("+", "-").replace("/", "_").rstrip("="), True),
    "in lines of 64": (lambda entry: "\n".join(textwrap.wrap(entry, 64)), True),
    "with a blank in front": (lambda entry: f" {entry}", True),
    "with padding behind": (lambda entry: f"{entry}====", True),
    "in hex": (lambda entry: base64.b64decode(entry).hex(), False),
    "in base64 twice": (lambda entry: base64.b64encode(entry.encode()).decode(), False),
    "in other letter case": (str.swapcase, False),
    "backwards": (lambda entry: entry[::-1], False),
}
"""Ways to spell a certificate, each with whether a lenient reader may find the same one in it."""


def _of_leaf(place: int) -> Expected:
    # what stands above the leaf a receiver may know from its own list (reading A22)
    return Expected.REFUSED if place == 0 else Expected.EITHER


def _step(expected: Expected, words: str, edit: Callable[[Entries], Entries], *first: str) -> Step:
    def apply(members: Members) -> Members:
        return edited(members, "x5c", lambda value: _edited(value, edit))

    return Step(Stage.MEMBERS, _PLACE, expected, f"header.x5c: {words}", apply, rows(*first, *_CHAIN))


def _edited(value: str, edit: Callable[[Entries], Entries]) -> str:
    entries = json.loads(value)
    if not isinstance(entries, list) or not entries:
        return value
    return "[" + ",".join(edit([json.dumps(entry) for entry in entries])) + "]"


def _each(place: int, edit: Callable[[str], str]) -> Callable[[Entries], Entries]:
    def apply(entries: Entries) -> Entries:
        chosen = place % len(entries)
        return [edit(entry) if number == chosen else entry for number, entry in enumerate(entries)]

    return apply


def x5c_remove(place: int) -> Step:
    """Leave a certificate out."""

    def apply(entries: Entries) -> Entries:
        chosen = place % len(entries)
        return entries[:chosen] + entries[chosen + 1 :]

    return _step(_of_leaf(place), f"certificate {place} left out", apply)


def x5c_double(place: int, times: int) -> Step:
    """Give a certificate so many times more, behind itself."""

    def apply(entries: Entries) -> Entries:
        chosen = place % len(entries)
        return entries[:chosen] + [entries[chosen]] * times + entries[chosen:]

    expected = _of_leaf(place) if times > 0 else Expected.EITHER
    return _step(expected, f"certificate {place} {times} times more", apply)


def x5c_rotate(count: int) -> Step:
    """Begin the chain with another certificate than the leaf, which goes behind the others."""

    def apply(entries: Entries) -> Entries:
        chosen = count % (len(entries) - 1) + 1 if len(entries) > 1 else 0
        return entries[chosen:] + entries[:chosen] if chosen else []

    return _step(Expected.REFUSED, f"begins with certificate {count + 1}", apply)


def x5c_entry(place: int, value: Value) -> Step:
    """Put another value in a certificate's place."""
    step = _step(
        _of_leaf(place), f"certificate {place} is {shown(value)}", _each(place, lambda _: json_of(value)), "CA-X5C"
    )
    if is_json(value):
        return step
    # the whole header is no JSON then
    return Step(step.stage, ("header",), Expected.REFUSED, step.words, step.apply, (*_CHAIN, "CA-HEADER-OBJECT"))


def x5c_flip(place: int, byte: int, bit: int) -> Step:
    """Flip one bit of a certificate's DER."""

    def flipped(entry: str) -> str:
        content = bytearray(base64.b64decode(json.loads(entry)))
        content[byte % len(content)] ^= 1 << bit % 8
        return json.dumps(base64.b64encode(content).decode())

    return _step(_of_leaf(place), f"certificate {place}, byte {byte}: bit {bit % 8} flipped", _each(place, flipped))


def x5c_cut(place: int, length: int) -> Step:
    """Cut a certificate to that many bytes, or to fewer than it has."""

    def cut(entry: str) -> str:
        content = base64.b64decode(json.loads(entry))
        return json.dumps(base64.b64encode(content[: length % len(content)]).decode())

    return _step(_of_leaf(place), f"certificate {place} cut to {length} bytes or fewer", _each(place, cut), "CA-X5C")


def x5c_spell(place: int, how: str) -> Step:
    """Spell a certificate in another way than base64 of its DER."""
    spell, may_be_read = SPELLED[how]
    expected = Expected.EITHER if may_be_read else _of_leaf(place)
    edit = _each(place, lambda entry: json.dumps(spell(json.loads(entry))))
    return _step(expected, f"certificate {place} {how}", edit, "CA-X5C")


def x5c_spoil(place: int, letters: str, count: int) -> Step:
    """Put more letters behind the base64 of a certificate: who is lenient may pass over them."""
    more = (letters * count)[:count]
    words = f"certificate {place} followed by {shown(('text', letters, count))}"
    return _step(Expected.EITHER, words, _each(place, lambda entry: json.dumps(json.loads(entry) + more)))
