"""Faults in judging the claims of the client assertion (CA-ISS and what follows)."""

from conformance.reference.changes import setting, without
from conformance.reference.fault import Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "ignores-expiry",
        "The library's check of exp was switched off for a test and never on again.",
        {"CA-EXP": {"a-little", "an-hour", "ten-years"}},
        without("not-expired"),
    ),
    Fault(
        "remembers-a-jti-for-one-second",
        "The memory of used assertions has the life of its cache, a second, in place of the assertion's.",
        {"CA-ONCE": {"after-a-second", "near-its-end"}},
        setting(remember_until=lambda attempt: attempt.now + 0.9),
    ),
)
