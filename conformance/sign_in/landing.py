"""The redirect URI: how it is recognised, and the code that it carries (RFC 6749, sections 4.1.2 and 4.1.2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from conformance.sign_in.model import (
    Asked,
    Landed,
    SignInFailed,
    Stuck,
    cut,
    first_of_each,
    hidden,
    place_of,
    stuck,
)

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_landing(asked: Asked, url: str) -> bool:
    """Tell whether an address is the redirect URI, or one of the further ones: scheme, host, port, begin of path."""
    return any(_is_at(url, wanted) for wanted in (asked.redirect_uri, *asked.further))


def _is_at(url: str, wanted: str) -> bool:
    try:
        here, there = urlsplit(url), urlsplit(wanted)
        if _server_of(here) != _server_of(there):
            return False
    except ValueError:
        return False
    # every path begins with the root's
    if there.path in ("", "/"):
        return here.path in ("", "/")
    return here.path.startswith(there.path)


def _server_of(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme.lower())


def same_server(one: str, other: str) -> bool:
    """Tell whether two addresses have the same scheme, host and port."""
    try:
        return _server_of(urlsplit(one)) == _server_of(urlsplit(other))
    except ValueError:
        return False


def wrong_place(asked: Asked, url: str) -> str | None:
    """Say why a way must not go on to an address, where a password or a code would be in the wrong hands."""
    here, scheme = place_of(url), url.partition(":")[0].lower()
    if scheme not in ("http", "https") or not _host_of(url):
        return f"The way led to {here}, which is neither a web page nor the redirect URI."
    if scheme == "http" and asked.url.lower().startswith("https:"):
        return f"The way led from https to {here}, which is not encrypted."
    if same_server(url, asked.redirect_uri) and not same_server(asked.url, asked.redirect_uri):
        return f"The way led to {here}, which is the client's server but not the redirect URI {asked.redirect_uri}."
    return None


def _host_of(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def landed(url: str, body: bytes | None, at: float | None, fresh_login: bool, trail: Sequence[str] = ()) -> Landed:
    """Read the redirect URI as it was reached; ``body`` is that of a form that was posted to it."""
    parts = urlsplit(url)
    posted = first_of_each(body.decode("utf-8", "replace")) if body else {}
    parameters = first_of_each(parts.query) | posted
    return Landed(url, parameters, first_of_each(parts.fragment), at, fresh_login, tuple(trail))


@dataclass(frozen=True)
class Code:
    """A code and the authorise request that it belongs to, whose nonce, redirect URI and verifier go with it."""

    value: str
    asked: Asked

    def __repr__(self) -> str:
        """Show nothing that anybody could use."""
        return f"Code(for {self.asked.redirect_uri})"


def code_of(asked: Asked, reached: Landed) -> Code:
    """Give the code that came back; ``SignInFailed`` where there is none, or where it came without our state."""
    came = reached.parameters
    if "error" in came:
        _fail_by_error(reached)
    if not came.get("code"):
        among = cut(_safe(", ".join(sorted(came)), reached), 200) or "nothing"
        raise _failed(Stuck.NO_CODE, f"The redirect URI was reached without a code; it carried {among}.", reached)
    if "state" not in came:
        sentence = "The redirect URI was reached with a code, but without the state that was sent."
        raise _failed(Stuck.STATE, sentence, reached)
    if came["state"] != asked.state:
        sentence = "The redirect URI was reached with a state that is not the one that was sent."
        raise _failed(Stuck.STATE, sentence, reached)
    return Code(came["code"], asked)


def _fail_by_error(reached: Landed) -> NoReturn:
    words = cut(_safe(reached.parameters.get("error_description", ""), reached), 300)
    said = f'"{cut(_safe(reached.parameters["error"], reached), 100)}"' + (f": {words}" if words else "")
    raise _failed(Stuck.ERROR, f"The provider came back to the redirect URI with the error {said}.", reached)


def _safe(text: str, reached: Landed) -> str:
    """Hide the code: the names and words at the redirect URI are the provider's, and may hold it."""
    code = reached.parameters.get("code", "")
    return hidden(text, {code: "code"} if code else {})


def _failed(why: Stuck, sentence: str, reached: Landed) -> SignInFailed:
    return stuck(why, _safe(sentence, reached), {}, trail=reached.trail)
