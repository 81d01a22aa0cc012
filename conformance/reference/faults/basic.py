"""Faults in reading the header Authorization (chapter BASIC)."""

import base64
from collections.abc import Callable

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import both, relaxed, replaced, setting, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.rules_secret import (
    header_credentials,
    is_base64,
    read_base64,
    scheme_and_rest,
)

BASIC = ("basic",)
_OF_THE_HEADER = (
    *("authorization-present", "scheme-is-basic", "credentials-have-a-colon"),
    *("client-is-registered", "secret-matches", "body-names-the-same-client"),
)


def header_of(attempt: Attempt) -> str:
    """The first header Authorization as sent; empty where there is none."""
    return attempt.incoming.header("Authorization") or ""


def decoded(attempt: Attempt) -> bytes:
    """What stands in base64 behind the scheme."""
    return read_base64(scheme_and_rest(attempt)[1])


def unasked_where(holds: Callable[[Attempt], bool]) -> Change:
    """Nothing is asked of the client where `holds` says so."""
    return both(*(relaxed(name, holds) for name in _OF_THE_HEADER))


def _has_header(attempt: Attempt) -> bool:
    return header_of(attempt) != ""


def _scheme_as_written(attempt: Attempt) -> str:
    return header_of(attempt).partition(" ")[0]


def _also_under(scheme: str) -> Change:
    return relaxed("scheme-is-basic", lambda attempt: scheme_and_rest(attempt)[0] == scheme)


def _without_prefix(attempt: Attempt) -> Credentials | None:
    """What is left when Basic is taken away from the front, whether it stands there or not."""
    text = header_of(attempt)
    rest = text if " " not in text else scheme_and_rest(attempt)[1]
    user, colon, secret = read_base64(rest).decode("utf-8", "replace").partition(":")
    return Credentials(user, secret) if colon else None


def _as_they_stand(attempt: Attempt) -> Credentials | None:
    """The credentials as they stand, where they cannot be decoded."""
    if is_base64(attempt):
        return header_credentials(attempt)
    user, colon, secret = scheme_and_rest(attempt)[1].partition(":")
    return Credentials(user, secret) if colon else None


def _cut_in_two(attempt: Attempt) -> Credentials:
    user, secret = decoded(attempt).decode("utf-8", "replace").split(":", 1)
    return Credentials(user, secret)


def _without_secret(attempt: Attempt) -> Credentials:
    user, colon, secret = decoded(attempt).decode("utf-8", "replace").partition(":")
    return Credentials(user, secret if colon else None)


def by_secret(attempt: Attempt, secret: str) -> str | None:
    """The client that has this secret."""
    return next((client for client, stored in attempt.world.secrets.items() if stored == secret), None)


def _found_by_secret(attempt: Attempt) -> Credentials | None:
    """Whoever names no user is looked for by the secret."""
    given = header_credentials(attempt)
    return Credentials(by_secret(attempt, given.secret), given.secret) if given and not given.client else given


def _ignoring_what_is_odd(attempt: Attempt) -> Credentials | None:
    user, colon, secret = decoded(attempt).decode("utf-8", "ignore").partition(":")
    return Credentials(user, secret) if colon else None


def _strictly(attempt: Attempt) -> Credentials | None:
    user, colon, secret = decoded(attempt).decode("utf-8").partition(":")
    return Credentials(user, secret) if colon else None


def _of_the_last_header(attempt: Attempt) -> Credentials | None:
    text = attempt.incoming.all_headers("Authorization")[-1].partition(" ")[2]
    user, colon, secret = base64.b64decode(text).decode("utf-8", "replace").partition(":")
    return Credentials(user, secret) if colon else None


_MISSING = (
    Fault(
        "serves-whoever-sends-no-header",
        "The filter reads `if header is not None`, and there is no other branch.",
        {"BASIC-REQUIRED": EVERY},
        unasked_where(lambda attempt: not _has_header(attempt)),
        BASIC,
    ),
    Fault(
        "serves-the-default-client",
        "Whoever names no client at all is taken for the default client of the first days.",
        {"BASIC-REQUIRED": {"no-header"}},
        unasked_where(lambda attempt: not _has_header(attempt) and attempt.parameter("client_id") is None),
        BASIC,
    ),
    Fault(
        "allows-public-clients",
        "The setting for clients without a secret is on: the client id in the body is enough.",
        {"BASIC-REQUIRED": {"bare-client-id"}},
        unasked_where(lambda attempt: not _has_header(attempt) and attempt.parameter("client_id") is not None),
        BASIC,
    ),
)

_SCHEMES = (
    Fault(
        "ignores-the-scheme",
        "The header is cut at the blank, and the second part is decoded, whatever the first one says.",
        {"BASIC-SCHEME": {"bearer", "digest"}},
        without("scheme-is-basic"),
        BASIC,
    ),
    Fault(
        "takes-credentials-for-a-bearer-token",
        "A gateway writes Bearer in front of everything, and an exception was made for its clients.",
        {"BASIC-SCHEME": {"bearer"}},
        _also_under("bearer"),
        BASIC,
    ),
    Fault(
        "takes-digest-for-basic",
        "The two schemes for passwords of RFC 2617 are sent to the same code.",
        {"BASIC-SCHEME": {"digest"}},
        _also_under("digest"),
        BASIC,
    ),
    Fault(
        "needs-no-scheme",
        "Basic is taken away from the front of the header where it stands there.",
        {"BASIC-SCHEME": {"none"}},
        both(
            relaxed("scheme-is-basic", lambda attempt: " " not in header_of(attempt)),
            setting(credentials=_without_prefix),
        ),
        BASIC,
    ),
    Fault(
        "knows-the-scheme-in-one-spelling",
        'The line reads startsWith("Basic ").',
        {"BASIC-SCHEME-CASE": EVERY},
        replaced("scheme-is-basic", lambda attempt: _scheme_as_written(attempt) == "Basic"),
        BASIC,
    ),
)

_SPOILED = (
    Fault(
        "takes-credentials-as-they-stand",
        "Where base64 cannot be decoded, the exception is caught and the text itself is taken.",
        {"BASIC-MALFORMED": {"not-encoded"}},
        both(
            setting(credentials=_as_they_stand),
            relaxed("credentials-are-base64", lambda attempt: ":" in scheme_and_rest(attempt)[1]),
            relaxed("credentials-are-utf-8", lambda attempt: not is_base64(attempt)),
        ),
        BASIC,
    ),
    Fault(
        "decodes-base64-leniently",
        "The decoder skips what is no letter of base64, as that of Python and of Node does.",
        {"BASIC-MALFORMED": {"foreign-character"}},
        without("credentials-are-base64"),
        BASIC,
    ),
    Fault(
        "falls-over-a-missing-colon",
        'The text is cut in two by split(":"), and both parts are taken for granted.',
        {"BASIC-MALFORMED": {"no-colon"}},
        setting(credentials=_cut_in_two),
        BASIC,
        crashes=True,
    ),
    Fault(
        "compares-no-secret-where-there-is-no-colon",
        "Without a colon the secret is null, and null means that there is none to compare.",
        {"BASIC-MALFORMED": {"no-colon"}},
        both(
            setting(credentials=_without_secret),
            relaxed(
                "secret-matches", lambda attempt: attempt.credentials is not None and attempt.credentials.secret is None
            ),
        ),
        BASIC,
    ),
    Fault(
        "finds-the-client-by-its-secret",
        "Where no user is named, the secret is taken for an API key and looked up.",
        {"BASIC-MALFORMED": {"empty-user"}},
        setting(credentials=_found_by_secret),
        BASIC,
    ),
    Fault(
        "drops-bytes-that-are-no-utf-8",
        'The bytes are decoded with errors="ignore", so that log files stay readable.',
        {"BASIC-MALFORMED": {"invalid-utf-8"}},
        both(without("credentials-are-utf-8"), setting(credentials=_ignoring_what_is_odd)),
        BASIC,
    ),
    Fault(
        "falls-over-invalid-utf-8",
        "The errors of base64 are caught, those of UTF-8 are not.",
        {"BASIC-MALFORMED": {"invalid-utf-8"}},
        both(without("credentials-are-utf-8"), setting(credentials=_strictly)),
        BASIC,
        crashes=True,
    ),
    Fault(
        "takes-the-first-of-two-headers",
        "The framework gives the first header of a name, and nobody asks whether there is another.",
        {"BASIC-MALFORMED": {"right-header-first"}},
        without("one-authorization-header"),
        BASIC,
    ),
    Fault(
        "takes-the-last-of-two-headers",
        "The headers are read into a dictionary, where the last one of a name stays.",
        {"BASIC-MALFORMED": {"right-header-last"}},
        both(without("one-authorization-header"), setting(credentials=_of_the_last_header)),
        BASIC,
    ),
)

FAULTS: tuple[Fault, ...] = (*_MISSING, *_SCHEMES, *_SPOILED)
