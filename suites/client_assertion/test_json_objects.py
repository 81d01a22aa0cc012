"""Chapter CA: header and payload are JSON objects (RFC 7515, sections 4 and 5.2; RFC 7519, section 7.2)."""

import json
from typing import Any

from conformance.assertion import Assertion, written
from conformance.changes import Change, assertion, claims_text, header_text
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import Material


def _pairs(text: str) -> str:
    """Write an object as an array of its members, each an array of name and value."""
    return json.dumps([list(pair) for pair in json.loads(text).items()], separators=(",", ":"))


def _with_type(spelled: bytes) -> Change:
    """Spell the value of typ in these bytes."""
    return header_text(lambda text: text.encode().replace(b'"JWT"', b'"' + spelled + b'"'))


def _again(name: str, spoiled: Any) -> Change:
    """Write a header parameter once more, spoiled, behind all the others."""

    def edit(good: Assertion, material: Material) -> Assertion:
        value = spoiled(material) if callable(spoiled) else spoiled
        last = json.dumps({name: value}, separators=(",", ":")).removeprefix("{")
        header = written(good.header).removesuffix(b"}") + b"," + last.encode()
        return Assertion(header, good.claims, good.identity)

    return assertion(edit)


@requirement("CA-HEADER-OBJECT")
@cases(
    array=header_text(lambda text: f"[{text}]"),
    array_of_pairs=header_text(_pairs),
    string=header_text(json.dumps),
    number=header_text(lambda _: "1"),
    null=header_text(lambda _: "null"),
    cut_off=header_text(lambda text: text.removesuffix("}")),
    trailing_text=header_text(lambda text: f"{text}{{}}"),
    trailing_comma=header_text(lambda text: f"{text.removesuffix('}')},}}"),
    utf_16=header_text(lambda text: text.encode("utf-16-le")),
    invalid_utf_8=_with_type(b"JWT\xff"),
    overlong_utf_8=_with_type(b"JW\xc1\x94"),
    alg_twice=_again("alg", "none"),
    typ_twice=_again("typ", "at+jwt"),
    x5c_twice=_again("x5c", lambda material: list(material.forgeries.rogue_authority().x5c)),
)
def test_a_header_that_is_no_json_object_with_each_name_once_is_refused(client: Client, change: Change) -> None:
    """Every one is signed as it stands. Of two equal names the first is good and the last is spoiled."""
    client.asks(change).is_refused()


@requirement("CA-PAYLOAD-OBJECT")
@cases(
    array=claims_text(lambda text: f"[{text}]"),
    array_of_pairs=claims_text(_pairs),
    string=claims_text(json.dumps),
    number=claims_text(lambda _: "1"),
    null=claims_text(lambda _: "null"),
    empty=claims_text(lambda _: ""),
)
def test_a_payload_that_is_no_json_object_is_refused(client: Client, change: Change) -> None:
    """Every one is signed as it stands."""
    client.asks(change).is_refused()
