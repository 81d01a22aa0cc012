"""What can be guessed is found in every usual encoding, and honest randomness is never accused."""

import base64
import hashlib
import random
import struct
import uuid
from collections.abc import Callable

import pytest

from conformance.unguessable import NOT_DETECTABLE, why_guessable

SETS = 2000
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
START = 1_795_000_000.0
Make = Callable[[random.Random, float, int], str]
"""A token of a source of randomness, the Unix time in seconds and the number of the grant."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def in_base(number: int, alphabet: str, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, len(alphabet))
        digits.append(alphabet[rest])
    return "".join(reversed(digits))


def uuid1(number: int, node: int = 0x001122334455, sequence: int = 0x1234) -> str:
    count = 0x1F00000000000000 + number
    low, middle, high = count & 0xFFFFFFFF, (count >> 32) & 0xFFFF, (count >> 48) & 0x0FFF
    return str(uuid.UUID(fields=(low, middle, high, sequence >> 8 & 0x3F, sequence & 0xFF, node), version=1))


HONEST: dict[str, Make] = {
    "hex-128": lambda r, _, __: r.randbytes(16).hex(),
    "hex-64": lambda r, _, __: r.randbytes(8).hex(),
    "base64url-256": lambda r, _, __: base64url(r.randbytes(32)),
    "base64url-64": lambda r, _, __: base64url(r.randbytes(8)),
    "uuid4": lambda r, _, __: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "prefix-and-random": lambda r, _, __: "acme_live_" + "".join(r.choices(BASE62, k=24)),
    "ulid": lambda r, now, _: in_base(int(now * 1000), BASE32, 10) + in_base(r.getrandbits(80), BASE32, 16),
    "ksuid": lambda r, now, _: in_base((int(now) - 1_400_000_000 << 128) + r.getrandbits(128), BASE62, 27),
    "milliseconds-and-80-bits": lambda r, now, _: f"{int(now * 1000):x}{r.randbytes(10).hex()}",
    "digits-25": lambda r, _, __: str(r.randrange(10**25)),
    "uuid7": lambda r, now, _: str(uuid.UUID(int=(int(now * 1000) << 80) + r.getrandbits(74), version=4)),
}
GUESSABLE: dict[str, Make] = {
    "counter": lambda _, __, n: str(n),
    "counter-padded": lambda _, __, n: f"token-{n + 95:012d}",
    "counter-in-hex": lambda _, __, n: f"{n + 0xFFF8:032x}",
    "counter-in-base64": lambda _, __, n: base64.b64encode(f"client-7:{n + 95}".encode()).decode(),
    "counter-as-bytes": lambda _, __, n: base64url(b"key!" + struct.pack(">Q", n + 250) + b"end."),
    "counter-as-bytes-little-endian": lambda _, __, n: base64url(b"key!" + struct.pack("<Q", n + 250) + b"end."),
    "counter-of-large-steps": lambda _, __, n: f"{n * 0x9E3779B97F4A7C15 % 2**64:016x}",
    "counter-in-a-uuid": lambda _, __, n: str(uuid.UUID(int=0xABC << 100 | n)),
    "seconds": lambda _, now, n: f"{int(now) + n}",
    "milliseconds": lambda _, now, __: f"{int(now * 1000)}",
    "milliseconds-in-hex": lambda _, now, __: f"at-{int(now * 1000):x}",
    "microseconds": lambda _, now, __: f"{int(now * 1e6)}",
    "microseconds-in-base64": lambda _, now, __: base64url(struct.pack(">d", now)),
    "nanoseconds": lambda _, now, __: f"{int(now * 1e9)}",
    "uuid1": lambda _, now, __: uuid1(int(now * 1e7)),
    "uuid1-with-a-random-sequence": lambda r, now, __: uuid1(int(now * 1e7), sequence=r.getrandbits(14)),
    "random-32-in-hex": lambda r, _, __: r.randbytes(4).hex(),
    "random-32-behind-a-prefix": lambda r, _, __: f"{'ab' * 20}{r.randbytes(4).hex()}",
    "random-32-in-base64": lambda r, _, __: base64url(b"token:" + r.randbytes(4)),
    "random-32-in-hex-in-base64": lambda r, _, __: base64url(f"client-7:{r.randbytes(4).hex()}".encode()),
    "random-32-twice": lambda r, _, __: "{0}{0}{0}".format(r.randbytes(4).hex()),
    "random-32-in-digits": lambda r, _, __: str(r.getrandbits(32)),
    "random-48-in-digits": lambda r, _, __: f"{r.getrandbits(48)}",
    "random-56": lambda r, _, __: base64url(r.randbytes(7)),
    "milliseconds-and-32-bits": lambda r, now, _: f"{int(now * 1000)}{r.randbytes(4).hex()}",
    "nanoseconds-and-32-bits": lambda r, now, _: f"{int(now * 1e9):016x}{r.randbytes(4).hex()}",
    "nanoseconds-and-48-bits-in-bytes": lambda r, now, _: base64url(struct.pack(">Q", int(now * 1e9)) + r.randbytes(4)),
    "counter-and-52-bits": lambda r, _, n: f"{n + 90:08d}-{in_base(r.getrandbits(52), BASE62[:36], 11)}",
    "unsigned-jwt-of-a-clock": lambda _, now, __: ".".join(
        map(base64url, (b'{"alg":"none"}', f'{{"sub":"a","iat":{int(now)},"jti":"{int(now * 1000)}"}}'.encode(), b""))
    ),
}
NOT_SEEN: dict[str, Make] = {
    "md5-of-a-counter": lambda _, __, n: hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest(),
    "sha256-of-a-clock": lambda _, now, __: base64url(hashlib.sha256(str(now).encode()).digest()),
    "a-generator-seeded-from-the-clock": lambda _, now, __: random.Random(int(now * 1000)).randbytes(16).hex(),
}


def tokens(make: Make, seed: int, number: int = 16) -> list[str]:
    """Tokens as an endpoint hands them out one after another, some milliseconds apart."""
    source, now, found = random.Random(seed), START + seed * 61.7, []
    pace = source.choice((0.0005, 0.004, 0.03, 0.3))
    for place in range(number):
        now += pace * source.uniform(0.5, 1.5)
        found.append(make(source, now, place))
    return found


@pytest.mark.parametrize("name", HONEST)
def test_honest_randomness_is_never_accused(name: str) -> None:
    accused = {seed: why_guessable(tokens(HONEST[name], seed)) for seed in range(SETS)}
    assert {seed: told for seed, told in accused.items() if told} == {}


@pytest.mark.parametrize("name", GUESSABLE)
def test_what_can_be_guessed_is_found(name: str) -> None:
    sets = [found for seed in range(40) if len(set(found := tokens(GUESSABLE[name], seed))) == 16]
    assert sets
    assert [found for found in sets if why_guessable(found) is None] == []


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_cannot_be_seen_is_not_accused_and_is_listed(name: str) -> None:
    assert why_guessable(tokens(NOT_SEEN[name], 1)) is None
    assert len(NOT_DETECTABLE) >= len(NOT_SEEN)


@pytest.mark.parametrize("found", [[], ["a"] * 16, [str(n) for n in range(15)], [*map(str, range(16)), "3"]])
def test_too_few_distinct_values_cannot_be_judged(found: list[str]) -> None:
    with pytest.raises(ValueError, match="16 distinct"):
        why_guessable(found)


def test_long_tokens_are_judged_quickly_and_are_right() -> None:
    source = random.Random(7)
    assert why_guessable([base64url(source.randbytes(3000)) for _ in range(16)]) is None
