"""What makes a run against a specimen quicker and leaves what goes over the wire as it is: work is done once a process.

A run signs hundreds of assertions, and the next specimen gets the same ones: each has an endpoint without any memory,
so that the times and identifiers of assertions may be those of the run before, and then so are their signatures.
"""

import contextlib
import gc
import hashlib
import itertools
import random
import time
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance import assertion, forgery
from conformance.copied_certificate import new_key
from conformance.identity import Identity

_SIGN = Identity.sign


@cache
def start_of_time() -> float:
    """Unix seconds at which every run of this process begins."""
    return float(int(time.time())) + 0.25


@contextlib.contextmanager
def hastened() -> Iterator[None]:
    """Runs in this block forge with the same keys, number assertions alike, and sign nothing twice."""
    dice = random.Random(1)  # a live run asks the system: there a repeated identifier would be a replay
    identifiers = SimpleNamespace(token_hex=lambda size: dice.randbytes(size).hex())
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, *thresholds[1:])  # a run keeps nearly all that it makes
    with (
        mock.patch.object(forgery, "new_key", side_effect=itertools.cycle(_spare_keys())),
        mock.patch.object(assertion, "secrets", identifiers),
        mock.patch.object(Identity, "sign", _remembered),
    ):
        try:
            yield
        finally:
            gc.set_threshold(*thresholds)


@cache
def _spare_keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    return new_key(), new_key()


@cache
def _signatures() -> dict[tuple[int, str, bytes], bytes]:
    return {}


def _remembered(identity: Identity, data: bytes, algorithm: str = "RS256") -> bytes:
    """PKCS 1 v1.5 has no randomness: the same key makes the same signature of the same bytes."""
    modulus = identity.key.public_key().public_numbers().n
    place = (modulus, algorithm, hashlib.sha256(data).digest())
    known = _signatures()
    if place not in known:
        known[place] = _SIGN(identity, data, algorithm)
    return known[place]
