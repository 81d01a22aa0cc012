"""Faults of the pseudonym: what it depends on, what it is made of, and whom it shows (chapter PS)."""

import base64
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.codes import code_of
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import id_token_with
from conformance.reference.sign_ins import Human
from conformance.reference.unseparated import Unseparated

H2M = ("h2m",)
_SHARED_KEY = bytes.fromhex("5e2c7a90b1d34f68a7c9e0123b4d5f6718293a4b5c6d7e8f9a0b1c2d3e4f5061")
"""The key of an installation that serves two providers: nobody outside knows it."""
Make = Callable[[Attempt, Human, str], str]


def _computed(make: Make) -> Change:
    """The pseudonym is computed at each sign-in, of the human and the client."""

    def sub(attempt: Attempt) -> str:
        code = code_of(attempt)
        return make(attempt, code.human, code.asked.client) if code else ""

    return id_token_with(sub=sub)


def _stored(make: Make, of: Callable[[Human, str], object] = lambda human, client: (human.name, client)) -> Change:
    """The pseudonym is made when it is first needed, and stored under what `of` says."""

    def once(attempt: Attempt, human: Human, client: str) -> str:
        key = ("pseudonym", of(human, client))
        with attempt.world.lock:
            known = attempt.world.notes.get(key)
        if known is None:
            known = attempt.world.notes.setdefault(key, make(attempt, human, client))
        return str(known)

    return _computed(once)


def _random(_: Attempt, __: Human, ___: str) -> str:
    return str(uuid.uuid4())


def _facts(attempt: Attempt, human: Human, client: str) -> str:
    return f"{human.name}{client}{attempt.world.party}"


def _counted(attempt: Attempt, _: Human, __: str) -> str:
    return f"{attempt.world.party[-2:]}-{1_000_000 + attempt.world.count('pseudonyms')}"


def _version_one(attempt: Attempt) -> int:
    """A UUID of version 1 as a number: the time in front, and random bits where the address of the machine was."""
    ticks = int(attempt.now * 10_000_000) + 0x01B21DD213814000 + secrets.randbelow(10_000)
    low, middle, high = ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0x0FFF | 0x1000
    return low << 96 | middle << 80 | high << 64 | 0x8000 << 48 | secrets.randbits(48)


def _fault(name: str, slip: str, row: str, change: Change, case: str = "") -> Fault:
    return Fault(name, slip, {row: {case} if case else EVERY}, change, H2M)


DEPENDENCE = (
    _fault(
        "draws-a-pseudonym-at-each-sign-in",
        "The pseudonym is drawn when the id_token is made, and stored nowhere.",
        "PS-STABLE",
        _computed(_random),
    ),
    _fault(
        "gives-all-humans-one-pseudonym",
        "The table of pseudonyms has the client as its key, and the human was forgotten.",
        "PS-HUMAN",
        _stored(_random, lambda _, client: client),
    ),
    _fault(
        "gives-all-clients-one-pseudonym",
        "The pseudonym is a column of the table of humans.",
        "PS-CLIENT",
        _stored(_random, lambda human, _: human.name),
    ),
    _fault(
        "gives-both-providers-one-pseudonym",
        "Two providers are one installation, whose key for pseudonyms is the same for both.",
        "PS-PROVIDER",
        _computed(
            lambda _, human, client: hmac.new(
                _SHARED_KEY, f"{human.name}|{client}".encode(), hashlib.sha256
            ).hexdigest()
        ),
    ),
)

SECRECY = (
    _fault(
        "hashes-name-client-and-provider",
        "The pseudonym is a hash of user name, client and provider, which nobody was thought to guess.",
        "PS-UNPREDICTABLE",
        _computed(lambda *known: hashlib.sha256(_facts(*known).encode()).hexdigest()),
        "digest",
    ),
    _fault(
        "keys-the-hash-with-the-client",
        "The hash has a key, which is the client's id.",
        "PS-UNPREDICTABLE",
        _computed(
            lambda attempt, human, client: hmac.new(
                client.encode(), f"{human.name}{attempt.world.party}".encode(), hashlib.sha256
            ).hexdigest()
        ),
        "keyed-digest",
    ),
    _fault(
        "makes-uuids-of-names",
        "The pseudonym had to be a UUID, so it became one of version 5.",
        "PS-UNPREDICTABLE",
        _computed(lambda *known: str(uuid.uuid5(uuid.NAMESPACE_URL, _facts(*known)))),
        "name-uuid",
    ),
    Fault(
        "encodes-name-client-and-provider",
        "Base64 looks like something secret.",
        {"PS-UNPREDICTABLE": {"encoding"}, "PS-NO-IDENTITY": {"user-name"}},
        _computed(lambda *known: base64.urlsafe_b64encode(_facts(*known).encode()).decode()),
        H2M,
    ),
    _fault(
        "counts-its-pseudonyms",
        "The pseudonym is the primary key of its row.",
        "PS-UNPREDICTABLE",
        _stored(_counted),
        "counter",
    ),
    _fault(
        "begins-pseudonyms-with-the-time",
        "The pseudonym is the time of the first sign-in, made unique.",
        "PS-UNPREDICTABLE",
        _stored(lambda attempt, _, __: str(uuid.UUID(int=_version_one(attempt)))),
        "clock",
    ),
    _fault(
        "draws-three-bytes",
        "Six hexadecimal digits were easier to read.",
        "PS-UNPREDICTABLE",
        _stored(lambda *_: secrets.token_hex(3)),
        "few-bits",
    ),
)

IDENTITY = (
    _fault(
        "puts-the-user-name-in-front",
        "The user name stands in front, for the people of the support.",
        "PS-NO-IDENTITY",
        _stored(lambda _, human, __: f"{human.name}-{uuid.uuid4()}"),
        "user-name",
    ),
    _fault(
        "puts-the-address-in-front",
        "The e-mail address stands in front, for it is unique.",
        "PS-NO-IDENTITY",
        _stored(lambda _, human, __: f"{human.email}-{uuid.uuid4()}"),
        "e-mail",
    ),
    _fault(
        "keeps-the-domain-of-the-address",
        "The domain of the e-mail address stays, so that clients can tell companies apart.",
        "PS-NO-IDENTITY",
        _stored(lambda _, human, __: f"{uuid.uuid4()}@{human.email.partition('@')[2]}"),
        "part",
    ),
    _fault(
        "turns-the-address-round",
        "The e-mail address is turned round, so that nobody can read it.",
        "PS-NO-IDENTITY",
        _stored(lambda _, human, __: f"{human.email[::-1]}-{uuid.uuid4()}"),
        "backwards",
    ),
)

FAULTS: tuple[Fault, ...] = (*DEPENDENCE, *SECRECY, *IDENTITY)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated("PS-UNPREDICTABLE", "encoding", "What can be decoded into the facts shows the human too.", H2M),
)
