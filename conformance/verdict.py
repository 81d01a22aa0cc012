"""The one place that tells what an answer is: a grant, a refusal, a hiccup, or neither of them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from conformance.exchange import Answer, Exchange, Failure
from conformance.request import TokenRequest

HICCUPS = frozenset({429, 502, 503, 504})
NOT_NOW = frozenset({408, 425})
LARGE_BODY = 65_536
"""Bytes of a request's body from which a reset is taken for a refusal of its size."""
LARGE_HEAD = 16_384
"""Bytes of URL and header fields from which it is taken for the same: most servers read half of that."""


class Kind(Enum):
    """What an answer is."""

    GRANTED = "granted"
    REFUSED = "refused"
    HICCUP = "a passing hiccup"
    NEITHER = "neither a grant nor a refusal"


@dataclass(frozen=True)
class Shape:
    """What one refusal of an endpoint looks like, without its words."""

    status: int
    media_type: str
    members: frozenset[str] | None


def shape_of(answer: Answer) -> Shape:
    """Give status, media type and top-level members of an answer."""
    members = answer.members
    return Shape(answer.status, answer.media_type, None if members is None else frozenset(members))


def token_of(answer: Answer) -> str | None:
    """Find the access token in an answer, however badly it is written: a token in a bad answer opens doors too."""
    return next(iter(answer.texts("access_token")), None)


def is_grant(answer: Answer) -> bool:
    """Tell whether a token was handed out: a 2xx, or a 4xx in spite of itself, with a non-empty ``access_token``."""
    return (200 <= answer.status < 300 or 400 <= answer.status < 500) and token_of(answer) is not None


def kind_of(exchange: Exchange, ordinary: Collection[Shape] = ()) -> Kind:
    """Judge one exchange; ``ordinary`` are the shapes of the endpoint's own plain refusals."""
    if exchange.answer is None:
        return _kind_of_failure(exchange)
    answer = exchange.answer
    if is_grant(answer):
        return Kind.GRANTED
    if shape_of(answer) in ordinary:
        return Kind.REFUSED
    if answer.status in HICCUPS | NOT_NOW:
        return Kind.HICCUP
    return Kind.REFUSED if 400 <= answer.status < 500 else Kind.NEITHER


def _kind_of_failure(exchange: Exchange) -> Kind:
    if exchange.failure is Failure.CLOSED:
        return Kind.REFUSED if is_oversized(exchange.request) else Kind.HICCUP
    return Kind.HICCUP if exchange.failure is Failure.AWAY else Kind.NEITHER


def is_oversized(request: TokenRequest) -> bool:
    """Tell whether a request is so large that hanging up on it is a refusal of its size."""
    fields = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.wire_body or b"") > LARGE_BODY or len(request.wire_url) + fields > LARGE_HEAD


def described(exchange: Exchange, ordinary: Collection[Shape] = ()) -> str:
    """Say what came back in one line: for a finding's "actual"."""
    answer = exchange.answer
    if answer is None:
        return exchange.met
    if is_grant(answer):
        return f"granted: status {answer.status} with an access token"
    code = (answer.members or {}).get("error")
    told = f", error {code!r}"[:80] if isinstance(code, str) else ""
    kind = kind_of(exchange, ordinary)
    words = {Kind.REFUSED: "refused", Kind.HICCUP: "not served", Kind.NEITHER: "neither granted nor refused"}[kind]
    return f"{words}: status {answer.status}{told}{_body_words(answer)}"


def _body_words(answer: Answer) -> str:
    if answer.members is not None:
        return ""
    return f", {answer.media_type or 'no content type'}, {len(answer.body)} bytes"
