"""Humans, clients and providers for the tests of chapter PS, and pseudonyms that are random or made by a slip."""

import base64
import random
import uuid
from collections.abc import Callable
from dataclasses import replace

from conformance.pseudonym_facts import Seen

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NOW = 1_795_000_000.0
ALICE = Seen(
    pseudonym="f3b1a5de-7c1e-4e38-9d3b-52c1d0f6a7e9",
    user="alice",
    client="did:ishare:EU.NL.NTRNL-10000001",
    provider="did:ishare:EU.NL.NTRNL-10000006",
    at=NOW,
    email="alice.liddell@acme.example",
    nonce="c428224ca5a",
    redirect_uri="https://client.example/return",
    endpoint="https://idp.example/connect/token",
)
BOB = replace(ALICE, pseudonym="0c7d6f52-94f7-4f0b-8a45-3a1be1f0c2d4", user="bob", email="bob@acme.example", at=NOW + 5)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def in_base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits.append(BASE62[rest])
    return "".join(reversed(digits))


RANDOM: dict[str, Callable[[random.Random], str]] = {
    "uuid4": lambda r: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "uuid-without-a-version": lambda r: str(uuid.UUID(int=r.getrandbits(128))),
    "hex": lambda r: r.randbytes(16).hex(),
    "hex-256": lambda r: r.randbytes(32).hex().upper(),
    "hex-64": lambda r: r.randbytes(8).hex(),
    "base64url": lambda r: base64url(r.randbytes(32)),
    "base64url-128": lambda r: base64url(r.randbytes(16)),
    "base64": lambda r: base64.b64encode(r.randbytes(24)).decode(),
    "base32": lambda r: base64.b32encode(r.randbytes(20)).decode().lower(),
    "ksuid": lambda r: in_base62((int(NOW) + r.randrange(60) - 1_400_000_000 << 128) + r.getrandbits(128), 27),
    "prefix": lambda r: "acme_user_" + "".join(r.choices(BASE62, k=22)),
    "digits": lambda r: str(r.randrange(10**24, 10**25)),
    "scoped": lambda r: f"{r.randbytes(16).hex()}@idp.example",
}
"""What a provider may draw, and nobody can predict."""


def humans(make: Callable[[random.Random], str], seed: int, of: Seen = ALICE) -> list[Seen]:
    """Two humans' pseudonyms, both of them drawn."""
    source = random.Random(seed)
    names = ("alice", "Anna.Smith")
    return [replace(of, user=name, email=f"{name}@acme.example", pseudonym=make(source)) for name in names]
