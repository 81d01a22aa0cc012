"""Whether a pseudonym gives its human away: name or e-mail, or a part of them, as they are or backwards.

A random text may spell any word once in a while. A part counts only where the alphabet of the rest of the pseudonym
cannot spell it, or would do so less than once in a million.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from conformance.pseudonym_facts import Seen

SHORTEST_PART = 5
_CHANCE = 1e-6
_WORD = re.compile(r"[^\W_]+")
_ALPHABETS = {
    10: "0123456789",
    16: "0123456789abcdef",
    36: "0123456789abcdefghijklmnopqrstuvwxyz",
    62: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_EVERYBODY = (
    "pseudonymous/anonymous/anonymised/anonymized/account/subject/person/human/member/customer/consumer/employee",
    "individual/identity/principal/service/provider/pairwise/unknown/private/public/user",
)
"""Words that say what a pseudonym is, and nothing about anybody."""


@dataclass(frozen=True)
class Trace:
    """Something of a human in a pseudonym. kind: a case of PS-NO-IDENTITY; told: in words."""

    kind: str
    told: str


def identity_in(seen: Seen) -> Trace | None:
    """The plainest trace of the human in this pseudonym, also inside its base64 or hex; None where there is none."""
    readings = [_Reading(seen.pseudonym, "")]
    readings += [_Reading(text, f", which shows in its {name}") for name, text in _decoded(seen.pseudonym)]
    return next((trace for reading in readings for trace in _traces(seen, reading)), None)


# --- what is looked for -----------------------------------------------------------------------------------------


def _traces(seen: Seen, reading: "_Reading") -> Iterator[Trace]:
    tried = 0
    for kind, told, part in _parts(replace(seen, pseudonym="")):
        for text, backwards in ((part, False), (part[::-1], True)):
            tried += 1
            if reading.has(text, tried):
                way = ", backwards" if backwards else ""
                yield Trace("backwards" if backwards else kind, f'it contains {told} "{part}"{way}{reading.told}')


@lru_cache(maxsize=40)  # a pure function of facts that stay the same while the cases of a row are judged
def _parts(seen: Seen) -> tuple[tuple[str, str, str], ...]:
    """What must not stand in a pseudonym, the longest and plainest first: a case, words for it, and the text."""
    return tuple(_each_part(seen))


def _each_part(seen: Seen) -> Iterator[tuple[str, str, str]]:
    whole = {"e-mail": ("the e-mail", seen.email or ""), "user-name": ("the user name", seen.user)}
    yield from ((kind, told, text) for kind, (told, text) in whole.items() if text and not _says_nothing(text, seen))
    texts = [text for _, text in whole.values()]
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text) if len(word) >= SHORTEST_PART)
    pieces = dict.fromkeys(_pieces(texts))
    for part in [*sorted(words, key=len, reverse=True), *pieces]:
        if not _says_nothing(part, seen):
            source = whole["user-name"][0] if part in seen.user else whole["e-mail"][0]
            yield "part", f"a part of {source},", part


def _pieces(texts: Sequence[str]) -> Iterator[str]:
    for length in range(max(map(len, texts)) - 1, SHORTEST_PART - 1, -1):
        for text in texts:
            yield from (text[start : start + length] for start in range(len(text) - length + 1))


def _says_nothing(part: str, seen: Seen) -> bool:
    """Tell whether a text belongs to everybody: to the client, the provider, or to the word pseudonym."""
    others = (seen.client, seen.provider, seen.redirect_uri, seen.endpoint, *_EVERYBODY)
    return any(part.lower() in other.lower() for other in others)


# --- where it is looked for -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Reading:
    """A text in which a human may show. told: how it came out of the pseudonym."""

    text: str
    told: str

    @cached_property
    def lower(self) -> str:
        """The text for comparing without letter case."""
        return self.text.lower()

    def has(self, part: str, tried: int) -> bool:
        """Tell whether the part stands here and chance did not put it here; ``tried``: parts looked for by then."""
        if part.lower() not in self.lower or (self.told and len(part) < SHORTEST_PART):
            return False
        if self.text in (part, part.lower(), part.upper()):
            return True
        exact = part in self.text
        trials = tried * (len(self.text) - len(part) + 1)
        return trials * self._chance_of(part, exact) < _CHANCE

    def _chance_of(self, part: str, exact: bool) -> float:
        """How likely one place of a random text shows this part, whatever alphabet the text is of."""
        each = 1.0 if exact else 2.0
        if self.told:
            return (each / 256) ** len(part)
        rest = [one for one in re.sub(re.escape(part), "", self.text, count=1, flags=re.IGNORECASE) if one.isalnum()]
        return max((_share(rest, name) * _spelling(part, name, each) for name in _ALPHABETS), default=0.0)


def _share(rest: Sequence[str], size: int) -> float:
    """How likely characters of this alphabet are all of the smallest one that has them."""
    kinds = [set(_ALPHABETS[size]), set(_ALPHABETS[size].upper())]
    if not any(set(rest) <= kind for kind in kinds):
        return 0.0
    smallest = min((other for other in _ALPHABETS if _is_of(rest, other)), default=size)
    return float((smallest / size) ** len(rest))


def _is_of(rest: Sequence[str], size: int) -> bool:
    return set(rest) <= set(_ALPHABETS[size]) or set(rest) <= set(_ALPHABETS[size].upper())


def _spelling(part: str, size: int, each: float) -> float:
    """How likely one place of a random text in this alphabet spells the part; 0 where it cannot."""
    letters = [one for one in part.lower() if one.isascii() and one.isalnum()]
    if size < 62 and not set(letters) <= set(_ALPHABETS[size]):
        return 0.0
    return float((each / size if size == 62 else 1 / size) ** len(part))


Decode = Callable[[str], bytes]


def _decoded(pseudonym: str) -> Iterator[tuple[str, str]]:
    plain = pseudonym.rstrip("=").translate(str.maketrans("-_", "+/"))
    padded = plain + "=" * (-len(plain) % 4)
    ways: tuple[tuple[str, Decode, str], ...] = (
        ("base64", lambda text: base64.b64decode(text, validate=True), padded),
        ("hex", bytes.fromhex, pseudonym.replace("-", "")),
        ("base32", base64.b32decode, plain.upper() + "=" * (-len(plain) % 8)),
    )
    for name, decode, text in ways:
        try:
            yield name, decode(text).decode("latin-1")
        except (ValueError, binascii.Error):
            continue
