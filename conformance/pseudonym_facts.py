"""One pseudonym that was seen, and what an outsider knows of the human, the client and the provider behind it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations, product
from typing import NamedTuple
from urllib.parse import urlsplit

SEPARATORS = ("", *"|:-_./,; #@+&\n\0$~=", "::", "||")
"""What programmers write between two values, the usual ones first."""
_USUAL, _COMMON = 6, 9
WORDS = ("salt", "secret", "pseudonym", "ishare", "iSHARE", "key", "password", "changeme", "changeit", "pepper")
"""Words of examples and default settings: a salt or a key that everybody knows."""
TIME = "time of the sign-in in seconds"
_CLOCK_SLACK = 2
"""Seconds by which the provider's note of a login may differ from ours."""


@dataclass(frozen=True)
class Seen:
    """The pseudonym of one sign-in.

    user: the name of the human; client, provider: their party ids; at: Unix time of the sign-in; email: None where it
    is not known; nonce: of the authorise request; redirect_uri: of the client; endpoint: URL of the provider's token
    endpoint; fresh_login: whether the human proved anew who he is, in a session without cookies.
    """

    pseudonym: str
    user: str
    client: str
    provider: str
    at: float
    email: str | None = None
    nonce: str = ""
    redirect_uri: str = ""
    endpoint: str = ""
    fresh_login: bool = True


class Fact(NamedTuple):
    """Something that others know: in words, and as it is."""

    told: str
    text: str


class Input(NamedTuple):
    """What may have been digested or encoded. how: in words, how the facts were put together."""

    data: bytes
    facts: Sequence[Fact]
    how: str = ""

    @property
    def told(self) -> str:
        """The facts in words, and how they were joined."""
        names = [fact.told for fact in self.facts]
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) + self.how


@dataclass(frozen=True)
class Facts:
    """What an outsider knows for good; each tuple begins with the value as it is, its variants follow."""

    humans: tuple[Fact, ...]
    clients: tuple[Fact, ...]
    providers: tuple[Fact, ...]
    places: tuple[Fact, ...]

    @property
    def all(self) -> tuple[Fact, ...]:
        """All of them, the human's first."""
        return self.humans + self.clients + self.providers + self.places


def facts_of(seen: Seen) -> Facts:
    """The facts that do not change from one sign-in to the next; each text once, under its plainest name."""
    known: set[str] = set()
    return Facts(
        humans=_new(known, _humans(seen)),
        clients=_new(known, _parties("client id", seen.client)),
        providers=_new(known, _parties("provider id", seen.provider)),
        places=_new(known, _places("redirect URI", seen.redirect_uri)),
    )


def passing_facts_of(seen: Seen) -> tuple[Fact, ...]:
    """What belongs to one sign-in alone: its nonce, its time, and the address that was asked."""
    late = sorted(range(-_CLOCK_SLACK, _CLOCK_SLACK + 1), key=abs)
    times = [Fact(TIME, str(int(seen.at) + seconds)) for seconds in late]
    return _new(set(), [Fact("nonce", seen.nonce), *times, *_places("endpoint", seen.endpoint)])


def _new(known: set[str], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    found = []
    for fact in facts:
        if fact.text and fact.text not in known:
            known.add(fact.text)
            found.append(fact)
    return tuple(found)


def _humans(seen: Seen) -> Iterator[Fact]:
    named = [Fact("user name", seen.user), Fact("e-mail", seen.email or "")]
    named.append(Fact("local part of the e-mail", named[1].text.partition("@")[0]))
    yield from named
    yield from (Fact(f"lower-cased {fact.told}", fact.text.lower()) for fact in named)
    yield from (Fact(f"upper-cased {fact.told}", fact.text.upper()) for fact in named)


def _parties(told: str, text: str) -> Iterator[Fact]:
    yield Fact(told, text)
    yield Fact(f"{told} without did:ishare:", text.removeprefix("did:ishare:"))
    yield Fact(f"last part of the {told}", text.rpartition(":")[2].rpartition(".")[2])
    yield Fact(f"number in the {told}", text.rpartition("-")[2])


def _places(told: str, url: str) -> Iterator[Fact]:
    yield Fact(told, url)
    parts = urlsplit(url)
    yield Fact(f"host of the {told}", parts.netloc)
    yield Fact(f"origin of the {told}", f"{parts.scheme}://{parts.netloc}" if parts.netloc else "")


# --- joinings ---------------------------------------------------------------------------------------------------


def plain_inputs(known: Facts) -> Iterator[Input]:
    """One fact, or two that are joined; the usual separators first."""
    yield from _alone(known.all)
    parties = known.clients + known.providers
    pairs = [*product(known.humans, parties), *product(known.clients, known.providers)]
    pairs += [*product(known.humans, known.places), *product(known.humans[:1], known.humans[1:3])]
    yield from _joined(pairs, SEPARATORS[:_USUAL])
    yield from _joined(pairs, SEPARATORS[_USUAL:])


def usual_inputs(known: Facts) -> Iterator[Input]:
    """The human, by himself or with a party, by the usual separators: few enough to be tried with every known key."""
    yield from _alone(known.humans + known.clients[:1])
    yield from _joined(product(known.humans[:4], known.clients[:2] + known.providers[:2]), SEPARATORS[:_USUAL])


def further_inputs(known: Facts) -> Iterator[Input]:
    """Three facts and more, and with a turn: a salt that everybody knows, JSON, a line feed, UTF-16, backwards."""
    yield from _joined(product(known.humans, known.clients[:3], known.providers[:3]), SEPARATORS[:_COMMON])
    yield from _joined(product(known.humans, map(_word, WORDS)), SEPARATORS[:_USUAL])
    yield from _turned(known)
    yield from _in_json(known)
    parties = known.clients[:1] + known.providers[:1]
    yield from _joined(product(known.humans, parties, known.places), SEPARATORS[:_USUAL])
    yield from _joined(product(known.humans[:4], known.clients[:2], map(_word, WORDS)), SEPARATORS[:4])
    four = product(known.humans[:1], known.humans[1:3], known.clients[:1], known.providers[:1])
    yield from _joined(four, SEPARATORS[:_USUAL])


def passing_inputs(seen: Seen) -> Iterator[Input]:
    """What is known of this sign-in alone, by itself and with the human or the client."""
    known, passing = facts_of(seen), passing_facts_of(seen)
    yield from _alone(passing)
    yield from _joined(product(known.humans[:4] + known.clients[:1], passing), SEPARATORS[:_USUAL])


def _alone(facts: Iterable[Fact]) -> Iterator[Input]:
    return (Input(fact.text.encode(), (fact,)) for fact in facts)


def _in_json(known: Facts) -> Iterator[Input]:
    groups = [*product(known.humans, known.clients), *product(known.humans, known.clients[:2], known.providers[:2])]
    for facts in chain.from_iterable(map(permutations, groups)):
        texts = [fact.text for fact in facts]
        yield Input(json.dumps(texts).encode(), facts, ", as a JSON array")
        yield Input(json.dumps(texts, separators=(",", ":")).encode(), facts, ", as a JSON array without blanks")


def _turned(known: Facts) -> Iterator[Input]:
    pairs = product(known.humans, known.clients[:2] + known.providers[:2])
    for data, facts, how in chain(_alone(known.all), _joined(pairs, SEPARATORS[:_USUAL])):
        text = data.decode()
        yield Input(data + b"\n", facts, f"{how}, followed by a line feed")
        yield Input(text.encode("utf-16-le"), facts, f"{how}, in UTF-16")
        yield Input(text[::-1].encode(), facts, f"{how}, backwards")


def _joined(groups: Iterable[tuple[Fact, ...]], separators: Sequence[str]) -> Iterator[Input]:
    whole = list(groups)
    for separator in separators:
        how = f", joined by {separator!r}" if separator else ", joined without a separator"
        for group in whole:
            for facts in permutations(group):
                yield Input(separator.join([fact.text for fact in facts]).encode(), facts, how)


def _word(text: str) -> Fact:
    return Fact(f"the word {text!r}", text)
