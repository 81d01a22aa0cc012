"""Chapter CIAM: the body is one JSON object (RFC 8259); each is written byte by byte, for a JSON library repairs it."""

import json
from collections.abc import Callable

from conformance.changes import Change, body
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import TokenRequest


def rewritten(edit: Callable[[bytes], bytes]) -> Change:
    """Send other bytes in the place of the good object's; ``edit`` gets these."""
    return body(lambda request: edit(request.wire_body or b""))


def as_pairs(request: TokenRequest) -> bytes:
    """Write the members as an array of name and value."""
    return json.dumps([[name, value] for name, value in request.parameters]).encode()


def as_string(good: bytes) -> bytes:
    """Write the object once more as JSON: a string with its text."""
    return json.dumps(good.decode("utf-8")).encode()


@requirement("CIAM-JSON")
@cases(
    empty=body(b""),
    array_of_the_object=rewritten(lambda good: b"[" + good + b"]"),
    array_of_pairs=body(as_pairs),
    string=rewritten(as_string),
    number=body(b"1"),
    null=body(b"null"),
    cut_off=rewritten(lambda good: good[:-1]),
    invalid_utf_8=rewritten(lambda good: good[:-1] + b',"note":"\xff\xfe"}'),
)
def test_a_body_that_is_no_json_object_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-JSON-STRICT")
@cases(
    trailing_comma=rewritten(lambda good: good[:-1] + b",}"),
    text_behind=rewritten(lambda good: good + b" and more"),
    second_object_behind=rewritten(lambda good: good + good),
    block_comment=rewritten(lambda good: b"{/* of the good object */" + good[1:]),
    line_comment=rewritten(lambda good: b"{// of the good object\n" + good[1:]),
)
def test_a_body_in_an_extension_of_json_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
