"""Faults in comparing the parties that the client assertion names with the client (CA-ISS, CA-SUB)."""

from conformance.reference.attempt import Attempt
from conformance.reference.changes import Holds, relaxed, without
from conformance.reference.fault import EVERY, Fault


def _missing(name: str) -> Holds:
    return lambda attempt: name not in attempt.claims


def _there_but_false(name: str) -> Holds:
    return lambda attempt: name in attempt.claims and not attempt.claim(name)


def _of_the_registry(name: str) -> Holds:
    return lambda attempt: _text(attempt, name) in attempt.world.parties


def _among_several(name: str) -> Holds:
    return lambda attempt: isinstance(attempt.claim(name), list) and attempt.identity in attempt.claim(name)


def _in_any_case(name: str) -> Holds:
    return lambda attempt: _text(attempt, name).lower() == (attempt.identity or "").lower()


def _trimmed(name: str) -> Holds:
    return lambda attempt: _text(attempt, name).strip() == attempt.identity


def _text(attempt: Attempt, name: str) -> str:
    value = attempt.claim(name)
    return value if isinstance(value, str) else ""


FAULTS: tuple[Fault, ...] = (
    Fault(
        "needs-no-iss",
        "iss is compared where it is there, and nobody demands that it is.",
        {"CA-ISS": {"missing"}},
        relaxed("issuer-is-the-client", _missing("iss")),
    ),
    Fault(
        "takes-an-empty-iss",
        "iss is demanded by name; an empty text then counts as nothing that could be compared.",
        {"CA-ISS": {"empty"}},
        relaxed("issuer-is-the-client", _there_but_false("iss")),
    ),
    Fault(
        "takes-iss-of-any-participant",
        "iss is looked up in the registry, and whoever is found there will do.",
        {"CA-ISS": {"another-party"}},
        relaxed("issuer-is-the-client", _of_the_registry("iss")),
    ),
    Fault(
        "takes-a-list-of-issuers",
        "One function compares iss and aud: a list is searched for the value that is expected.",
        {"CA-ISS": {"array"}},
        relaxed("issuer-is-the-client", _among_several("iss")),
    ),
    Fault(
        "takes-iss-in-any-case",
        "iss is compared by the database, whose collation knows no letter case.",
        {"CA-ISS": {"letter-case"}},
        relaxed("issuer-is-the-client", _in_any_case("iss")),
    ),
    Fault(
        "trims-iss",
        "White space around iss is cut off before it is compared.",
        {"CA-ISS": {"trailing-space"}},
        relaxed("issuer-is-the-client", _trimmed("iss")),
    ),
    Fault(
        "never-reads-iss",
        "The client is known by its sub, so that iss was held to say the same again.",
        {"CA-ISS": EVERY},
        without("issuer-is-the-client"),
    ),
    Fault(
        "needs-no-sub",
        "Without sub the client is known by its client_id and its certificate.",
        {"CA-SUB": {"missing"}},
        relaxed("subject-is-the-client", _missing("sub")),
    ),
    Fault(
        "takes-an-empty-sub",
        "sub has to be there, but is compared only where it holds something (`if sub and sub != client_id`).",
        {"CA-SUB": {"empty"}},
        relaxed("subject-is-the-client", _there_but_false("sub")),
    ),
    Fault(
        "takes-sub-of-any-participant",
        "sub may be any party of the registry, as if one could act for another.",
        {"CA-SUB": {"another-party"}},
        relaxed("subject-is-the-client", _of_the_registry("sub")),
    ),
    Fault(
        "takes-a-list-of-subjects",
        "A list is searched for the client, since the library gives every claim as a list of values.",
        {"CA-SUB": {"array"}},
        relaxed("subject-is-the-client", _among_several("sub")),
    ),
    Fault(
        "takes-sub-in-any-case",
        "sub is written in lower case before it is compared.",
        {"CA-SUB": {"letter-case"}},
        relaxed("subject-is-the-client", _in_any_case("sub")),
    ),
    Fault(
        "trims-sub",
        "White space around sub is cut off before it is compared.",
        {"CA-SUB": {"trailing-space"}},
        relaxed("subject-is-the-client", _trimmed("sub")),
    ),
    Fault(
        "never-reads-sub",
        "iss is compared with the client, and sub never read; other JWTs of the client differ in it.",
        {"CA-SUB": EVERY, "CA-OTHER-JWT": EVERY},
        without("subject-is-the-client"),
    ),
)
