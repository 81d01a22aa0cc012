"""Crashes planted where a client brings a secret: in the credentials of HTTP Basic, in a JSON body."""

import base64
import binascii

from conformance.reference.attempt import Attempt
from conformance.reference.rules_secret import scheme_and_rest
from tests.planted_in_assertions import Planted, depth_of, has_half, is_beyond_bmp, numbers_in, texts_in, values_in

_JSON = "no-authorization-header"


def _credentials(attempt: Attempt) -> bytes:
    try:
        return base64.b64decode(scheme_and_rest(attempt)[1])
    except (binascii.Error, ValueError):
        return b""


def _user(attempt: Attempt) -> str:
    return _credentials(attempt).partition(b":")[0].decode("utf-8", "replace")


CREDENTIALS: tuple[Planted, ...] = (
    Planted("user-over-255", "a column of 255", "client-is-registered", lambda a: len(_user(a)) > 255, ("basic",)),
    Planted(
        "user-beyond-ascii", "a look-up in ASCII", "client-is-registered", lambda a: not _user(a).isascii(), ("basic",)
    ),
    Planted("user-with-nul", "a text of the database", "client-is-registered", lambda a: "\0" in _user(a), ("basic",)),
    Planted(
        "credentials-over-4-kb",
        "a buffer of 4 kB",
        "authorization-present",
        lambda a: len(scheme_and_rest(a)[1]) > 4096,
        ("basic",),
    ),
    Planted(
        "user-of-a-blank",
        "the first word of none",
        "client-is-registered",
        lambda a: _user(a) != "" and _user(a).strip() == "",
        ("basic",),
    ),
)


def _members(attempt: Attempt) -> dict[str, object]:
    return attempt.body_value if isinstance(attempt.body_value, dict) else {}


def _is_long(value: object) -> bool:
    return isinstance(value, int) and abs(value) >= 2**63


def _text_of(attempt: Attempt, name: str) -> str:
    value = _members(attempt).get(name)
    return value if isinstance(value, str) else ""


MEMBERS: tuple[Planted, ...] = (
    Planted(
        "nul-in-an-unknown-member",
        "a text of the database",
        _JSON,
        lambda a: any("\0" in t for n, v in _members(a).items() if n != "client_id" for t in (n, *texts_in(v))),
        ("ciam",),
    ),
    Planted(
        "half-a-pair-in-a-member",
        "UTF-8 of half a pair",
        _JSON,
        lambda a: any(map(has_half, texts_in(a.body_value))),
        ("ciam",),
    ),
    Planted(
        "member-name-over-255", "a column of 255", _JSON, lambda a: any(len(n) > 255 for n in _members(a)), ("ciam",)
    ),
    Planted("member-without-name", "the first letter of none", _JSON, lambda a: "" in _members(a), ("ciam",)),
    Planted(
        "member-of-1e308",
        "milliseconds",
        _JSON,
        lambda a: any(isinstance(n, float) and 1e305 < abs(n) < float("inf") for n in numbers_in(a.body_value)),
        ("ciam",),
    ),
    Planted(
        "member-nested-3",
        "a tree of three levels",
        _JSON,
        lambda a: any(depth_of(v) == 3 for v in _members(a).values()),
        ("ciam",),
    ),
    Planted(
        "client-id-is-a-fraction",
        "a whole number",
        _JSON,
        lambda a: isinstance(_members(a).get("client_id"), float),
        ("ciam",),
    ),
    Planted(
        "client-id-of-four-bytes",
        "utf8 of a database with three",
        _JSON,
        lambda a: is_beyond_bmp(_text_of(a, "client_id")),
        ("ciam",),
    ),
    Planted("grant-type-beyond-64-bits", "a long", _JSON, lambda a: _is_long(_members(a).get("grant_type")), ("ciam",)),
    Planted(
        "secret-with-nul", "bcrypt's end of a text", _JSON, lambda a: "\0" in _text_of(a, "client_secret"), ("ciam",)
    ),
    Planted(
        "array-of-more-than-100",
        "a bound that throws",
        _JSON,
        lambda a: any(isinstance(v, list) and len(v) > 100 for v in values_in(a.body_value)),
        ("ciam",),
    ),
)

PLANTED: tuple[Planted, ...] = (*CREDENTIALS, *MEMBERS)
