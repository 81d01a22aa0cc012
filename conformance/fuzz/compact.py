"""Edits of the finished text of an assertion: its segments, its signature, and the text as a whole."""

import base64
import string
from collections.abc import Callable, Mapping

from conformance.assertion import base64url
from conformance.fuzz.steps import Expected, Place, Stage, Step, rows, told
from conformance.fuzz.values import once, shown, text_of

SEGMENTS = ("header", "claims", "signature")
_ALPHABET = frozenset(string.ascii_letters + string.digits + "-_")
_FORM = rows("CA-COMPACT", "CA-MISSING")
_SIGNATURE = rows("CA-SIGNATURE")
_LOOSE = rows("CA-COMPACT-STRICT")
_LEAST = 4
"""Letters of base64 that are three bytes whatever stands in front of them."""

WRAPPED: Mapping[str, Callable[[str], str]] = {
    "with Bearer in front": lambda text: f"Bearer {text}",
    "with a name in front": lambda text: f"client_assertion={text}",
    "in a JSON object": lambda text: f'{{"assertion":"{text}"}}',
    "in base64url": lambda text: base64url(text.encode("utf-8", "surrogatepass")),
    "in other letter case": str.swapcase,
    "backwards": lambda text: text[::-1],
    "with a dot in front": lambda text: f".{text}",
    "with a dot behind": lambda text: f"{text}.",
}


def _step(place: Place, expected: Expected, words: str, edit: Callable[[str], str], owners: tuple[str, ...]) -> Step:
    return Step(Stage.COMPACT, ("assertion", *place), expected, words, edit, owners)


def _in_segment(number: int, edit: Callable[[str], str]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        parts = text.split(".")
        return ".".join(edit(part) if place == number % 3 else part for place, part in enumerate(parts))

    return apply


def _segment(
    number: int,
    words: str,
    edit: Callable[[str], str],
    expected: Expected = Expected.REFUSED,
    owners: tuple[str, ...] = _SIGNATURE,
) -> Step:
    name = SEGMENTS[number % 3]
    return _step((name,), expected, f"the segment of the {name} {words}", _in_segment(number, edit), owners)


def segment_cut(number: int, length: int) -> Step:
    """Cut a segment to that many characters, or to fewer than it has."""
    return _segment(number, f"cut to {length} characters or fewer", lambda text: text[: length % max(len(text), 1)])


def segment_grow(number: int, letters: str, count: int) -> Step:
    """Put letters of base64url behind a segment, four at least."""
    more = text_of("".join(letter for letter in letters if letter in _ALPHABET) or "A", max(count, _LEAST))
    return _segment(number, f"followed by {len(more)} characters of {told(more[:2])}", lambda text: text + more)


def segment_insert(number: int, place: int, letters: str, count: int) -> Step:
    """Put something into a segment. What is no letter of base64url lenient readers may pass over."""
    some = once(letters, count)
    is_loose = not _ALPHABET.intersection(some) and "." not in some
    words = f"with {shown(('text', letters, count))} at {place}"

    def edit(text: str) -> str:
        chosen = place % (len(text) + 1)
        return text[:chosen] + text_of(letters, count) + text[chosen:]

    if "." in some:
        return _step((), Expected.REFUSED, f"the assertion {words}", _in_segment(number, edit), _FORM)
    expected = Expected.EITHER if is_loose or count < _LEAST else Expected.REFUSED
    return _segment(number, words, edit, expected, _LOOSE if is_loose else _SIGNATURE)


def segment_flip(number: int, byte: int, bit: int) -> Step:
    """Flip one bit of what a segment stands for."""

    def flipped(text: str) -> str:
        content = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if content:
            content[byte % len(content)] ^= 1 << bit % 8
        return base64url(bytes(content))

    return _segment(number, f"with bit {bit % 8} of byte {byte} flipped", flipped)


def segment_empty(number: int) -> Step:
    """Leave nothing of a segment but its dots."""
    return _segment(number, "empty", lambda _: "", owners=(*_SIGNATURE, *_FORM))


def segment_pad(number: int, count: int) -> Step:
    """Put the signs of base64's padding behind a segment."""
    return _segment(number, f"with {count} signs of padding", lambda text: text + "=" * count, Expected.EITHER, _LOOSE)


def signature_set(byte: int, count: int) -> Step:
    """Put one byte, so many times over, in the place of the signature."""
    made = base64url(bytes([byte % 256]) * count)
    return _segment(2, f"is {count} times the byte {byte % 256:02x}", lambda _: made)


def segment_drop(number: int) -> Step:
    """Leave a segment out, with one dot."""
    return _parts(f"without its segment {number % 3 + 1}", lambda parts: parts[: number % 3] + parts[number % 3 + 1 :])


def segment_copy(source: int, to: int) -> Step:
    """Put one segment in another one's place too."""
    first, second = source % 3, (source + 1 + to % 2) % 3

    def edit(parts: list[str]) -> list[str]:
        return [parts[first] if place == second else part for place, part in enumerate(parts)]

    return _parts(f"with segment {first + 1} for segment {second + 1} as well", edit, _SIGNATURE)


def segment_swap(source: int, to: int) -> Step:
    """Let two segments change places."""
    first, second = source % 3, (source + 1 + to % 2) % 3

    def edit(parts: list[str]) -> list[str]:
        other = {first: second, second: first}
        return [parts[other.get(place, place)] for place in range(len(parts))]

    return _parts(f"with segments {first + 1} and {second + 1} swapped", edit, _SIGNATURE)


def segment_more(letters: str, count: int, times: int) -> Step:
    """Put further segments behind the three, each of these letters."""
    more = text_of(letters.replace(".", ""), count)
    number = max(times, 1)
    return _parts(f"with {number} segments more, each of {len(more)} characters", lambda parts: parts + [more] * number)


def _parts(words: str, edit: Callable[[list[str]], list[str]], owners: tuple[str, ...] = _FORM) -> Step:
    return _step((), Expected.REFUSED, f"the assertion {words}", lambda text: ".".join(edit(text.split("."))), owners)


def assertion_wrap(how: str) -> Step:
    """Write the assertion inside something, or otherwise as a whole."""
    return _step((), Expected.REFUSED, f"the assertion {how}", WRAPPED[how], _FORM)


def assertion_repeat(separator: str, times: int) -> Step:
    """Give the assertion several times, one behind another."""
    number = max(times, 1) + 1
    words = f"the assertion {number} times, joined by {told(separator)}"
    return _step((), Expected.REFUSED, words, lambda text: separator.join([text] * number), _FORM)


def assertion_replace(letters: str, count: int, dots: int) -> Step:
    """Put other segments in the assertion's place: these letters, with so many dots between them."""
    words = f"the assertion is {dots + 1} segments of {shown(('text', letters, count))}"

    def edit(_: str) -> str:
        return ".".join([text_of(letters, count)] * (dots + 1))

    is_compact = dots == 2 and _ALPHABET.issuperset(letters)
    return _step((), Expected.REFUSED, words, edit, () if is_compact else _FORM)
