"""What makes a run against a specimen quicker and leaves what goes over the wire as it is: work is done once a process.

A run signs hundreds of assertions, and the next specimen gets the same ones: each has an endpoint without any memory,
so that times, identifiers and tokens may be those of the run before. Then so are signatures, and texts without secrets.
"""

import contextlib
import gc
import hashlib
import itertools
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from unittest import mock

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance import assertion, exchange, forgery
from conformance.assertion import base64url
from conformance.copied_certificate import new_key
from conformance.identity import Identity
from conformance.redaction import hide
from conformance.reference import m2m

_SIGN = Identity.sign


@cache
def start_of_time() -> float:
    """Unix seconds at which every run of this process begins."""
    return float(int(time.time())) + 0.25


@contextlib.contextmanager
def hastened() -> Iterator[None]:
    """Runs in this block forge with the same keys, draw the same identifiers, and sign and hide nothing twice."""
    # a live run asks the system: there a repeated identifier would be a replay
    for_client, for_endpoint = random.Random(1), random.Random(2)
    identifiers = SimpleNamespace(token_hex=lambda size: for_client.randbytes(size).hex())
    tokens = SimpleNamespace(token_urlsafe=lambda size: base64url(for_endpoint.randbytes(size)))
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, *thresholds[1:])  # a run keeps nearly all that it makes
    with (
        _on_one_core(),
        mock.patch.object(forgery, "new_key", side_effect=itertools.cycle(_spare_keys())),
        mock.patch.object(assertion, "secrets", identifiers),
        mock.patch.object(m2m, "secrets", tokens),
        mock.patch.object(exchange, "hide", _hidden),
        mock.patch.object(Identity, "sign", _remembered),
    ):
        try:
            yield
        finally:
            gc.set_threshold(*thresholds)


@contextlib.contextmanager
def _on_one_core() -> Iterator[None]:
    """Keep this thread and those that it starts on one core, each worker of xdist on another.

    A checker and an endpoint that take turns in one process lose a sixth of their time where each has a core.
    """
    if sys.platform != "linux":
        yield
        return
    cores = os.sched_getaffinity(0)
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.sched_setaffinity(0, {sorted(cores)[number % len(cores)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


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


def _hidden(text: str, secrets: Mapping[str, str]) -> str:
    # most texts are short, and looking for one takes as long as hiding in it
    return hide(text, secrets) if len(text) < 1000 else _hidden_in_long(text, tuple(secrets.items()))


@lru_cache(maxsize=2048)
def _hidden_in_long(text: str, secrets: tuple[tuple[str, str], ...]) -> str:
    return hide(text, dict(secrets))
