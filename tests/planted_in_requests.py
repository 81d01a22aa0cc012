"""Crashes planted in the reading of a request outside of the assertion, in all four flows."""

import codecs
from email.message import Message
from urllib.parse import urlsplit

from conformance.reference.attempt import Attempt
from tests.planted_in_assertions import (
    Planted,
    is_beyond_bmp,
)

FORMS = ("m2m", "h2m", "basic")
FLOWS = (*FORMS, "ciam")
_FIRST, _FORM, _JSON = "method-is-post", "form-is-well-formed", "no-authorization-header"


def _fields(attempt: Attempt) -> tuple[tuple[str, str], ...]:
    return attempt.incoming.headers


def _type(attempt: Attempt) -> str:
    return attempt.incoming.header("Content-Type") or ""


def _charset(attempt: Attempt) -> str:
    message = Message()
    message["Content-Type"] = _type(attempt)
    return str(message.get_param("charset", ""))


def _is_odd_charset(attempt: Attempt) -> bool:
    """A charset that is known and no text: base64, hex."""
    try:
        return not codecs.lookup(_charset(attempt) or "utf-8")._is_text_encoding
    except (LookupError, ValueError):
        return False


def _value(attempt: Attempt, name: str) -> str:
    return attempt.parameter(name) or ""


def _is_no_address(attempt: Attempt) -> bool:
    try:
        urlsplit(_value(attempt, "redirect_uri"))
    except ValueError:
        return True
    return False


def _many_scopes(attempt: Attempt) -> bool:
    return len(attempt.scopes) > 50


HEADS: tuple[Planted, ...] = (
    Planted(
        "field-of-8-kb",
        "a buffer of 8 kB",
        _FIRST,
        lambda a: any(8192 <= len(v) < 32_768 for _, v in _fields(a)),
        FLOWS,
    ),
    Planted("quoted-charset", "a charset with its quotes", _FIRST, lambda a: 'charset="' in _type(a), FLOWS),
    Planted("charset-that-is-no-text", "a codec of bytes", _FIRST, _is_odd_charset, FLOWS),
    Planted(
        "field-with-underscore", "a variable of CGI", _FIRST, lambda a: any("_" in n for n, _ in _fields(a)), FLOWS
    ),
    Planted(
        "field-beyond-ascii", "a field in ASCII", _FIRST, lambda a: not all(v.isascii() for _, v in _fields(a)), FLOWS
    ),
    Planted("empty-field", "the first letter of none", _FIRST, lambda a: any(v == "" for _, v in _fields(a)), FLOWS),
    Planted("field-name-of-64", "a name of 63", _FIRST, lambda a: any(len(n) >= 64 for n, _ in _fields(a)), FLOWS),
    Planted("more-than-50-fields", "a bound that throws", _FIRST, lambda a: len(_fields(a)) > 50, FLOWS),
    Planted("length-of-type-over-255", "a column of 255", _FIRST, lambda a: len(_type(a)) > 255, FLOWS),
    Planted("query-with-nul", "a text of the database", _FIRST, lambda a: "%00" in a.incoming.query, FLOWS),
    Planted("method-of-20-letters", "a method of 16", _FIRST, lambda a: len(a.incoming.method) > 16, FLOWS),
)


BODIES: tuple[Planted, ...] = (
    Planted(
        "parameter-without-name",
        "the first letter of none",
        _FORM,
        lambda a: any(n == "" for n, _ in a.parameters),
        FORMS,
    ),
    Planted(
        "name-with-a-bracket", "names as paths", _FORM, lambda a: any(n.count("[") == 1 for n, _ in a.parameters), FORMS
    ),
    Planted(
        "percent-in-a-value", "a format", "parameters-once", lambda a: any("%" in v for _, v in a.parameters), FORMS
    ),
    Planted(
        "value-of-four-bytes",
        "utf8 of a database with three",
        "parameters-once",
        lambda a: any(is_beyond_bmp(v) for _, v in a.parameters),
        FORMS,
    ),
    Planted(
        "value-with-odd-line-end",
        "lines of another kind",
        "parameters-once",
        lambda a: any("\u2028" in v or "\x85" in v for _, v in a.parameters),
        FORMS,
    ),
    Planted(
        "quote-in-a-value",
        "SQL put together",
        "parameters-once",
        lambda a: any("'" in v for _, v in a.parameters),
        FORMS,
    ),
    Planted(
        "value-with-entity",
        "a page put together",
        "parameters-once",
        lambda a: any("<" in v for _, v in a.parameters),
        FORMS,
    ),
    Planted(
        "more-than-64-parameters", "a set of bits", "parameters-once", lambda a: 64 < len(a.parameters) < 1000, FORMS
    ),
    Planted(
        "assertion-type-over-255",
        "a column of 255",
        "parameters-once",
        lambda a: len(_value(a, "client_assertion_type")) > 255,
        ("m2m", "h2m"),
    ),
    Planted(
        "client-id-with-emoji",
        "utf8 of a database with three",
        "client-id-present",
        lambda a: is_beyond_bmp(_value(a, "client_id")),
        ("m2m", "h2m"),
    ),
    Planted(
        "client-id-of-a-blank",
        "the first word of none",
        "client-id-present",
        lambda a: a.parameter("client_id") is not None and not _value(a, "client_id").strip(),
        ("m2m", "h2m"),
    ),
    Planted(
        "redirect-uri-with-nul",
        "a text of the database",
        "no-control-characters",
        lambda a: "\0" in _value(a, "redirect_uri"),
        ("h2m",),
    ),
    Planted("redirect-uri-is-no-address", "a reader of addresses", "client-id-present", _is_no_address, ("h2m",)),
    Planted(
        "redirect-uri-over-2000",
        "a column of 2,000",
        "client-id-present",
        lambda a: len(_value(a, "redirect_uri")) > 2000,
        ("h2m",),
    ),
    Planted("code-over-255", "a column of 255", "client-id-present", lambda a: len(_value(a, "code")) > 255, ("h2m",)),
    Planted(
        "code-beyond-ascii",
        "a digest of ASCII",
        "client-id-present",
        lambda a: not _value(a, "code").isascii(),
        ("h2m",),
    ),
    Planted(
        "more-than-50-scopes", "a query with too many places", "grant-type-is-known", _many_scopes, ("m2m", "basic")
    ),
    Planted(
        "scope-with-tab",
        "words by blanks alone",
        "no-control-characters",
        lambda a: "\t" in _value(a, "scope"),
        ("m2m", "basic"),
    ),
)

PLANTED: tuple[Planted, ...] = (*HEADS, *BODIES)
