"""Faults with the names of the members: their letter case, and two of one name (CIAM-NAMES, CIAM-NAMES-ONCE)."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, without
from conformance.reference.ciam_changes import Reader, body_read_by
from conformance.reference.decoding import read_json, read_json_first_wins
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault

CIAM = ("ciam",)
MEMBERS = {"grant-type": "grant_type", "client-id": "client_id", "client-secret": "client_secret"}


def _without_case(is_ignored: Callable[[str], bool]) -> Reader:
    """As the body is read, with those names of members in small letters of which `is_ignored` says so."""

    def read(data: bytes) -> Any:
        value = read_json(data)
        if not isinstance(value, dict):
            return value
        return {name.lower() if is_ignored(name.lower()) else name: each for name, each in value.items()}

    return read


def _repeated(attempt: Attempt) -> set[str]:
    """The names that stand more than once in a body that is an object."""
    pairs = json.loads(attempt.incoming.body, object_pairs_hook=list)
    return {name for name, count in Counter(name for name, _ in pairs).items() if count > 1}


def _letting_repeat(name: str, read: Reader) -> Change:
    """One member may be repeated; of two that are equal, `read` takes one."""
    return both(relaxed("members-once", lambda attempt: _repeated(attempt) == {name}), body_read_by(read))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "binds-members-in-any-case",
        "The body is bound to a class by a serialiser that overlooks letter case.",
        {"CIAM-NAMES": EVERY},
        body_read_by(_without_case(lambda _: True)),
        CIAM,
    ),
    *(
        Fault(
            f"finds-the-member-{case}-in-any-case",
            f"{name} is needed in a filter, which copies the members into a map of header fields, where case is none.",
            {"CIAM-NAMES": {case}},
            body_read_by(_without_case(lambda lower, name=name: lower == name)),  # type: ignore[misc]
            CIAM,
        )
        for case, name in MEMBERS.items()
    ),
    Fault(
        "takes-the-first-of-two-members",
        "The parser keeps the first of two members of one name.",
        {"CIAM-NAMES-ONCE": {f"{case}-right-one-first" for case in MEMBERS}},
        both(without("members-once"), body_read_by(read_json_first_wins)),
        CIAM,
    ),
    Fault(
        "takes-the-last-of-two-members",
        "The parser keeps the last of two members of one name, as most of them do.",
        {"CIAM-NAMES-ONCE": {f"{case}-right-one-last" for case in MEMBERS}},
        without("members-once"),
        CIAM,
    ),
    *(
        Fault(
            f"takes-the-first-member-{case}",
            f"{name} is not among the names that are counted, and the first one is kept.",
            {"CIAM-NAMES-ONCE": {f"{case}-right-one-first"}},
            _letting_repeat(name, read_json_first_wins),
            CIAM,
        )
        for case, name in MEMBERS.items()
    ),
    *(
        Fault(
            f"takes-the-last-member-{case}",
            f"{name} is not among the names that are counted, and the last one is kept.",
            {"CIAM-NAMES-ONCE": {f"{case}-right-one-last"}},
            _letting_repeat(name, read_json),
            CIAM,
        )
        for case, name in MEMBERS.items()
    ),
)
