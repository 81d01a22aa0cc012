"""Faults in comparing id and secret of a JSON body (CIAM-SECRET, CIAM-CLIENT, CIAM-CLIENT-EXACT)."""

from typing import Any

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import both, relaxed, setting
from conformance.reference.ciam_changes import member, taking
from conformance.reference.fault import EVERY, Fault

CIAM = ("ciam",)
_LETTERS_OF_CRYPT = 8
_WIDTH = 64
"""Letters that the column of new clients' secrets holds."""


def _folded(text: Any) -> Any:
    """A text as a collation compares it that knows neither letter case nor blanks at the end."""
    return text.rstrip(" ").lower() if isinstance(text, str) else text


def _is_new_client(attempt: Attempt) -> bool:
    """Nobody has that id, by the unique index of the database, and the secret fits its column."""
    client, secret = member(attempt, "client_id"), member(attempt, "client_secret")
    is_known = _folded(client).lstrip(" ") in {_folded(known) for known in attempt.world.secrets}
    return not is_known and len(secret) <= _WIDTH


def _owner_of_the_secret(attempt: Attempt) -> Credentials:
    """The client whose secret came, whoever it says it is."""
    given = member(attempt, "client_secret")
    owners = (client for client, secret in attempt.world.secrets.items() if secret == given)
    return Credentials(next(owners, None), given)


def _is_cut_to_width(stored: str, given: str) -> bool:
    return " " not in given and given[: len(stored)] == stored


FAULTS: tuple[Fault, ...] = (
    Fault(
        "compares-the-member-secret-without-case",
        "The column of secrets has the collation of the database, which knows no letter case.",
        {"CIAM-SECRET": {"letter-case"}},
        setting(is_same_secret=lambda stored, given: stored.lower() == given.lower()),
        CIAM,
    ),
    Fault(
        "cuts-the-member-secret-to-its-column",
        "A secret may hold no blank, and is cut to the width of its column before it is compared.",
        {"CIAM-SECRET": {"one-more"}},
        setting(is_same_secret=_is_cut_to_width),
        CIAM,
    ),
    Fault(
        "compares-as-much-as-came-of-the-member-secret",
        "The secrets are compared by strncmp() with the length of the one that came.",
        {"CIAM-SECRET": {"one-less"}},
        setting(is_same_secret=lambda stored, given: stored.startswith(given)),
        CIAM,
    ),
    Fault(
        "trims-the-member-secret",
        "White space around a secret is cut off, for users copy it out of a mail.",
        {"CIAM-SECRET": {"trailing-blank"}},
        setting(is_same_secret=lambda stored, given: given.strip() == stored),
        CIAM,
    ),
    Fault(
        "knows-the-member-secret-of-any-client",
        "Whether the id is known and whether the secret is known are two questions.",
        {"CIAM-SECRET": {"other-client"}},
        relaxed(
            "secret-matches",
            lambda attempt: member(attempt, "client_secret") in attempt.world.secrets.values(),
        ),
        CIAM,
    ),
    Fault(
        "hashes-eight-letters-of-the-secret",
        "Secrets are hashed by the old crypt(), which reads eight letters.",
        {"CIAM-SECRET": {"one-more", "one-less", "trailing-blank"}},
        setting(is_same_secret=lambda stored, given: stored[:_LETTERS_OF_CRYPT] == given[:_LETTERS_OF_CRYPT]),
        CIAM,
    ),
    Fault(
        "lets-the-database-compare-the-secret",
        "The secret is a condition of the query, and the column's collation knows neither case nor blanks at the end.",
        {"CIAM-SECRET": {"letter-case", "trailing-blank"}},
        setting(is_same_secret=lambda stored, given: _folded(stored) == _folded(given)),
        CIAM,
    ),
    Fault(
        "registers-clients-on-the-fly",
        "A client that nobody knows is registered with the secret that it brings, as in the test environment.",
        {"CIAM-CLIENT": {"right-secret"}},
        both(relaxed("client-is-registered", _is_new_client), relaxed("secret-matches", _is_new_client)),
        CIAM,
    ),
    Fault(
        "finds-the-client-of-the-body-by-its-secret",
        "Secrets are unique, so the client is looked up by its secret, and its id is written to the log alone.",
        {"CIAM-CLIENT": {"right-secret"}, "CIAM-CLIENT-EXACT": EVERY, "CIAM-SECRET": {"other-client"}},
        setting(credentials=_owner_of_the_secret),
        CIAM,
    ),
    Fault(
        "finds-the-client-of-the-body-without-case",
        "The query for the client ignores letter case.",
        {"CIAM-CLIENT-EXACT": {"letter-case"}},
        taking("client_id", lambda given, known: isinstance(given, str) and given.lower() == known.lower()),
        CIAM,
    ),
    Fault(
        "cuts-blanks-in-front-of-the-id",
        "Blanks in front of an id are cut off, for a client once came with one.",
        {"CIAM-CLIENT-EXACT": {"blank-in-front"}},
        taking("client_id", lambda given, known: isinstance(given, str) and given.lstrip(" ") == known),
        CIAM,
    ),
    Fault(
        "cuts-blanks-behind-the-id",
        "The column of the ids is of fixed width, and blanks at the end do not count when it is compared.",
        {"CIAM-CLIENT-EXACT": {"blank-behind"}},
        taking("client_id", lambda given, known: isinstance(given, str) and given.rstrip(" ") == known),
        CIAM,
    ),
    Fault(
        "normalises-the-id-of-the-body",
        "The id is trimmed and put into small letters, as user names are.",
        {"CIAM-CLIENT-EXACT": EVERY},
        taking("client_id", lambda given, known: isinstance(given, str) and given.strip().lower() == known.lower()),
        CIAM,
    ),
)
