"""What one running reference endpoint knows and remembers. One World per server, never module state."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.reference.sign_ins import Human, SignIns


class Timepiece(Protocol):
    """Anything that tells the time in Unix seconds."""

    def now(self) -> float:
        """Unix time in seconds."""


@dataclass(frozen=True)
class Registered:
    """A party of the registry, with its certificate, and where an identity provider may send codes for it."""

    id: str
    active: bool = True
    certificate: x509.Certificate | None = None
    redirect_uris: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Issued:
    """A token that was handed out, and until when it opens the protected resource (Unix seconds)."""

    token: str
    client: str
    until: float


@dataclass
class World:
    """The endpoint's own identity, whom it trusts, and its memory. Everything that changes is changed under `lock`."""

    clock: Timepiece
    party: str
    roots: tuple[x509.Certificate, ...]
    authorities: tuple[x509.Certificate, ...] = ()
    parties: Mapping[str, Registered] = field(default_factory=dict)
    humans: Mapping[str, Human] = field(default_factory=dict, repr=False)
    """By the name with which they sign in."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The shared secret of each client that has one, by client id."""
    key_file: Path | None = field(default=None, repr=False)
    chain: tuple[x509.Certificate, ...] = ()
    offset: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    seen: dict[Hashable, float] = field(default_factory=dict, repr=False)
    issued: dict[str, Issued] = field(default_factory=dict, repr=False)
    parsed: dict[str, x509.Certificate] = field(default_factory=dict, repr=False)
    notes: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    answers: dict[Hashable, bool] = field(default_factory=dict, repr=False)
    counters: dict[str, int] = field(default_factory=dict, repr=False)
    sign_ins: SignIns = field(default_factory=SignIns, repr=False)
    crashes: list[str] = field(default_factory=list, repr=False)
    luck: Random = field(default_factory=Random, repr=False)
    """What decides where something happens by chance."""

    def now(self) -> float:
        """Unix time in seconds, as this endpoint believes it to be (`offset` is what its clock is off)."""
        return self.clock.now() + self.offset

    @cached_property
    def key(self) -> RSAPrivateKey:
        """The endpoint's own signing key; read when it is first needed, for reading costs tens of milliseconds."""
        if self.key_file is None:
            raise ValueError("this world has no key of its own")
        key = load_pem_private_key(self.key_file.read_bytes(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the endpoint's own key is no RSA key")
        return key

    def first_use(self, key: Hashable, until: float) -> bool:
        """Remember this key until then; False when it is remembered already. One step: no race comes between."""
        with self.lock:
            if self.remembers(key):
                return False
            self.remember(key, until)
            return True

    def remembers(self, key: Hashable) -> bool:
        """Whether the key is in the memory and its time is not over."""
        return self.seen.get(key, float("-inf")) >= self.now()

    def remember(self, key: Hashable, until: float) -> None:
        """Keep the key until then (Unix seconds); what is past is dropped now and then."""
        with self.lock:
            if len(self.seen) > 20_000:
                self.seen = {each: end for each, end in self.seen.items() if end >= self.now()}
            self.seen[key] = until

    def settled(self, key: Hashable, question: Callable[[], bool]) -> bool:
        """The answer to a question that is always the same for this key; asked once, since a chain costs much."""
        answer = self.answers.get(key)
        if answer is None:
            if len(self.answers) > 2000:
                self.answers.clear()
            self.answers[key] = answer = question()
        return answer

    def issue(self, token: str, client: str, until: float) -> None:
        """Note that the token was handed out."""
        with self.lock:
            if len(self.issued) > 50_000:
                self.issued = {each: old for each, old in self.issued.items() if old.until >= self.now()}
            self.issued[token] = Issued(token, client, until)

    def revoke(self, token: str) -> None:
        """From now on the token opens nothing."""
        with self.lock:
            self.issued.pop(token, None)

    def opens(self, token: str) -> bool:
        """Whether this is a token that was handed out here and still lives."""
        issued = self.issued.get(token)
        return issued is not None and issued.until > self.now()

    def count(self, name: str) -> int:
        """The next number of a counter that starts at 1."""
        with self.lock:
            self.counters[name] = self.counters.get(name, 0) + 1
            return self.counters[name]

    def by_chance(self, part: float) -> bool:
        """Whether what happens in that part of all cases happens now."""
        with self.lock:
            return self.luck.random() < part
