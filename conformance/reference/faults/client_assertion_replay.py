"""Faults of the memory that takes each client assertion once (CA-ONCE, CA-ONCE-RACE)."""

import time

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, replaced, setting, without, wrapped
from conformance.reference.design import Answer
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.world import World

OPENING_THE_STORE = 0.05
"""Seconds of real time that a connection to a store takes to open."""


def _key_and_end(attempt: Attempt) -> tuple[object, float]:
    return attempt.settings.replay_key(attempt), attempt.settings.remember_until(attempt)


def _looks_and_then_marks(attempt: Attempt) -> bool:
    """Look first, mark later; the store is opened for writing at the first mark of each connection."""
    key, until = _key_and_end(attempt)
    if attempt.world.remembers(key):
        return False
    if attempt.incoming.connection.requests == 1:
        time.sleep(OPENING_THE_STORE)
    attempt.world.remember(key, until)
    return True


def _is_repeated_on_its_connection(attempt: Attempt) -> bool:
    """The last request of this connection carried the same assertion, and was granted."""
    return attempt.incoming.connection.notes.get("granted") == attempt.assertion


def _noting_what_was_granted(_: World, message: Message, answer: Answer) -> Outgoing:
    outgoing = answer(message)
    notes = message.connection.notes
    notes.pop("granted", None)
    if outgoing.status == 200 and isinstance(message, Incoming):
        notes["granted"] = _assertion_in(message)
    return outgoing


def _assertion_in(message: Incoming) -> str:
    pairs = dict(pair.partition(b"=")[::2] for pair in message.body.split(b"&"))
    return pairs.get(b"client_assertion", b"").decode("ascii", "replace")


def _is_not_the_last(attempt: Attempt) -> bool:
    with attempt.world.lock:
        key, _ = _key_and_end(attempt)
        last, attempt.world.notes["last assertion"] = attempt.world.notes.get("last assertion"), key
    return key != last


FAULTS: tuple[Fault, ...] = (
    Fault(
        "forgets-every-assertion",
        "Nobody thought of remembering the assertions that were taken.",
        {"CA-ONCE": EVERY, "CA-ONCE-RACE": EVERY},
        without("assertion-is-new"),
    ),
    Fault(
        "takes-a-repetition-for-a-retry",
        "A request that repeats the one before it on the same connection is taken for a client that lost the answer.",
        {"CA-ONCE": {"at-once"}},
        both(relaxed("assertion-is-new", _is_repeated_on_its_connection), wrapped(_noting_what_was_granted)),
    ),
    Fault(
        "remembers-a-jti-for-one-second",
        "The memory of used assertions has the life of its cache, a second, in place of the assertion's.",
        {"CA-ONCE": {"after-a-second"}},
        setting(remember_until=lambda attempt: attempt.now + 0.9),
    ),
    Fault(
        "forgets-a-jti-before-its-end",
        "An entry is kept until ten seconds before exp, as tokens in a cache are; one near its end is never kept.",
        {"CA-ONCE": {"near-its-end"}},
        setting(remember_until=lambda attempt: (attempt.number("exp") or 0) - 10),
    ),
    Fault(
        "remembers-whole-assertions",
        "The hash of the whole assertion is remembered in place of its jti.",
        {"CA-ONCE": {"same-jti"}},
        setting(replay_key=lambda attempt: attempt.assertion),
    ),
    Fault(
        "remembers-jti-and-iat",
        "The unique index of the store is over jti and iat together.",
        {"CA-ONCE": {"same-jti"}},
        setting(replay_key=lambda attempt: (attempt.claim("jti"), attempt.claim("iat"))),
    ),
    Fault(
        "remembers-the-last-assertion-alone",
        "One field of the client's row holds the last jti, and the next one overwrites it.",
        {"CA-ONCE": {"near-its-end", "after-a-second"}},
        replaced("assertion-is-new", _is_not_the_last),
    ),
    Fault(
        "looks-and-then-marks",
        "The store is asked for the jti and written to in two steps, with time between them.",
        {"CA-ONCE-RACE": EVERY},
        replaced("assertion-is-new", _looks_and_then_marks),
    ),
)
