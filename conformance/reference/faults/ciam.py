"""Faults of the flow CIAM: the spelling of the grant, and members without a value (CIAM-REQUIRED)."""

from typing import Any

from conformance.reference.changes import setting
from conformance.reference.ciam_changes import MISSING, taking
from conformance.reference.fault import EVERY, Fault
from conformance.reference.unseparated import Unseparated

CIAM = ("ciam",)


def _is_missing(given: Any, _: str) -> bool:
    return given is MISSING


def _is_null(given: Any, _: str) -> bool:
    return given is None


def _is_empty(given: Any, _: str) -> bool:
    return isinstance(given, str) and given == ""


def _is_falsy(given: Any, _: str) -> bool:
    """What JavaScript takes for nothing; there an empty array or object is something."""
    return given is MISSING or given is None or (isinstance(given, str | int | float) and not given)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "spells-the-grant-with-a-hyphen",
        "The grant is a member of an enumeration, written with a hyphen as all others of this interface are.",
        {"CIAM-GRANT-SPELLING": EVERY},
        setting(grant_types=frozenset({"client-credentials"})),
        CIAM,
    ),
    Fault(
        "serves-its-only-grant-unasked",
        "There is one grant alone, so the member was given a default when the body was bound.",
        {"CIAM-REQUIRED": {"grant-type-missing"}, "REQ-GRANT-MISSING": {"no-grant-type"}},
        taking("grant_type", _is_missing),
        CIAM,
    ),
    Fault(
        "takes-the-default-for-a-grant-of-null",
        "The schema demands the member and lets it be null, for which the code puts its default.",
        {"CIAM-REQUIRED": {"grant-type-null"}},
        taking("grant_type", _is_null),
        CIAM,
    ),
    Fault(
        "takes-the-default-for-an-empty-grant",
        "The parser demands a text, and an empty one is no choice, so the default stays.",
        {"CIAM-REQUIRED": {"grant-type-empty"}},
        taking("grant_type", _is_empty),
        CIAM,
    ),
    Fault(
        "searches-by-what-came",
        "The search has a condition for each member that came; without an id it finds the client by its secret.",
        {"CIAM-REQUIRED": {"client-id-missing"}},
        taking("client_id", _is_missing),
        CIAM,
    ),
    Fault(
        "searches-with-an-id-that-may-be-null",
        "The query reads: where :id is null or id = :id, for it was copied from a report with optional filters.",
        {"CIAM-REQUIRED": {"client-id-null"}},
        taking("client_id", _is_null),
        CIAM,
    ),
    Fault(
        "searches-with-an-id-that-may-be-empty",
        "The search of the administration page is used, in which an empty field is no condition.",
        {"CIAM-REQUIRED": {"client-id-empty"}},
        taking("client_id", _is_empty),
        CIAM,
    ),
    Fault(
        "takes-a-client-without-secret-for-a-public-one",
        "A client that sends no secret is taken for one that has none, and is not asked for it.",
        {"CIAM-REQUIRED": {"client-secret-missing"}},
        taking("client_secret", _is_missing),
        CIAM,
    ),
    Fault(
        "does-not-compare-a-secret-of-null",
        "The comparison is left out where the secret is null, which the schema was to exclude and does not.",
        {"CIAM-REQUIRED": {"client-secret-null"}},
        taking("client_secret", _is_null),
        CIAM,
    ),
    Fault(
        "binds-to-a-directory-with-an-empty-secret",
        "The directory is asked to bind with id and secret, and an empty secret is an anonymous bind, which succeeds.",
        {"CIAM-REQUIRED": {"client-secret-empty"}},
        taking("client_secret", _is_empty),
        CIAM,
    ),
    Fault(
        "fills-in-a-grant-that-is-falsy",
        "The grant is read by body.grant_type || DEFAULT.",
        {
            "CIAM-REQUIRED": {"grant-type-missing", "grant-type-null", "grant-type-empty"},
            "CIAM-TYPES": {"grant-type-zero", "grant-type-false"},
            "REQ-GRANT-MISSING": {"no-grant-type"},
        },
        taking("grant_type", _is_falsy),
        CIAM,
    ),
    Fault(
        "compares-a-secret-that-is-truthy",
        "The condition reads: if (secret && secret !== stored) refuse.",
        {
            "CIAM-REQUIRED": {"client-secret-missing", "client-secret-null", "client-secret-empty"},
            "CIAM-TYPES": {"client-secret-zero", "client-secret-false"},
        },
        taking("client_secret", _is_falsy),
        CIAM,
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "CIAM-REQUIRED",
        "grant-type-missing",
        "it is the very request of REQ-GRANT-MISSING[no-grant-type], so that whatever grants one grants both",
        CIAM,
    ),
)
