"""The cookies of one user at one provider (RFC 6265), by the standard library's jar."""

from __future__ import annotations

import urllib.request
from email.message import Message
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

from conformance.exchange import Answer

LARGEST = 65_536
"""Characters of a Cookie header field beyond which none is sent: no server takes more, and some would make us."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class _Policy(DefaultCookiePolicy):
    """Takes the loopback for a secure place, as browsers do."""

    def return_ok_secure(self, cookie: Cookie, request: urllib.request.Request) -> bool:
        return urlsplit(request.full_url).hostname in _LOOPBACK or super().return_ok_secure(cookie, request)


class _Response:
    """As much of a response as the jar asks for."""

    def __init__(self, answer: Answer) -> None:
        self._message = Message()
        for value in answer.values("Set-Cookie"):
            self._message["Set-Cookie"] = value

    def info(self) -> Message:
        return self._message


class Cookies:
    """A jar that knows what came back and what is to be sent."""

    def __init__(self) -> None:
        """Begin without any."""
        self._jar = CookieJar(_Policy())

    def keep(self, url: str, answer: Answer) -> None:
        """Keep what an answer sets."""
        self._jar.extract_cookies(_Response(answer), _request(url))  # type: ignore[arg-type]

    def header(self, url: str) -> tuple[tuple[str, str], ...]:
        """Give the header field to send to an address, if there is anything to send."""
        request = _request(url)
        self._jar.add_cookie_header(request)
        value = str(request.get_header("Cookie", "") or request.unredirected_hdrs.get("Cookie", ""))
        return (("Cookie", value),) if 0 < len(value) <= LARGEST else ()

    @property
    def state(self) -> frozenset[tuple[str, str, str | None]]:
        """All that is kept, to tell whether anything changed."""
        return frozenset((cookie.domain, cookie.name, cookie.value) for cookie in self._jar)


def _request(url: str) -> urllib.request.Request:
    return urllib.request.Request(url)  # noqa: S310 - nothing is opened with it, and the scheme has been looked at
