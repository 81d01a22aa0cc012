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
    if "error" in reached.parameters:
        _fail_by_error(asked, reached)
    code = reached.parameters.get("code", "")
    if not code:
        among = ", ".join(sorted(hidden(name, {}) for name in reached.parameters)) or "nothing"
        raise _failed(
            Stuck.NO_CODE, f"The redirect URI was reached without a code; it carried {cut(among, 200)}.", reached
        )
    if "state" not in reached.parameters:
        raise _failed(
            Stuck.STATE, "The redirect URI was reached with a code, but without the state that was sent.", reached
        )
    if reached.parameters["state"] != asked.state:
        raise _failed(
            Stuck.STATE, "The redirect URI was reached with a state that is not the one that was sent.", reached
        )
    return Code(code, asked)


def _fail_by_error(asked: Asked, reached: Landed) -> NoReturn:
    words = reached.parameters.get("error_description", "")
    said = f'"{cut(reached.parameters["error"], 100)}"' + (f": {cut(words, 300)}" if words else "")
    here = "" if is_landing(asked, reached.url) else f" ({place_of(reached.url)})"
    raise _failed(Stuck.ERROR, f"The provider came back to the redirect URI{here} with the error {said}", reached)


def _failed(why: Stuck, sentence: str, reached: Landed) -> SignInFailed:
    secrets = {reached.parameters["code"]: "code"} if len(reached.parameters.get("code", "")) > 3 else {}
    return stuck(why, sentence, secrets, trail=reached.trail)
