"""What every way of signing in gets and gives: one authorise request, where it ended, and why it did not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from conformance.redaction import Secrets, hide
from conformance.target import User

MOST_WORDS = 4_000
"""Characters of a page that a failed sign-in shows."""
_SHORTEST_CODE = 6
_CODE = re.compile(r"(?<![A-Za-z0-9_])code(?:=|%3D)([^&\s\"'<>]+)", re.IGNORECASE)


class Stuck(Enum):
    """Why a sign-in did not end at the redirect URI with a code; the value says it in a few words."""

    AWAY = "nobody there"
    CLOSED = "the connection was closed"
    HANGS = "a page that does not end"
    LOOPS = "redirects in a circle"
    TOO_FAR = "too many redirects or pages"
    ELSEWHERE = "led elsewhere"
    STATUS = "a status that is no page to go on from"
    TOO_LARGE = "a page that is too large"
    NOT_HTML = "not a page of HTML"
    NO_FORM = "no form to go on with"
    SEVERAL_FORMS = "several forms that could be meant"
    CREDENTIALS = "the login was not accepted"
    NO_DENIAL = "no refusing button"
    TOOLS = "what this way of signing in takes is not here"
    SCRIPT = "the script failed"
    NOBODY = "nobody signed in in time"
    ERROR = "an error at the redirect URI"
    NO_CODE = "no code at the redirect URI"
    STATE = "a state that is not the one sent"


@dataclass(frozen=True)
class Asked:
    """One authorise request as it goes out, and what has to come back (RFC 6749, section 4.1.1).

    redirect_uri: where the code is expected; further: other addresses that are recognised and never fetched as well,
    such as a redirect URI that is not the client's; verifier: of PKCE (RFC 7636), None without.
    """

    url: str = field(repr=False)
    method: str
    redirect_uri: str
    state: str
    nonce: str
    body: bytes | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    verifier: str | None = field(default=None, repr=False)
    further: tuple[str, ...] = ()

    def secrets(self, user: User) -> Secrets:
        """What no sentence about this sign-in may show."""
        found = {self.verifier: "code_verifier"} if self.verifier else {}
        return Secrets(found | secrets_of(user))


@dataclass(frozen=True)
class Landed:
    """The redirect URI as it was reached; it was not fetched.

    parameters: of its query (or of the form that was posted to it), the first of each name; fragment: what stands
    behind the `#`, where an implicit flow would put tokens; at: Unix time just before the login that opened the
    session, None where nobody can know it; fresh_login: whether a login was asked for this time; trail: one line
    for every step on the way, without anything secret.
    """

    url: str = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)
    fragment: Mapping[str, str] = field(repr=False)
    at: float | None
    fresh_login: bool
    trail: tuple[str, ...] = ()


class SignInFailed(Exception):  # noqa: N818 - what a run tells its reader, no slip of the program
    """No code could be had.

    sentence: says why, in words for the reader; why: the same as one of a few kinds; status: of the page it got
    stuck on, None where there was none; page: the text of that page; screenshot: PNG. Nothing in it is secret.
    """

    def __init__(
        self, why: Stuck, sentence: str, page: str | None = None, screenshot: bytes | None = None, **facts: object
    ) -> None:
        """Say why; every text has to be without secrets already (see ``stuck``). Facts: status, trail."""
        super().__init__(sentence)
        self.why, self.sentence, self.page, self.screenshot = why, sentence, page, screenshot
        status, trail = facts.get("status"), facts.get("trail")
        self.status = status if isinstance(status, int) else None
        self.trail: tuple[str, ...] = trail if isinstance(trail, tuple) else ()


class Way(Protocol):
    """One way of signing in. It keeps a session for every user until it is closed."""

    logins: int
    """How often a login was asked for so far."""

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        """Go from the authorise request to the redirect URI.

        fresh: forget the session of this user first; deny: press the refusing button of a consent page.
        A user with another password has a session of its own. Raises ``SignInFailed``.
        """
        ...

    def close(self) -> None:
        """Give back what is open: connections, browsers, listeners."""
        ...


def secrets_of(user: User) -> Secrets:
    """What no sentence about a user may show."""
    return Secrets({user.password: "password"} if user.password else {})


def stuck(
    why: Stuck, sentence: str, secrets: Mapping[str, str], page: str | None = None, **facts: object
) -> SignInFailed:
    """Make the failure with every secret hidden in its texts, codes that stand in them as well."""
    shown = None if page is None else cut(hidden(page, secrets))
    return SignInFailed(why, hidden(sentence, secrets), shown, **facts)  # type: ignore[arg-type]


def hidden(text: str, secrets: Mapping[str, str]) -> str:
    """Give a text without secrets; what stands behind ``code=`` is one too."""
    codes = {value: "code" for value in _CODE.findall(text) if len(value) >= _SHORTEST_CODE}
    return hide(text, {**codes, **secrets})


def cut(text: str, most: int = MOST_WORDS) -> str:
    """Shorten a text in which nothing secret is left."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters in all)"


def place_of(url: str) -> str:
    """Give an address without query and fragment, where codes and request objects stand, to be shown."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "an address that cannot be read"
    return cut(f"{parts.scheme}://{host}{parts.path}" if host else f"{parts.scheme}:{parts.path}", 200)


def first_of_each(query: str) -> dict[str, str]:
    """Read a query; of a name that repeats, the first value counts."""
    return dict(reversed(parse_qsl(query, keep_blank_values=True, max_num_fields=None)))
