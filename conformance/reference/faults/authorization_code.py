"""Faults of the authorization code at the token endpoint (chapter H2M)."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, both, grant_with, relaxed, replaced, setting, without
from conformance.reference.codes import code_of, spend
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Breaks, Fault
from conformance.reference.provider_changes import provider_with
from conformance.reference.sign_ins import Code
from conformance.reference.unseparated import Unseparated
from conformance.reference.world import World

H2M = ("h2m",)
OPENING_THE_STORE = 0.05
"""Seconds of real time that a connection to a store takes to open."""
COLUMN = 12
"""Characters of a code by which a careless index finds it."""


def _codes(attempt: Attempt) -> list[Code]:
    return list(attempt.world.sign_ins.codes.values())


def _latest(attempt: Attempt) -> str | None:
    """The newest code that waits for the client, where the request names none."""
    waiting = [code.text for code in _codes(attempt) if code.asked.client == attempt.identity and not code.spent]
    return attempt.parameter("code") or (waiting[-1] if waiting else None)


def _by_its_beginning(attempt: Attempt) -> str | None:
    sent = attempt.parameter("code") or ""
    known = (code.text for code in _codes(attempt))
    return next((one for one in known if (one[:COLUMN], len(one)) == (sent[:COLUMN], len(sent))), sent)


def _stripped(attempt: Attempt) -> str | None:
    return (attempt.parameter("code") or "").strip()


def _spend_without_revoking(attempt: Attempt) -> bool:
    code = code_of(attempt)
    return (code is None or not code.spent) and spend(attempt)


def _looks_and_then_marks(attempt: Attempt) -> bool:
    code = code_of(attempt)
    if code is None or code.spent:
        return spend(attempt)
    time.sleep(OPENING_THE_STORE)
    code.spent = True
    return True


def _spend_or_repeat(attempt: Attempt) -> bool:
    """A code that comes again on the connection on which it was spent is taken for a client that lost the answer."""
    code, connection = code_of(attempt), attempt.incoming.connection
    if code is not None and code.spent and connection.notes.get("code") == code.text:
        return True
    connection.notes["code"] = code.text if code else None
    return spend(attempt)


def _redirect_uri(same: Callable[[str, str], bool]) -> Change:
    """Redirect URIs are the same where this says so of the one asked with and the one sent."""

    def holds(attempt: Attempt) -> bool:
        code, sent = code_of(attempt), attempt.parameter("redirect_uri")
        return code is not None and sent is not None and same(code.asked.redirect_uri, sent)

    return relaxed("redirect-uri-is-the-same", holds)


def _host(uri: str) -> str | None:
    return urlsplit(uri).hostname


def _counted_code(world: World) -> str:
    return f"code-{world.count('codes'):08d}"


def _fault(name: str, slip: str, breaks: Breaks, change: Change) -> Fault:
    return Fault(name, slip, breaks, change, H2M)


_CODES = (
    _fault(
        "takes-the-latest-code-where-none-is-sent",
        "The code is kept in the client's session as well, and that one is taken where the form has none.",
        {"H2M-CODE": {"missing"}},
        both(without("code-present"), setting(code=_latest)),
    ),
    _fault(
        "finds-a-code-by-its-beginning",
        "The index of the store is over the first characters of a code and its length.",
        {"H2M-CODE": {"altered"}},
        setting(code=_by_its_beginning),
    ),
    _fault("trims-the-code", "The form's values are trimmed.", {"H2M-CODE": {"padded"}}, setting(code=_stripped)),
    _fault(
        "never-looks-for-the-code",
        "The code is read from the form and handed on, and nobody asks the store for it.",
        {"H2M-CODE": {"unknown", "altered", "padded"}},
        without("code-is-known"),
    ),
    _fault(
        "takes-a-code-again-and-again",
        "Codes are deleted by a nightly job.",
        {"H2M-CODE-ONCE": EVERY, "H2M-CODE-RACE": EVERY},
        without("code-is-new"),
    ),
    _fault(
        "takes-a-repeated-code-for-a-retry",
        "A code that comes again on its connection is taken for a client that lost the answer.",
        {"H2M-CODE-ONCE": EVERY},
        replaced("code-is-new", _spend_or_repeat),
    ),
    _fault(
        "marks-a-code-when-its-answer-is-written",
        "The code is looked at and marked in two steps, with time between them.",
        {"H2M-CODE-RACE": EVERY},
        replaced("code-is-new", _looks_and_then_marks),
    ),
    _fault(
        "revokes-nothing-when-a-code-comes-again",
        "The second use is refused, and that was thought enough.",
        {"H2M-REVOKE": EVERY},
        replaced("code-is-new", _spend_without_revoking),
    ),
    _fault(
        "gives-codes-to-whoever-brings-them",
        "The client of a code is stored and never compared.",
        {"H2M-CODE-CLIENT": EVERY},
        without("code-is-the-clients"),
    ),
    _fault(
        "lets-codes-live-for-a-day",
        "The life of a code is that of the session.",
        {"H2M-CODE-AGE": EVERY},
        provider_with(code_life=86_400.0),
    ),
    _fault(
        "counts-its-codes",
        "A code is the number of its row.",
        {"H2M-CODE-UNGUESSABLE": EVERY},
        provider_with(make_code=_counted_code),
    ),
    _fault(
        "leaves-the-id-token-out", "The answer is that of M2M.", {"H2M-ID-TOKEN": EVERY}, grant_with(id_token=REMOVED)
    ),
)

_REDIRECT_URIS = (
    _fault(
        "needs-no-redirect-uri",
        "The redirect URI is compared only where it is sent.",
        {"H2M-REDIRECT": {"missing"}},
        without("redirect-uri-present"),
    ),
    _fault(
        "never-compares-the-redirect-uri",
        "It was checked at the authorise endpoint already.",
        {"H2M-REDIRECT": {"another", "prefix", "letter-case", "extra-query"}},
        without("redirect-uri-is-the-same"),
    ),
    _fault(
        "takes-a-beginning-of-the-redirect-uri",
        "startswith, with the two the wrong way round.",
        {"H2M-REDIRECT": {"prefix"}},
        _redirect_uri(lambda asked, sent: asked.startswith(sent)),
    ),
    _fault(
        "compares-redirect-uris-without-letter-case",
        "The collation of the database does not tell letters apart by case.",
        {"H2M-REDIRECT": {"letter-case"}},
        _redirect_uri(lambda asked, sent: asked.lower() == sent.lower()),
    ),
    _fault(
        "takes-redirect-uris-that-go-on",
        "startswith, so that clients may add parameters of their own.",
        {"H2M-REDIRECT": {"extra-query"}},
        _redirect_uri(lambda asked, sent: sent.startswith(asked)),
    ),
    _fault(
        "takes-any-redirect-uri-of-another-host",
        "The comparison of hosts has lost its exclamation mark.",
        {"H2M-REDIRECT": {"another"}},
        _redirect_uri(lambda asked, sent: _host(asked) != _host(sent)),
    ),
)

_VERIFIERS = (
    _fault(
        "needs-no-verifier",
        "The verifier is compared only where it is sent.",
        {"H2M-PKCE": {"missing"}},
        without("verifier-present"),
    ),
    _fault(
        "never-compares-the-verifier",
        "That there is one was thought enough.",
        {"H2M-PKCE": {"wrong"}},
        without("verifier-is-right"),
    ),
)

UNSEPARATED = (
    Unseparated(
        "H2M-CODE", "unknown", "An endpoint that takes an invented code takes an altered and a padded one as well."
    ),
)
FAULTS = _CODES + _REDIRECT_URIS + _VERIFIERS
