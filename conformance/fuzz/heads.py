"""Edits outside the body: method, query and header fields, with Basic credentials among them."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace

from conformance.credentials import UNKNOWN, basic
from conformance.fuzz.members import name_of
from conformance.fuzz.steps import Expected, Stage, Step, rows, told
from conformance.fuzz.values import Value, is_plain, once, shown, text_of
from conformance.request import TokenRequest

FRAMING = ("transfer-encoding", "content-length", "host", "connection", "expect", "upgrade", "te", "trailer")
"""Header fields on which the whole way to the endpoint depends; none of them is ever edited."""
_NO_SECRET = "no-secret-of-anybody"  # noqa: S105 - a word to fail with
_FAILED = rows("BASIC-REQUIRED", "BASIC-SCHEME", "BASIC-MALFORMED", "BASIC-SECRET", "BASIC-CLIENT")
_UNANSWERED = ("HEAD", "OPTIONS", "TRACE", "CONNECT")
NAME_SIGNS = "!#$%&'*+-.^_`|~"
"""What may stand in the name of a header field beside letters and digits (RFC 9110, section 5.6.2)."""
PARAMETERS: Mapping[str, str] = {
    "bare": "{name}={value}",
    "in quotes": '{name}="{value}"',
    "in single quotes": "{name}='{value}'",
    "in one quote": '{name}="{value}',
    "with blanks": "{name} = {value}",
    "as an extended one": "{name}*=utf-8''{value}",
    "twice": "{name}={value}; {name}={value}",
}
"""How a parameter of a content type is written (RFC 9110, section 5.6.6, RFC 8187), rightly or not."""


def _field(text: str) -> str:
    """Leave out of a text what a header field cannot carry on the wire."""
    return "".join(letter for letter in text if letter not in "\r\n" and ord(letter) < 0x100)


def _with_field(name: str, make: Callable[[], str], keeps: bool) -> Callable[[TokenRequest], TokenRequest]:
    def edit(request: TokenRequest) -> TokenRequest:
        value = make()
        others = tuple(pair for pair in request.headers if keeps or pair[0].lower() != name.lower())
        return replace(request, headers=(*others, (name, value)))

    return edit


def _named(name: str | Value) -> str:
    """Write the name of a header field, of a described one what may stand in it; none that says who asks."""
    plain = "".join(
        letter for letter in name_of(name) if letter in NAME_SIGNS or (letter.isascii() and letter.isalnum())
    )
    is_free = isinstance(name, str) and plain.lower() not in (*FRAMING, "authorization")
    return plain if is_free else f"X-{plain}"


def header_add(name: str | Value, letters: str, count: int) -> Step:
    """Add a header field; what nobody knows is ignored (RFC 9110, section 5.1)."""
    fit, written = _field(letters), _named(name)
    is_harmless = written.startswith("X-Fuzz") and is_plain(("text", fit, count))
    return Step(
        Stage.HEAD,
        ("header", written.lower()),
        Expected.GRANTED if is_harmless else Expected.EITHER,
        f"header field {told(written)[1:-1]}: {shown(('text', fit, count))}",
        _with_field(written, lambda: text_of(fit, count), keeps=True),
    )


def header_many(count: int) -> Step:
    """Add so many header fields that nobody knows."""
    more = tuple((f"X-Many-{number}", "1") for number in range(count))
    return Step(
        Stage.HEAD,
        ("header", "*many"),
        Expected.EITHER,
        f"{count} unknown header fields",
        lambda request: replace(request, headers=(*request.headers, *more)),
    )


def content_type(value: str, letters: str, count: int) -> Step:
    """Name another content type, with some text behind it; whether that is borne is REQ-CONTENT-TYPE's matter."""
    kind, fit = _field(value), _field(letters)
    return Step(
        Stage.HEAD,
        ("header", "content-type"),
        Expected.EITHER,
        f"content type {told(kind)} and {shown(('text', fit, count))}",
        _with_field("Content-Type", lambda: kind + text_of(fit, count), keeps=False),
        rows("REQ-CONTENT-TYPE", "REQ-MEDIA-TYPE"),
    )


def content_type_with(kind: str, name: str, value: str, how: str) -> Step:
    """Name a content type with one parameter, such as a charset."""
    parameter = PARAMETERS[how].format(name=_field(name), value=_field(value))
    written = f"{_field(kind)}; {parameter}"
    return Step(
        Stage.HEAD,
        ("header", "content-type"),
        Expected.EITHER,
        f"content type {told(written, 80)}",
        _with_field("Content-Type", lambda: written, keeps=False),
        rows("REQ-CONTENT-TYPE", "REQ-MEDIA-TYPE"),
    )


def method_set(letters: str, count: int) -> Step:
    """Use another method, with the body as it is. An unknown one may be answered 501 (RFC 9110, section 9.1)."""
    fit = "".join(letter for letter in letters if letter.isascii() and letter.isalnum()) or "X"
    token = text_of(fit, max(count, 1))
    name = f"{token}X" if token.upper() in _UNANSWERED else token
    expected = Expected.EITHER if name.upper() == "POST" else Expected.REFUSED
    return Step(
        Stage.HEAD,
        ("method",),
        expected,
        f"method {told(name)}",
        lambda request: replace(request, method=name),
        rows("REQ-METHOD", "REQ-METHOD-405"),
        (501,),
    )


def query_add(name: str, letters: str, count: int) -> Step:
    """Put a parameter that nobody knows into the query; whoever refuses every query is right as well."""
    return Step(
        Stage.HEAD,
        ("query",),
        Expected.EITHER,
        f"{name} in the query: {shown(('text', letters, count))}",
        lambda request: replace(request, query=(*request.query, (f"x-{name}", text_of(letters, count)))),
    )


def _credentials(words: str, make: Callable[[], str], times: int = 1) -> Step:
    def edit(request: TokenRequest) -> TokenRequest:
        others = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
        return replace(request, headers=(*others, *[("Authorization", make())] * times))

    return Step(Stage.HEAD, ("credentials",), Expected.REFUSED, words, edit, _FAILED)


def credentials_set(scheme: str, letters: str, count: int) -> Step:
    """Put this text behind a scheme of authentication, as it is."""
    fit = _field(letters)
    words = f"credentials {told(scheme)} {shown(('text', fit, count))}"
    return _credentials(words, lambda: f"{scheme} {text_of(fit, count)}")


def credentials_encode(user: str, letters: str, count: int, is_secret: bool) -> Step:
    """Authenticate as somebody unknown, with this text in the name, or as the secret, all in base64.

    A name in which no letter and no digit stands is nobody's, so it stands there alone.
    """
    nobody = f"{user}-{UNKNOWN}"
    is_name_alone = not any(letter.isalnum() for letter in once(letters, count))

    def make() -> str:
        text = text_of(letters, count)
        name, secret = (nobody, text) if is_secret else (text if is_name_alone else nobody + text, _NO_SECRET)
        content = f"{name}:{secret}".encode("utf-8", "surrogatepass")
        return f"Basic {base64.b64encode(content).decode('ascii')}"

    place = "its secret" if is_secret else "its name" if is_name_alone else "the end of its name"
    return _credentials(f"credentials of an unknown client, {shown(('text', letters, count))} as {place}", make)


def credentials_cut(length: int, padding: int) -> Step:
    """Cut the base64 of an unknown client's credentials, and put signs of padding behind it."""
    good = basic(UNKNOWN, _NO_SECRET)
    cut = good[: len("Basic ") + length % (len(good) - len("Basic "))] + "=" * padding
    return _credentials(
        f"an unknown client's credentials cut to {length}, {padding} signs of padding behind", lambda: cut
    )


def credentials_double(times: int) -> Step:
    """Send an unknown client's credentials in several header fields."""
    number = max(times, 1) + 1
    words = f"credentials of an unknown client in {number} header fields"
    return _credentials(words, lambda: basic(UNKNOWN, _NO_SECRET), number)
