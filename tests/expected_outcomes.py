"""What each row says of the good endpoint of a profile: all rows hold but those named here."""

from collections.abc import Mapping

from conformance.catalogue import load_catalogue

_READABLE = ("RES-TOKEN-SIGNED", "RES-TOKEN-CLIENT", "RES-TOKEN-CLOCK")
"""What is said of a token that can be read; the good endpoint's is opaque."""
_CHALLENGED = ("ERR-CHALLENGE",)
"""What is said of a 401; the good endpoint answers 400, as iSHARE has it."""
GOOD: Mapping[str, Mapping[str, str]] = {
    "m2m": dict.fromkeys((*_READABLE, "RES-SCOPE", *_CHALLENGED), "not-applicable"),
    "h2m": dict.fromkeys((*_READABLE, *_CHALLENGED), "not-applicable"),
    "ciam": dict.fromkeys((*_READABLE, *_CHALLENGED), "not-applicable"),
    "basic": dict.fromkeys((*_READABLE, "RES-SCOPE"), "not-applicable"),
}
"""By profile, the rows that do not hold at the good endpoint, for there is nothing to judge."""

POSITIVE = frozenset(
    {
        "BASIC-SCHEME-CASE",
        "BASIC-SCOPE-SPACES",
        "BASIC-SECRET-CHARACTERS",
        "CA-ALG-GRANTED",
        "CA-EXTRA-CLAIMS",
        "CA-JSON-FORM",
        "CIAM-GRANT-SPELLING",
        "M2M-SCOPE-MORE",
        "REQ-MEDIA-TYPE",
        "REQ-ORDER",
        "REQ-UNKNOWN",
    }
)
"""Rows that send something legal, which holds where it is granted."""
POSITIVE_CASES = frozenset(
    {("CA-NBF", "absent"), ("CA-NBF", "equal-to-iat"), ("REQ-EMPTY", "client-secret"), ("REQ-EMPTY", "client-id")}
)
"""The legal ones among the cases of rows that have both kinds."""


def is_negative(requirement: str, case: str | None) -> bool:
    """Whether a check sends something that has to be refused."""
    return requirement not in POSITIVE and (requirement, case) not in POSITIVE_CASES


def expected_of(profile: str, differing: Mapping[str, str]) -> dict[str, str]:
    """The outcome of every row, given those that differ from the good endpoint's."""
    all_rows = (row for row in load_catalogue().values() if profile in row.profiles)
    outcomes = {row.id: "holds" if row.observable else "not-observable" for row in all_rows}
    concerning = {name: outcome for name, outcome in differing.items() if name in outcomes}
    return outcomes | dict(GOOD[profile]) | concerning
