"""Crashes planted in the reading of a client assertion: what an endpoint dies of, and in front of which rule."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.design import Change, Rule
from conformance.reference.refusals import invalid_request

ASSERTED = ("m2m", "h2m")


@dataclass(frozen=True)
class Planted:
    """A crash. slip: whose doing it is; rule: in front of which it stands; dies: what it dies of."""

    name: str
    slip: str
    rule: str
    dies: Callable[[Attempt], bool]
    profiles: tuple[str, ...] = ASSERTED

    @property
    def change(self) -> Change:
        """Plant it in a design."""

        def holds(attempt: Attempt) -> bool:
            if self.dies(attempt):
                raise RuntimeError(self.slip)
            return True

        return before(self.rule, Rule(self.name, holds, invalid_request("")))


def values_in(value: Any) -> Iterator[Any]:
    """Every value inside of a JSON value, and itself."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def texts_in(value: Any) -> Iterator[str]:
    """Every string inside of a JSON value, names of members as well."""
    for one in values_in(value):
        if isinstance(one, dict):
            yield from one
        elif isinstance(one, str):
            yield one


def numbers_in(value: Any) -> Iterator[int | float]:
    """Every number inside of a JSON value."""
    for one in values_in(value):
        if isinstance(one, int | float) and not isinstance(one, bool):
            yield one


def depth_of(value: Any) -> int:
    """How many arrays and objects stand in one another."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def has_half(text: str) -> bool:
    """Whether half of a surrogate pair stands in it."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def is_beyond_bmp(text: str) -> bool:
    """Whether a letter stands in it that takes four bytes."""
    return any(letter > "\uffff" for letter in text)


def _claim_texts(attempt: Attempt) -> list[str]:
    return [value for value in attempt.claims.values() if isinstance(value, str)]


def _jti(attempt: Attempt) -> str:
    jti = attempt.claim("jti")
    return jti if isinstance(jti, str) else ""


def _entries(attempt: Attempt) -> list[Any]:
    entries = attempt.header.get("x5c")
    return entries if isinstance(entries, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _minus_zero(attempt: Attempt) -> bool:
    return any(number == 0 and str(number).startswith("-") for number in numbers_in(attempt.claims))


def _beyond_32_bits(attempt: Attempt) -> bool:
    dates = [attempt.number(name) for name in ("iat", "exp", "nbf")]
    return any(date is not None and 2**31 <= date < 2**33 for date in dates)


_CLAIMS = "issuer-is-the-client"
_READ = "header-is-json-object"

PLANTED: tuple[Planted, ...] = (
    # the issue's
    Planted(
        "claim-nested-3", "a tree of three levels", _CLAIMS, lambda a: any(depth_of(c) == 3 for c in a.claims.values())
    ),
    Planted(
        "claim-of-256", "an index that is off by one", _CLAIMS, lambda a: any(len(t) == 256 for t in _claim_texts(a))
    ),
    Planted("claim-over-255", "a column of 255", _CLAIMS, lambda a: any(len(t) > 255 for t in _claim_texts(a))),
    Planted("lone-surrogate", "UTF-8 of half a pair", _CLAIMS, lambda a: any(map(has_half, texts_in(a.claims)))),
    Planted("jose-header-of-8-kb", "a buffer of 8 kB", "headers-are-known", lambda a: len(a.header_bytes) > 8192),
    Planted("jti-with-nul", "a text of the database", _CLAIMS, lambda a: "\0" in _jti(a)),
    # an adversary's: numbers
    Planted(
        "negative-exponent",
        "a power of a long",
        _CLAIMS,
        lambda a: bool(re.search(rb"[0-9][eE]-[0-9]", a.claims_bytes)),
    ),
    Planted(
        "number-of-1e308",
        "milliseconds",
        _CLAIMS,
        lambda a: any(isinstance(n, float) and 1e305 < abs(n) < float("inf") for n in numbers_in(a.claims)),
    ),
    Planted("minus-zero", "a sign without a number", _CLAIMS, _minus_zero),
    Planted("date-after-2038", "seconds in 32 bits", _CLAIMS, _beyond_32_bits),
    Planted(
        "exp-beyond-64-bits",
        "a long",
        _CLAIMS,
        lambda a: isinstance(a.claim("exp"), int) and abs(a.claim("exp")) >= 2**63,
    ),
    Planted("negative-nbf", "an unsigned date", _CLAIMS, lambda a: (a.number("nbf") or 0) < 0),
    # types
    Planted("iss-is-an-empty-array", "the first of none", _CLAIMS, lambda a: a.claim("iss") == []),
    Planted("sub-is-an-object", "a hash of what has none", _CLAIMS, lambda a: isinstance(a.claim("sub"), dict)),
    Planted("jti-is-a-fraction", "a key of numbers", _CLAIMS, lambda a: isinstance(a.claim("jti"), float)),
    Planted("jti-is-an-array", "a hash of what has none", _CLAIMS, lambda a: isinstance(a.claim("jti"), list)),
    Planted("kid-is-a-number", "a path made of it", "headers-are-known", lambda a: _is_number(a.header.get("kid"))),
    Planted(
        "cty-is-null",
        "small letters of null",
        "headers-are-known",
        lambda a: "cty" in a.header and a.header["cty"] is None,
    ),
    Planted("typ-is-an-object", "small letters of it", "type-is-jwt", lambda a: isinstance(a.header.get("typ"), dict)),
    Planted(
        "aud-of-100",
        "a query with too many places",
        _CLAIMS,
        lambda a: isinstance(a.claim("aud"), list) and len(a.claim("aud")) >= 100,
    ),
    # names
    Planted(
        "claim-name-of-64", "a name of 63 and its end", _CLAIMS, lambda a: any(len(name) == 64 for name in a.claims)
    ),
    Planted("claim-without-name", "the first letter of none", _CLAIMS, lambda a: "" in a.claims),
    Planted("claim-named-proto", "a prototype", _CLAIMS, lambda a: "__proto__" in a.claims),
    Planted(
        "header-beyond-ascii",
        "names in ASCII",
        "headers-are-known",
        lambda a: not all(name.isascii() for name in a.header),
    ),
    # letters
    Planted("jti-with-line-end", "a log line", _CLAIMS, lambda a: "\n" in _jti(a) or "\r" in _jti(a)),
    Planted("jti-of-four-bytes", "utf8 of a database with three", _CLAIMS, lambda a: is_beyond_bmp(_jti(a))),
    Planted("percent-in-a-claim", "a format", _CLAIMS, lambda a: any("%" in t for t in _claim_texts(a))),
    Planted(
        "text-of-right-to-left",
        "a table of letters",
        _CLAIMS,
        lambda a: any(
            "\u0590" <= letter <= "\u08ff" or "\u200e" <= letter <= "\u202e" for t in texts_in(a.claims) for letter in t
        ),
    ),
    # shapes
    Planted("depth-beyond-64", "a reader with a bound", _CLAIMS, lambda a: depth_of(a.claims) > 64),
    Planted(
        "more-than-100-members",
        "a small map",
        _CLAIMS,
        lambda a: any(isinstance(v, dict) and len(v) > 100 for v in values_in(a.claims)),
    ),
    Planted(
        "empty-object-in-an-array",
        "the first of none",
        _CLAIMS,
        lambda a: any(isinstance(v, list) and {} in v for v in values_in(a.claims)),
    ),
    Planted("claims-are-false", "members of false", "payload-is-json-object", lambda a: a.claims_value is False),
    # certificates and segments
    Planted(
        "root-twice", "a chain in a circle", "chain-names-link", lambda a: len(a.x5c) > 1 and a.x5c[-1] == a.x5c[-2]
    ),
    Planted("x5c-of-more-than-10", "a bound that throws", "certificates-are-present", lambda a: len(_entries(a)) > 10),
    Planted("x5c-entry-is-empty", "a certificate of nothing", "certificates-are-present", lambda a: "" in _entries(a)),
    Planted(
        "x5c-holds-an-object",
        "base64 of an object",
        "certificates-are-present",
        lambda a: any(isinstance(e, dict) for e in _entries(a)),
    ),
    Planted(
        "x5c-with-quote",
        "a text in JSON put together",
        "certificates-are-present",
        lambda a: any(isinstance(e, str) and '"' in e for e in _entries(a)),
    ),
    Planted(
        "signature-of-a-few-bytes",
        "a number from the first 16",
        "signature-is-right",
        lambda a: 0 < len(a.signature) < 16,
    ),
    Planted(
        "more-than-20-segments", "a bound that throws", "assertion-has-three-segments", lambda a: len(a.segments) > 20
    ),
    Planted("header-with-bom", "a reader that knows none", _READ, lambda a: a.header_bytes.startswith(b"\xef\xbb\xbf")),
)
