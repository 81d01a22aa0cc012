"""Faults of the flow M2M alone (chapter M2M)."""

from conformance.reference.changes import replaced
from conformance.reference.fault import EVERY, Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-the-scope-in-any-case",
        "The scope is compared in lower case.",
        {"M2M-SCOPE-CASE": EVERY},
        replaced(
            "scope-has-value",
            lambda attempt: attempt.settings.scope.lower() in {scope.lower() for scope in attempt.scopes},
        ),
    ),
)
