"""Faults of what belongs to a code and comes with it: redirect URI, verifier, id_token (chapter H2M)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, grant_with, replaced, without
from conformance.reference.codes import code_of
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.h2m import H2M


def _redirect_uri(fits: Callable[[str, str], bool]) -> Change:
    """The redirect URI is compared with that of the code in another way."""

    def holds(attempt: Attempt) -> bool:
        code, uri = code_of(attempt), attempt.parameter("redirect_uri")
        return code is None or uri is None or fits(uri, code.asked.redirect_uri)

    return replaced("redirect-uri-is-the-same", holds)


def _without_query(uri: str) -> str:
    return uri.partition("?")[0]


FAULTS: tuple[Fault, ...] = (
    Fault(
        "does-without-the-redirect-uri",
        "The redirect URI is compared where there is one.",
        {"H2M-REDIRECT": {"missing"}},
        without("redirect-uri-present"),
        H2M,
    ),
    Fault(
        "never-compares-the-redirect-uri",
        "The redirect URI has to be there, and nobody looks at it.",
        {"H2M-REDIRECT": {"another", "prefix", "letter-case", "extra-query"}},
        without("redirect-uri-is-the-same"),
        H2M,
    ),
    Fault(
        "compares-the-redirect-uri-on-its-own-host",
        "A redirect URI on another host is looked up in the list of apps, and not to stand there counts as leave.",
        {"H2M-REDIRECT": {"another"}},
        _redirect_uri(lambda uri, asked: uri == asked or urlsplit(uri).hostname != urlsplit(asked).hostname),
        H2M,
    ),
    Fault(
        "takes-the-beginning-of-a-redirect-uri",
        "The two redirect URIs are compared by startsWith(), the wrong way round.",
        {"H2M-REDIRECT": {"prefix"}},
        _redirect_uri(lambda uri, asked: asked.startswith(uri)),
        H2M,
    ),
    Fault(
        "compares-redirect-uris-in-lower-case",
        "Both redirect URIs are written in lower case before they are compared.",
        {"H2M-REDIRECT": {"letter-case"}},
        _redirect_uri(lambda uri, asked: uri.lower() == asked.lower()),
        H2M,
    ),
    Fault(
        "leaves-the-query-of-a-redirect-uri-out",
        "Redirect URIs are compared without their queries, for the state may stand in one.",
        {"H2M-REDIRECT": {"extra-query"}},
        _redirect_uri(lambda uri, asked: _without_query(uri) == _without_query(asked)),
        H2M,
    ),
    Fault(
        "does-without-the-code-verifier",
        "The code verifier is compared where there is one.",
        {"H2M-PKCE": {"missing"}},
        without("verifier-present"),
        H2M,
    ),
    Fault(
        "wants-any-code-verifier",
        "The code verifier has to be there, and is compared with nothing.",
        {"H2M-PKCE": {"wrong"}},
        without("verifier-is-right"),
        H2M,
    ),
    Fault(
        "forgets-the-id-token",
        "The scope openid is not stored with the code, and without it no id_token is made.",
        {"H2M-ID-TOKEN": EVERY},
        grant_with(id_token=REMOVED),
        H2M,
    ),
)
