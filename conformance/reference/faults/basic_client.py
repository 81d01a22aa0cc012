"""Faults in knowing a client and its secret (chapter BASIC)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import both, relaxed, replaced, setting, without
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.basic import BASIC, by_secret, decoded, header_of
from conformance.reference.rules_secret import header_credentials


def _same_secret(is_same: Callable[[str, str], bool]) -> Change:
    """The stored secret and the given one are compared like this."""
    return setting(is_same_secret=lambda stored, given: isinstance(given, str) and is_same(stored, given))


def _given_secret(attempt: Attempt) -> Any:
    return attempt.credentials.secret if attempt.credentials else None


def _reading(edit: Callable[[Attempt, Credentials], Credentials]) -> Change:
    """The id and secret of the header are made into others before they are looked at."""

    def read(attempt: Attempt) -> Credentials | None:
        given = header_credentials(attempt)
        return edit(attempt, given) if given else None

    return setting(credentials=read)


def _without_letter_case(attempt: Attempt, given: Credentials) -> Credentials:
    known = {client.lower(): client for client in attempt.world.secrets}
    return Credentials(known.get(given.client.lower(), given.client), given.secret)


def _renamed(attempt: Attempt, given: Credentials) -> Credentials:
    known = given.client in attempt.world.secrets or not given.client
    return given if known else Credentials(by_secret(attempt, given.secret), given.secret)


def _registers(attempt: Attempt) -> bool:
    """The client has an id that nobody has, in whatever letter case, and a secret to be registered with."""
    given = attempt.credentials
    known = {client.lower() for client in attempt.world.secrets}
    is_new = given is not None and bool(given.client) and given.client.lower() not in known
    return is_new and _given_secret(attempt) != ""


def _is_nobody_without_secret(attempt: Attempt) -> bool:
    given = attempt.credentials
    return given is not None and given.client not in attempt.world.secrets and given.secret == ""


def _from_the_body(attempt: Attempt) -> Credentials | None:
    if header_of(attempt):
        return header_credentials(attempt)
    client, secret = attempt.parameter("client_id"), attempt.parameter("client_secret")
    return Credentials(client, secret) if client and secret else None


def _second_part(attempt: Attempt) -> Credentials | None:
    parts = decoded(attempt).decode("utf-8", "replace").split(":")
    return Credentials(parts[0], parts[1]) if len(parts) > 1 else None


def _has_no_header(attempt: Attempt) -> bool:
    return not header_of(attempt)


_SECRETS = (
    Fault(
        "compares-secrets-without-letter-case",
        "The secret is compared by the database, whose collation knows no letter case.",
        {"BASIC-SECRET": {"letter-case"}},
        _same_secret(lambda stored, given: stored.lower() == given.lower()),
        BASIC,
    ),
    Fault(
        "cuts-secrets-to-their-column",
        "A secret without white space is cut to the width of its column before it is compared.",
        {"BASIC-SECRET": {"one-more"}},
        _same_secret(lambda stored, given: " " not in given and given[: len(stored)] == stored),
        BASIC,
    ),
    Fault(
        "cuts-a-line-end-that-is-none",
        "Secrets of a file end with a line end; the last character is cut off, whatever it is, and that counts too.",
        {"BASIC-SECRET": {"one-less"}},
        _same_secret(lambda stored, given: given in {stored, stored[:-1]}),
        BASIC,
    ),
    Fault(
        "trims-the-secret",
        "Whatever comes in from outside is trimmed, because people paste blanks.",
        {"BASIC-SECRET": {"trailing-blank"}},
        _same_secret(lambda stored, given: given.strip() == stored),
        BASIC,
    ),
    Fault(
        "takes-the-secret-of-any-client",
        "The secret is looked up in its table, without a condition on whose it is.",
        {"BASIC-SECRET": {"other-client"}},
        replaced("secret-matches", lambda attempt: _given_secret(attempt) in attempt.world.secrets.values()),
        BASIC,
    ),
    Fault(
        "compares-secrets-as-far-as-they-go",
        "The two are compared character by character as far as the shorter one goes.",
        {"BASIC-SECRET": {"one-more", "one-less", "trailing-blank", "empty"}},
        _same_secret(lambda stored, given: all(a == b for a, b in zip(stored, given, strict=False))),
        BASIC,
    ),
    Fault(
        "compares-no-empty-secret",
        "The line reads `if secret and secret != stored`, so that nothing is compared where nothing came.",
        {"BASIC-SECRET": {"empty"}},
        relaxed("secret-matches", lambda attempt: _given_secret(attempt) == ""),
        BASIC,
    ),
)

_CLIENTS = (
    Fault(
        "registers-whoever-asks",
        "A client with a new id is created at its first request, as in the developers' environment.",
        {"BASIC-CLIENT": {"right-secret"}},
        both(relaxed("client-is-registered", _registers), relaxed("secret-matches", _registers)),
        BASIC,
    ),
    Fault(
        "compares-with-a-default-secret",
        'The line reads `compare_digest(secrets.get(client, ""), secret)`: of a stranger nothing is stored.',
        {"BASIC-CLIENT": {"empty-secret"}},
        both(
            relaxed("client-is-registered", _is_nobody_without_secret),
            relaxed("secret-matches", _is_nobody_without_secret),
        ),
        BASIC,
    ),
    Fault(
        "looks-an-unknown-client-up-by-its-secret",
        "Clients were renamed once, and for the old names the secret tells who it is.",
        {"BASIC-CLIENT": {"right-secret"}, "BASIC-CLIENT-EXACT": EVERY},
        _reading(_renamed),
        BASIC,
    ),
    Fault(
        "looks-the-client-up-with-like",
        "The query says LIKE, which knows no letter case.",
        {"BASIC-CLIENT-EXACT": EVERY},
        _reading(_without_letter_case),
        BASIC,
    ),
    Fault(
        "falls-back-to-the-body",
        "Where there is no header, id and secret are taken from the body, as the library does by default.",
        {"BASIC-BODY-CREDENTIALS": EVERY},
        both(
            setting(credentials=_from_the_body),
            *(
                relaxed(name, _has_no_header)
                for name in ("no-body-authentication", "authorization-present", "scheme-is-basic")
            ),
        ),
        BASIC,
    ),
    Fault(
        "believes-the-body-about-the-client",
        "The header is checked by a filter, and the handler reads client_id from the body and compares nothing.",
        {"BASIC-CLIENT-MISMATCH": EVERY},
        without("body-names-the-same-client"),
        BASIC,
    ),
)

_CHARACTERS = tuple(
    Fault(name, slip, {"BASIC-SECRET-CHARACTERS": EVERY}, change, BASIC)
    for name, slip, change in (
        (
            "cuts-the-secret-at-its-colon",
            'The line reads split(":")[1].',
            setting(credentials=_second_part),
        ),
        (
            "unescapes-raw-secrets",
            "Both parts are URL-decoded although they are sent raw: a percent sign eats what follows.",
            _same_secret(lambda stored, given: unquote(given) == stored),
        ),
        (
            "takes-a-plus-for-a-blank",
            "The secret passes a function for form values, where a plus means a blank.",
            _same_secret(lambda stored, given: given.replace("+", " ") == stored),
        ),
        (
            "unescapes-a-secret-that-is-wrong",
            "The secret is decoded as a form value in any case, which is how others send it.",
            _same_secret(lambda stored, given: unquote_plus(given) == stored),
        ),
        (
            "leaves-a-slash-unescaped",
            "Secrets are stored escaped, and the function that escapes the given one leaves a slash alone.",
            _same_secret(lambda stored, given: quote(given) == quote_plus(stored)),
        ),
    )
)

FAULTS: tuple[Fault, ...] = (*_SECRETS, *_CLIENTS, *_CHARACTERS)
