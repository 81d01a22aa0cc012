"""Chapter REQ at ciam: the same object in every spelling that JSON has for it (RFC 8259, sections 2, 7 and 8.3)."""

import json
from collections.abc import Callable

from conformance.changes import Change, body
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import TokenRequest, text_of

SECRET = "client_secret"


def spelled(name_as: Callable[[str], str], value_as: Callable[[str], str], around: str = "") -> Change:
    """Write names and values as JSON strings in another way, with white space ``around`` each; a form stays as it is.

    The secret stays as it is, for only so it is sure to be hidden in every report.
    """

    def make(request: TokenRequest) -> bytes:
        pairs = [(name, text_of(value)) for name, value in request.parameters]
        written = [(name_as(name), json.dumps(value) if name == SECRET else value_as(value)) for name, value in pairs]
        members = ",".join(f"{around}{name}{around}:{around}{value}{around}" for name, value in written)
        return f"{around}{{{members}}}{around}".encode()

    return lambda request: body(make)(request) if request.is_json else request


def escaped(text: str) -> str:
    """Write each letter of ASCII as an escape of six characters."""
    letters = (f"\\u{ord(one):04x}" if one.isascii() and one.isalpha() else json.dumps(one)[1:-1] for one in text)
    return f'"{"".join(letters)}"'


@requirement("REQ-MEDIA-TYPE")
@cases(
    white_space=spelled(json.dumps, json.dumps, around=" \t\r\n"),
    escaped_values=spelled(json.dumps, escaped),
    escaped_names=spelled(escaped, json.dumps),
)
def test_the_object_is_known_in_every_spelling(client: Client, change: Change) -> None:
    client.asks(change).is_granted()
