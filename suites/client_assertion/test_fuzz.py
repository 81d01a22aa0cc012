"""Chapter CA: assertions that are malformed in ways that no other row names (iSHARE access token H2M, status 400)."""

import json
import re

from conformance.changes import Change, after_signing, claims_text, header_text, segments
from conformance.check import cases, each, in_parts, requirement
from conformance.client import Client
from conformance.exchange import Exchange
from conformance.fuzz.steps import Recipe
from conformance.fuzz.strategies import odd_assertions
from conformance.generating import Generator, Inputs, words
from conformance.outcome import judge
from conformance.verdict import Kind, shape_of

FOR_SIZE = frozenset({413, 414, 431})


def _of_kilobytes(size: int) -> Change:
    """Send three segments of the letter A, of this size together."""
    return after_signing(lambda _: ".".join(["A" * (size * 1000 // 3 // 4 * 4)] * 3))


def _in_capitals(text: str) -> str:
    return json.dumps({name.upper(): value for name, value in json.loads(text).items()}, separators=(",", ":"))


@requirement("CA-FUZZ")
@cases(
    {
        "8-kb": _of_kilobytes(8),
        "40-kb": _of_kilobytes(40),
        "200-kb": _of_kilobytes(200),
        "empty-segments": after_signing(lambda _: ".."),
        "impossible-length": segments(lambda parts: [*parts[:2], parts[2] + "A" * ((1 - len(parts[2])) % 4)]),
        "null-bytes": segments(lambda parts: [*parts[:2], "\u0000" * 8]),
        "header-names-in-capitals": header_text(_in_capitals),
        "claim-names-in-capitals": claims_text(_in_capitals),
        "payload-cut-off": claims_text(lambda text: text.removesuffix("}")),
        "payload-trailing-text": claims_text(lambda text: f"{text}{{}}"),
        "payload-trailing-comma": claims_text(lambda text: f"{text.removesuffix('}')},}}"),
        "payload-in-utf-16": claims_text(lambda text: text.encode("utf-16-le")),
        "payload-in-invalid-utf-8": claims_text(lambda text: text.encode().replace(b'"jti":"', b'"jti":"\xff')),
        "payload-nested-deeply": claims_text(lambda _: "[" * 20_000),
        "expiry-of-5000-digits": claims_text(lambda text: re.sub(r'"exp":\d+', f'"exp":1{"0" * 4999}', text)),
    }
)
def test_a_malformed_assertion_is_refused_as_a_faulty_request(client: Client, change: Change) -> None:
    """A fixed set; what is generated comes beside it."""
    asked = client.asks(change)
    fits = asked.kind is Kind.REFUSED and _has_fitting_status(client, asked.exchange)
    judge(fits, "refused with status 400 (401; 413, 414, 431 for its size; or as it refuses everything)", asked.actual)


@requirement("CA-FUZZ")
@in_parts
@each("assertions", generated=odd_assertions)
def test_a_generated_assertion_is_refused_as_a_faulty_request(generator: Generator, assertions: Inputs) -> None:
    def trouble(_: Recipe, exchange: Exchange, kind: Kind) -> str | None:
        fits = kind is Kind.REFUSED and _has_fitting_status(generator.client, exchange)
        return None if fits else words(exchange, kind)

    generator.is_refused(assertions, "refused with status 400 (401; or as it refuses everything)", trouble)


def _has_fitting_status(client: Client, exchange: Exchange) -> bool:
    if exchange.answer is None or shape_of(exchange.answer) in client.session.ordinary:
        return True
    return exchange.answer.status in ({400, 401} | FOR_SIZE if _is_larger_than_good(exchange) else {400, 401})


def _is_larger_than_good(exchange: Exchange) -> bool:
    """Tell whether the endpoint can mean the size: it has just borne that of the good request."""
    good = exchange.good or exchange.request
    return len(exchange.request.wire_body or b"") > len(good.wire_body or b"")
