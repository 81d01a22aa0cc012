"""Faults of the flow M2M alone (chapter M2M)."""

import re
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, replaced, without
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, Fault
from conformance.reference.refusals import invalid_request
from conformance.reference.unseparated import Unseparated


def _matching(matches: Callable[[str, str], bool]) -> Change:
    """A scope is right where any of its values, or it as a whole, compares like this with the one that is needed."""

    def holds(attempt: Attempt) -> bool:
        return attempt.parameter("scope") is None or any(
            matches(value, attempt.settings.scope) for value in attempt.scopes
        )

    return replaced("scope-has-value", holds)


def _in_place(number: int) -> Change:
    """The scope that is needed is looked for in one place of the list; elsewhere it is an error of the request."""

    def holds(attempt: Attempt) -> bool:
        return attempt.settings.scope not in attempt.scopes or attempt.scopes[number] == attempt.settings.scope

    return before(
        "scope-present", Rule("scope-in-its-place", holds, invalid_request("The scope is not where it is expected"))
    )


FAULTS: tuple[Fault, ...] = (
    Fault(
        "fills-in-a-missing-scope",
        "The framework puts its default scope where the client asked for none.",
        {"M2M-SCOPE": {"missing"}},
        without("scope-present"),
    ),
    Fault(
        "takes-the-scope-of-another-flow",
        "One table holds the scopes of all flows, and any scope in it will do.",
        {"M2M-SCOPE": {"another"}},
        _matching(lambda value, needed: value in {needed, "openid", "profile"}),
    ),
    Fault(
        "ignores-the-scope",
        "The scope is stored with the token and never looked at.",
        {"M2M-SCOPE": EVERY, "M2M-SCOPE-CASE": EVERY, "M2M-SCOPE-WHOLE": EVERY},
        without("scope-present", "scope-has-value"),
    ),
    Fault(
        "takes-the-scope-in-any-case",
        "The scope is compared in lower case.",
        {"M2M-SCOPE-CASE": EVERY},
        _matching(lambda value, needed: value.lower() == needed.lower()),
    ),
    Fault(
        "knows-the-scope-in-lower-case",
        "The scope was entered a second time in small letters, because a client had misspelled it.",
        {"M2M-SCOPE-CASE": {"lower-case"}},
        _matching(lambda value, needed: value in {needed, needed.lower()}),
    ),
    Fault(
        "takes-the-name-of-the-constant",
        "An enumeration is searched by the names of its members as well as by their values.",
        {"M2M-SCOPE-CASE": {"upper-case"}},
        _matching(lambda value, needed: value in {needed, needed.upper()}),
    ),
    Fault(
        "takes-the-label-of-the-scope",
        "The label that a page shows for the scope counts like the scope.",
        {"M2M-SCOPE-CASE": {"capitalized"}},
        _matching(lambda value, needed: value in {needed, needed.capitalize()}),
    ),
    Fault(
        "looks-for-the-scope-inside-the-text",
        "The scope is looked for by contains().",
        {"M2M-SCOPE-WHOLE": EVERY},
        _matching(lambda value, needed: needed in value),
    ),
    Fault(
        "takes-the-end-of-a-scope",
        "Scopes may have a prefix that names their owner, and whatever stands in front of the scope is taken for one.",
        {"M2M-SCOPE-WHOLE": {"letter-in-front"}},
        _matching(lambda value, needed: value.endswith(needed)),
    ),
    Fault(
        "matches-the-scope-without-an-end",
        "The pattern for the scope lets letters and digits follow, for versions of it that were planned.",
        {"M2M-SCOPE-WHOLE": {"letter-behind"}},
        _matching(lambda value, needed: re.fullmatch(rf"{needed}\w*", value) is not None),
    ),
    Fault(
        "splits-the-scope-at-commas",
        "The list of scopes is split at commas as well as at spaces.",
        {"M2M-SCOPE-WHOLE": {"comma"}},
        _matching(lambda value, needed: needed in value.split(",")),
    ),
    Fault(
        "wants-the-scope-in-front",
        "Only the first of several scopes is compared.",
        {"M2M-SCOPE-MORE": {"last"}},
        _in_place(0),
    ),
    Fault(
        "wants-the-scope-behind",
        "The scopes are read in a loop that keeps the last one.",
        {"M2M-SCOPE-MORE": {"first"}},
        _in_place(-1),
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = ()
