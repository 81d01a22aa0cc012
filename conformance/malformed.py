"""Token requests that are malformed: broken escapes and encodings, sizes, nesting, and what HTTP itself does not know.

Each has one thing that is malformed, and something besides for which it is refused in any case: an endpoint that
bears the malformed part calmly is right to refuse, and never right to grant.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from conformance.changes import body, both, http_header, parameter, parameters, without
from conformance.request import Change, Json, TokenRequest, text_of

DEPTH = 5000
"""How deep something is nested."""
_HANGING_UP = http_header("Connection", "close")
"""What stands behind such a request on its connection is anybody's guess, so the connection ends with it."""


@dataclass(frozen=True, repr=False)
class Malformed:
    """A malformed request, and the plain one that is refused for the same other reason."""

    change: Change
    plain: Change
    fitting: tuple[int, ...] = ()
    """Statuses of the 5xx family that are right for it."""
    name: str = ""
    """That of its case."""

    def named(self, name: str) -> "Malformed":
        """Give it the name of its case: reports and histories know a check by what its arguments show."""
        return replace(self, name=name)

    def __repr__(self) -> str:
        """Show the name."""
        return self.name


@dataclass(frozen=True)
class Spoiling:
    """How one value is spoiled: where it stands escaped in a form, and inside the quotation marks of JSON."""

    in_form: Callable[[str], str]
    in_json: Callable[[bytes], bytes]


def behind(form: str, in_json: bytes) -> Spoiling:
    """Write something malformed behind a value."""
    return Spoiling(lambda good: good + form, lambda good: good + in_json)


def in_front(size: int) -> Spoiling:
    """Write so many letters in front of a value."""
    return Spoiling(lambda good: "a" * size + good, lambda good: b"a" * size + good)


def spoiled_value(name: str, spoiling: Spoiling) -> Malformed:
    """Write one parameter's value as ``spoiling`` has it; where a flow has no such parameter, that of its grant."""

    def chosen(request: TokenRequest) -> str:
        return name if name in dict(request.parameters) else "grant_type"

    def change(request: TokenRequest) -> TokenRequest:
        write = _spoiled_json if request.is_json else _spoiled_form
        return replace(request, body=write(request, chosen(request), spoiling))

    return Malformed(change, lambda request: parameter(chosen(request), "nobody")(request))


def _spoiled_form(request: TokenRequest, name: str, spoiling: Spoiling) -> bytes:
    pairs = ((n, quote_plus(text_of(value))) for n, value in request.parameters)
    form = "&".join(f"{quote_plus(n)}={spoiling.in_form(value) if n == name else value}" for n, value in pairs)
    return form.encode("ascii")


def _spoiled_json(request: TokenRequest, name: str, spoiling: Spoiling) -> bytes:
    texts = ((n, json.dumps(text_of(value))[1:-1].encode("ascii")) for n, value in request.parameters)
    members = (b'"%s":"%s"' % (n.encode("utf-8"), spoiling.in_json(v) if n == name else v) for n, v in texts)
    return b"{" + b",".join(members) + b"}"


def spoiled_body(content: bytes | Callable[[TokenRequest], bytes], content_type: str | None = None) -> Malformed:
    """Send this body in the place of the form."""
    return Malformed(body(content, content_type), parameters(lambda _: ()))


def spoiled_head(change: Change, fitting: tuple[int, ...] = ()) -> Malformed:
    """Spoil something outside the form, which lacks its grant type besides."""
    plain = without("grant_type")
    return Malformed(both(plain, change, _HANGING_UP), plain, fitting)


def _overlong(letter: int) -> bytes:
    return bytes([0xC0 | letter >> 6, 0x80 | letter & 0x3F])


OVERLONG = Spoiling(
    lambda good: good[:-1] + "".join(f"%{byte:02X}" for byte in _overlong(ord(good[-1]))),
    lambda good: good[:-1] + _overlong(good[-1]),
)
"""Write the last letter as two bytes of UTF-8, which is forbidden (RFC 3629, section 3)."""


def names_alone(request: TokenRequest) -> bytes:
    """Write the names of the parameters without any value."""
    if request.is_json:
        return b"{" + b",".join(b'"%s"' % name.encode("ascii") for name, _ in request.parameters) + b"}"
    return "&".join(name for name, _ in request.parameters).encode("ascii")


def nested_name(request: TokenRequest) -> TokenRequest:
    """Put a parameter that is nested 5,000 deep behind the others: in brackets, as form libraries read it, or JSON."""
    nested: tuple[str, str | Json] = ("grant_type" + "[a]" * DEPTH, "client_credentials")
    if request.is_json:
        nested = ("nested", Json('{"a":' * DEPTH + "1" + "}" * DEPTH))
    return replace(request, parameters=(*request.parameters, nested))


def many_parameters(request: TokenRequest) -> TokenRequest:
    """Put 5,000 parameters that nobody knows behind the others."""
    return replace(request, parameters=(*request.parameters, *((f"p{number}", "1") for number in range(5000))))


def long_query(request: TokenRequest) -> TokenRequest:
    """Put 40,000 characters that nobody asked for into the query."""
    return replace(request, query=(("padding", "a" * 40_000),))
