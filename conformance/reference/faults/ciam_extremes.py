"""Faults at what is too deep, too large or too long in a JSON body (CIAM-DEPTH)."""

import json
from itertools import accumulate

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.ciam_changes import member
from conformance.reference.design import Rule
from conformance.reference.fault import Fault
from conformance.reference.refusals import invalid_request

CIAM = ("ciam",)
_MOST_OF_BCRYPT = 72
_LEVELS_OF_STACK = 8_000
_NO_JSON = invalid_request("The body is no JSON")


def _fits_on_the_stack(attempt: Attempt) -> bool:
    """Whether a parser that calls itself comes back; what begins with no brace does not reach it."""
    text = attempt.incoming.body.strip()
    steps = (1 if each in b"[{" else -1 for each in text if each in b"[]{}")
    if text.startswith(b"{") and max(accumulate(steps), default=0) > _LEVELS_OF_STACK:
        raise RecursionError("the stack is at its end")
    return text.startswith(b"{")


def _parses_numbers_too(attempt: Attempt) -> bool:
    """Whether the parser takes it; that a number may be too long for it, which is another error, is not known."""
    try:
        json.loads(attempt.incoming.body.decode("utf-8", "replace"))
    except (json.JSONDecodeError, RecursionError):
        return False
    return True


def _has_whole_secret(attempt: Attempt) -> bool:
    """Numbers are written without a fraction before they are compared, for some clients have such secrets."""
    secret = member(attempt, "client_secret")
    return not isinstance(secret, float) or str(int(secret)) != ""


def _can_be_hashed(attempt: Attempt) -> bool:
    """The hash is made in any case, so that an unknown client waits as long as a known one."""
    secret = member(attempt, "client_secret")
    if isinstance(secret, str) and len(secret.encode("utf-8", "replace")) > _MOST_OF_BCRYPT:
        raise ValueError("password cannot be longer than 72 bytes")
    return True


FAULTS: tuple[Fault, ...] = (
    Fault(
        "recurses-without-a-limit",
        "The parser calls itself for each level, and its stack, which is enough for 8,000 of them, has an end.",
        {"CIAM-DEPTH": {"nesting"}},
        before("body-is-strict-json", Rule("body-parses", _fits_on_the_stack, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "fails-at-a-number-of-many-digits",
        "What is no JSON is caught by its own exception, and a number of too many digits is another one.",
        {"CIAM-DEPTH": {"huge-integer"}},
        before("body-is-strict-json", Rule("body-parses", _parses_numbers_too, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "makes-a-whole-number-of-infinity",
        "A secret that is a number is turned into a whole one, and the number is beyond all that can be.",
        {"CIAM-DEPTH": {"huge-exponent"}},
        before("client-secret-present", Rule("secret-is-whole", _has_whole_secret, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "gives-a-megabyte-to-bcrypt",
        "The secret is hashed as it came, and the library refuses more than 72 bytes by an exception.",
        {"CIAM-DEPTH": {"long-string"}},
        before("client-is-registered", Rule("secret-can-be-hashed", _can_be_hashed, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
)
