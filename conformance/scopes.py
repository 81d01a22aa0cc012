"""The scope of a granting answer, read by its grammar (RFC 6749, section 3.3)."""

import re
from typing import Any

from conformance.granted import Grant
from conformance.outcome import NotTestable
from conformance.strict_json import kind_of

_VALUE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+\Z")


def granted_values(grant: Grant) -> list[str] | None:
    """Give the scope values that an answer names; None where it has no scope.

    Raises ``NotTestable`` where BASIC-RES-SCOPE has something to say first.
    """
    if "scope" not in grant.members:
        return None
    told = grant.members["scope"]
    if fault := scope_fault(told, grant.asked_scope):
        raise NotTestable(f"it needs BASIC-RES-SCOPE: {fault}")
    return str(told).split()


def scope_fault(told: Any, asked: str) -> str | None:
    """Say what keeps the scope of an answer from being a list of values with spaces between; None where nothing does.

    A comma may stand in a value: it is a fault where what it separates are values that were asked for.
    """
    if not isinstance(told, str):
        return f"scope is {kind_of(told)}"
    odd = [value for value in told.split(" ") if value and not _VALUE.match(value)]
    if odd:
        return f"scope holds what no scope value may hold: {odd[0]!r:.60}"
    wanted = set(asked.split())
    joined = [value for value in told.split() if value not in wanted and _is_joined(value, wanted)]
    return f"scope separates its values by commas: {joined[0]!r:.60}" if joined else None


def _is_joined(value: str, wanted: set[str]) -> bool:
    parts = set(value.split(",")) - {""}
    return "," in value and (parts <= wanted or len(parts & wanted) > 1)
