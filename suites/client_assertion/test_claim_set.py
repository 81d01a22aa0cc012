"""Chapter CA: how the claim set is read (RFC 7519, section 4; RFC 8259, section 2; iSHARE JWT, JWT Processing)."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.assertion import Assertion, written
from conformance.changes import Change, assertion, claims, claims_text, header_text
from conformance.check import cases, each, requirement
from conformance.client import Client
from conformance.fuzz.strategies import harmless_assertions
from conformance.generating import Generator, Inputs
from conformance.request import Material


def _again(name: str, spoiled: Callable[[Material], Any]) -> Change:
    """Write a claim once more, spoiled, behind all the others."""

    def edit(good: Assertion, material: Material) -> Assertion:
        last = written({name: spoiled(material)}).removeprefix(b"{")
        return replace(good, claims=written(good.claims).removesuffix(b"}") + b"," + last)

    return assertion(edit)


def _turned_round(text: str) -> str:
    return json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":"), ensure_ascii=False)


def _spread_out(text: str) -> str:
    return json.dumps(json.loads(text), indent="\t", separators=(" ,", " : "), ensure_ascii=False) + "\r\n"


@requirement("CA-CLAIMS-ONCE")
@cases(
    sub=_again("sub", lambda material: material.another_party),
    aud=_again("aud", lambda material: material.another_server),
    iss=_again("iss", lambda material: material.another_party),
    exp=_again("exp", lambda material: int(material.now) - 3600),
)
def test_a_claim_that_is_good_at_first_and_spoiled_at_last_is_refused(client: Client, change: Change) -> None:
    """The good value stands first, so that only an endpoint that goes by the first one grants.

    The other way round, the good one last, is no case: a parser may refuse two equal names or take the last one, and
    either answer is right. That nothing breaks over it is CA-FUZZ's.
    """
    client.asks(change).is_refused()


@requirement("CA-JSON-FORM")
@cases(
    header_order=header_text(_turned_round),
    header_white_space=header_text(_spread_out),
    claims_order=claims_text(_turned_round),
    claims_white_space=claims_text(_spread_out),
)
def test_json_in_another_form_is_granted(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("CA-JSON-FORM")
@each("inputs", generated=harmless_assertions)
def test_json_written_in_any_way_is_read(generator: Generator, inputs: Inputs) -> None:
    generator.is_granted(inputs)


@requirement("CA-EXTRA-CLAIMS")
@cases(object=claims(token_conformance={"unknown": True}))
def test_a_claim_that_nobody_knows_is_ignored(client: Client, change: Change) -> None:
    client.asks(change).is_granted()


@requirement("CA-EXTRA-CLAIMS")
@each("inputs", generated=harmless_assertions)
def test_whatever_a_claim_holds_that_nobody_knows_is_ignored(generator: Generator, inputs: Inputs) -> None:
    generator.is_granted(inputs)
