"""Token requests that are malformed: broken escapes and encodings, sizes, nesting, and what HTTP itself does not know.

Each has one thing that is malformed, and something besides for which it is refused in any case: an endpoint that
bears the malformed part calmly is right to refuse, and never right to grant.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from conformance.changes import body, both, http_header, parameter, parameters, without
from conformance.request import Change, TokenRequest, text_of

_HANGING_UP = http_header("Connection", "close")
"""What stands behind such a request on its connection is anybody's guess, so the connection ends with it."""


@dataclass(frozen=True)
class Malformed:
    """A malformed request, and the plain one that is refused for the same other reason."""

    change: Change
    plain: Change
    fitting: tuple[int, ...] = ()
    """Statuses of the 5xx family that are right for it."""


def spoiled_value(name: str, spoil: Callable[[str], str]) -> Malformed:
    """Write one parameter's value into the form as ``spoil`` has it (it gets the escaped value), and no other so."""

    def change(request: TokenRequest) -> TokenRequest:
        pairs = ((n, quote_plus(text_of(value))) for n, value in request.parameters)
        form = "&".join(f"{quote_plus(n)}={spoil(value) if n == name else value}" for n, value in pairs)
        return replace(request, body=form.encode("ascii"))

    return Malformed(change, parameter(name, "nobody"))


def spoiled_body(content: bytes | Callable[[TokenRequest], bytes], content_type: str | None = None) -> Malformed:
    """Send this body in the place of the form."""
    return Malformed(body(content, content_type), parameters(lambda _: ()))


def spoiled_head(change: Change, fitting: tuple[int, ...] = ()) -> Malformed:
    """Spoil something outside the form, which lacks its grant type besides."""
    plain = without("grant_type")
    return Malformed(both(plain, change, _HANGING_UP), plain, fitting)


def overlong(letter: str) -> str:
    """Escape an ASCII letter as two bytes of UTF-8, which is forbidden (RFC 3629, section 3)."""
    return f"%{0xC0 | ord(letter) >> 6:02X}%{0x80 | ord(letter) & 0x3F:02X}"


def names_alone(request: TokenRequest) -> bytes:
    """Write the names of the parameters without any equals sign."""
    return "&".join(name for name, _ in request.parameters).encode("ascii")


def nested_name(request: TokenRequest) -> TokenRequest:
    """Put a parameter whose name is nested in brackets 5,000 deep, as form libraries read it, behind the others."""
    return replace(request, parameters=(*request.parameters, ("grant_type" + "[a]" * 5000, "client_credentials")))


def many_parameters(request: TokenRequest) -> TokenRequest:
    """Put 5,000 parameters that nobody knows behind the others."""
    return replace(request, parameters=(*request.parameters, *((f"p{number}", "1") for number in range(5000))))


def long_query(request: TokenRequest) -> TokenRequest:
    """Put 40,000 characters that nobody asked for into the query."""
    return replace(request, query=(("padding", "a" * 40_000),))
