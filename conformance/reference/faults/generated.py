"""Faults that no named case meets, only generated input (CA-FUZZ, REQ-ROBUST)."""

from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.design import Change, Rule
from conformance.reference.fault import Fault
from conformance.reference.refusals import invalid_request

_JTI_COLUMN = 255
_SCOPE_COLUMN = 255
_KNOWN = ("grant_type", "scope", "client_id", "client_assertion_type", "client_assertion", "client_secret")
_KNOWN_CODE = ("redirect_uri", "code", "code_verifier")


def _uses(rule: str, use: Callable[[Attempt], Any]) -> Change:
    """In front of that rule a value is used for something that may raise, and nobody catches it."""

    def holds(attempt: Attempt) -> bool:
        use(attempt)
        return True

    return before(rule, Rule("uses-a-value", holds, invalid_request("")))


def _write_jti(attempt: Attempt) -> None:
    jti = attempt.claim("jti")
    if isinstance(jti, str) and len(jti) > _JTI_COLUMN:
        raise OverflowError(f"value too long for type character varying({_JTI_COLUMN})")


def _print_unknown_parameters(attempt: Attempt) -> None:
    for name, value in attempt.parameters:
        if name not in (*_KNOWN, *_KNOWN_CODE):
            value.encode("latin-1")


def _write_unknown_numbers(attempt: Attempt) -> None:
    members = attempt.body_value if isinstance(attempt.body_value, dict) else {}
    for value in members.values():
        if isinstance(value, int):
            value.to_bytes(8, "big", signed=True)


def _write_scope(attempt: Attempt) -> None:
    if len(attempt.parameter("scope") or "") > _SCOPE_COLUMN:
        raise OverflowError(f"value too long for type character varying({_SCOPE_COLUMN})")


FAULTS: tuple[Fault, ...] = (
    Fault(
        "keeps-jti-in-a-column-of-255-characters",
        "Every jti is kept in a column of 255 characters, and nobody catches the database's error at a longer one.",
        {"CA-FUZZ": {"generated"}},
        _uses("assertion-is-new", _write_jti),
        crashes=True,
    ),
    Fault(
        "prints-unknown-parameters-in-latin-1",
        "Parameters that nobody knows are written to a log file in Latin-1, and other letters raise an error.",
        {"REQ-ROBUST": {"generated"}},
        _uses("grant-type-present", _print_unknown_parameters),
        profiles=("m2m", "h2m", "basic"),
        crashes=True,
    ),
    Fault(
        "keeps-unknown-numbers-in-64-bits",
        "Members that nobody knows are written to a table with the body, and a number beyond 64 bits raises an error.",
        {"REQ-ROBUST": {"generated"}},
        _uses("no-authorization-header", _write_unknown_numbers),
        profiles=("ciam",),
        crashes=True,
    ),
    Fault(
        "keeps-scopes-in-a-column-of-255-characters",
        "The scope that was asked for is kept in a column of 255 characters, and nobody catches the database's error.",
        {"REQ-ROBUST": {"generated"}},
        _uses("scopes-are-known", _write_scope),
        profiles=("basic",),
        crashes=True,
    ),
)
