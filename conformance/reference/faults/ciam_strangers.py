"""Faults of the flow CIAM in which a client that nobody knows brings no secret (CIAM-CLIENT, CIAM-REQUIRED)."""

from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed
from conformance.reference.ciam_changes import MISSING, is_registered, member
from conformance.reference.design import Change
from conformance.reference.fault import Fault

CIAM = ("ciam",)
_ABOUT_CREDENTIALS = ("client-id-present", "client-secret-present", "client-is-registered", "secret-matches")


def _granting(holds: Callable[[Any, Any], bool]) -> Change:
    """Whoever is not registered is let in where this holds of the id and the secret that came."""

    def is_let_in(attempt: Attempt) -> bool:
        client, secret = member(attempt, "client_id"), member(attempt, "client_secret")
        return not is_registered(attempt, client) and holds(client, secret)

    return both(*(relaxed(rule, is_let_in) for rule in _ABOUT_CREDENTIALS))


def _is_named(client: Any) -> bool:
    return isinstance(client, str) and client != ""


def _is_none(value: Any) -> bool:
    """What a Python dict gives for a member that is null, or not there."""
    return value is None or value is MISSING


FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-a-stranger-without-secret-for-a-public-client",
        "A client that is not in the table of confidential ones, and brings no secret, is taken for an app.",
        {"CIAM-CLIENT": {"secret-missing"}},
        _granting(lambda client, secret: _is_named(client) and secret is MISSING),
        CIAM,
    ),
    Fault(
        "compares-null-with-null",
        "A left join gives null for the secret of a stranger, and the comparison takes two nulls for equal.",
        {"CIAM-CLIENT": {"secret-null"}},
        _granting(lambda client, secret: _is_named(client) and secret is None),
        CIAM,
    ),
    Fault(
        "compares-a-member-with-a-default-secret",
        'The line reads `compare_digest(secrets.get(client_id, ""), client_secret)`.',
        {"CIAM-CLIENT": {"secret-empty"}},
        _granting(lambda client, secret: _is_named(client) and secret == ""),
        CIAM,
    ),
    Fault(
        "takes-who-names-nobody-for-the-gateway",
        "The gateway once asked in its own name, without credentials, and the branch for it is still there.",
        {"CIAM-REQUIRED": {"no-credentials"}},
        _granting(lambda client, secret: client is MISSING and secret is MISSING),
        CIAM,
    ),
    Fault(
        "compares-what-two-dictionaries-give",
        'The line reads `secrets.get(body.get("client_id")) == body.get("client_secret")`: None equals None.',
        {"CIAM-CLIENT": {"secret-missing", "secret-null"}, "CIAM-REQUIRED": {"no-credentials"}},
        _granting(lambda client, secret: (_is_named(client) or _is_none(client)) and _is_none(secret)),
        CIAM,
    ),
)
