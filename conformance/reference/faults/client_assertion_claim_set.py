"""Faults in reading the claim set: its identifier, and claims that stand there twice (CA-JTI, CA-CLAIMS-ONCE)."""

from collections.abc import Callable
from typing import Any

from conformance.reference import decoding
from conformance.reference.changes import both, relaxed, setting, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault


def _first_wins_of(name: str) -> Callable[[bytes], Any]:
    """Reads the payload: of this claim the first value counts, of every other the last."""

    def read(data: bytes) -> Any:
        claims, first = decoding.read_json(data), decoding.read_json_first_wins(data)
        return claims | {name: first[name]} if isinstance(claims, dict) and name in claims else claims

    return read


def _taking_the_first(name: str) -> Change:
    return both(without("claim-names-once"), setting(read_claims=_first_wins_of(name)))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "needs-no-jti",
        "jti is looked at where it is there, and nobody demands that it is.",
        {"CA-JTI": {"missing"}},
        relaxed("jti-present", lambda attempt: "jti" not in attempt.claims),
    ),
    Fault(
        "takes-jti-null",
        "That jti is there is asked of its name alone.",
        {"CA-JTI": {"null"}},
        relaxed("jti-present", lambda attempt: "jti" in attempt.claims),
    ),
    Fault(
        "takes-an-empty-jti",
        "jti has to be a string, of whatever length.",
        {"CA-JTI-STRING": {"empty"}},
        relaxed("jti-is-text", lambda attempt: isinstance(attempt.claim("jti"), str)),
    ),
    Fault(
        "takes-a-number-for-jti",
        "jti only has to be something; a number is a key of the memory as good as a text.",
        {"CA-JTI-STRING": {"number"}},
        relaxed("jti-is-text", lambda attempt: bool(attempt.number("jti"))),
    ),
    Fault(
        "takes-the-first-of-two-sub",
        "sub is cut out of the payload by a pattern, for the log needs it early; it finds the first one.",
        {"CA-CLAIMS-ONCE": {"sub"}},
        _taking_the_first("sub"),
    ),
    Fault(
        "takes-the-first-of-two-aud",
        "A gateway in front reads aud with a parser of its own, which takes the first, and hands it on.",
        {"CA-CLAIMS-ONCE": {"aud"}},
        _taking_the_first("aud"),
    ),
    Fault(
        "takes-the-first-of-two-iss",
        "iss is read by a streaming parser that stops at the first one, since the key is chosen by it.",
        {"CA-CLAIMS-ONCE": {"iss"}},
        _taking_the_first("iss"),
    ),
    Fault(
        "takes-the-first-of-two-exp",
        "The cache of assertions reads exp by itself and stops at the first one; the rest trusts the cache.",
        {"CA-CLAIMS-ONCE": {"exp"}},
        _taking_the_first("exp"),
    ),
    Fault(
        "takes-the-first-of-two-claims",
        "The JSON parser keeps the first of two equal names.",
        {"CA-CLAIMS-ONCE": EVERY},
        both(without("claim-names-once"), setting(read_claims=decoding.read_json_first_wins)),
    ),
)
