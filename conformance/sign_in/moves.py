"""One request of a browser, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from conformance.sign_in.landing import same_server

_AS_IT_STANDS = "%/:=&?~#+!$,;'@()*[]-._"


@dataclass(frozen=True)
class Move:
    """One request of a browser. origin: the address of the page that it comes from."""

    method: str
    url: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    origin: str | None = None

    def redirected(self, status: int, location: str) -> Move:
        """Give what follows a redirect (RFC 9110, section 15.4): 307 and 308 alone repeat a POST as it was."""
        kept = status in (307, 308)
        method = self.method if kept or self.method == "HEAD" else "GET"
        body, headers = (self.body, self.headers) if kept else (None, ())
        return Move(method, location, body, headers, self.origin)

    @property
    def of_origin(self) -> tuple[tuple[str, str], ...]:
        """The header fields by which pages protect their forms: a browser sends them, and some logins ask for them."""
        if self.origin is None:
            return ()
        parts = urlsplit(self.origin)
        server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        referer = self.origin.partition("#")[0] if same_server(self.origin, self.url) else f"{server}/"
        return (("Referer", referer), ("Origin", server)) if self.method == "POST" else (("Referer", referer),)


def readable(location: str) -> str:
    """Write an address as it has to be sent: header fields are read as Latin-1, and some servers send blanks."""
    return quote(location.strip().encode("latin-1", "replace"), safe=_AS_IT_STANDS)
