"""What makes a run against a specimen quicker and leaves what goes over the wire as it is: work is done once a process.

A run signs hundreds of assertions, and the next specimen gets the same ones: each has an endpoint without any memory,
so that times, identifiers, tokens and ports may be those of the run before. Then so is what was made of them.
"""

import contextlib
import gc
import http.client
import itertools
import os
import socket
import sys
import time
from collections.abc import Iterator
from functools import cache
from unittest import mock

import _pytest.fixtures
import _pytest.main
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance import assertion, code_changes, exchange, forgery, listener, serialisations
from conformance.copied_certificate import new_key
from conformance.identity import Identity
from conformance.reference import access_tokens, browsing, codes, id_tokens, m2m, sign_ins, signatures, world
from conformance.sign_in import authorise
from tests import quick_pytest, remembered
from tests.drawn import Drawn

_OF_CLIENT = (assertion, authorise, code_changes, serialisations)
_OF_ENDPOINT = (access_tokens, browsing, codes, m2m)


@cache
def start_of_time() -> float:
    """Unix seconds at which every run of this process begins."""
    return float(int(time.time())) + 0.25


@contextlib.contextmanager
def hastened() -> Iterator[tuple[Drawn, Drawn]]:
    """Runs in this block forge with the same keys, draw the same, and sign, verify, read and hide nothing twice.

    Gives what the client and the endpoint draw from, which are plugins of the run.
    """
    for_client, for_endpoint = Drawn("client"), Drawn("endpoint")
    spare_keys = itertools.cycle(_spare_keys())
    patches = [
        *((module, "secrets", for_client) for module in _OF_CLIENT),
        *((module, "secrets", for_endpoint) for module in _OF_ENDPOINT),
        *((module, "uuid", for_endpoint) for module in (id_tokens, sign_ins)),
        (forgery, "new_key", lambda: next(spare_keys)),
        (world, "load_pem_private_key", remembered.key_in),
        (Identity, "sign", remembered.sign),
        (id_tokens, "_signature", remembered.sign_id_token),
        (signatures, "is_signed_by", remembered.is_signed_by),
        (exchange, "hide", remembered.hide),
        # the endpoints here call before they answer
        (listener, "PATIENCE", 0.0),
        (http.client, "parse_headers", remembered.head_of),
        (_pytest.fixtures, "getfuncargnames", quick_pytest.arguments_of),
        (_pytest.main.Session, "gethookproxy", quick_pytest.hooks_at()),
    ]
    with contextlib.ExitStack() as stack:
        stack.enter_context(_on_one_core())
        stack.enter_context(_collecting_seldom())
        for place, name, other in patches:
            stack.enter_context(mock.patch.object(place, name, other))
        yield for_client, for_endpoint


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A run keeps nearly all that it makes."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, *thresholds[1:])
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
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) if worker else os.getpid()
    os.sched_setaffinity(0, {sorted(cores)[number % len(cores)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


@cache
def _spare_keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    return new_key(), new_key()


@cache
def _ports() -> dict[str, int]:
    return {}


def free_port(name: str) -> int:
    """A port that is free now: the one of the run before, as long as nobody else took it, for many texts name it."""
    known = _ports()
    for port in (known.get(name, 0), 0):
        with contextlib.suppress(OSError), socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("127.0.0.1", port))
            known[name] = one.getsockname()[1]
            break
    return known[name]
