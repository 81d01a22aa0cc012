"""Faults in reading a body as one JSON object (CIAM-JSON, CIAM-JSON-STRICT)."""

import json
import re
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.ciam_changes import Reader, body_read_by, lenient
from conformance.reference.decoding import NoJsonError, read_json
from conformance.reference.design import Rule
from conformance.reference.fault import Fault
from conformance.reference.lenient_json import (
    first_value_alone,
    from_pairs,
    of_first_element,
    read_twice,
    with_missing_brace,
    without_trailing_comma,
)
from conformance.reference.refusals import invalid_request
from conformance.reference.unseparated import Unseparated

CIAM = ("ciam",)
_NO_JSON = invalid_request("The body is no JSON")


def _or(otherwise: Reader) -> Reader:
    """As JSON is read, or where that fails in another way."""

    def read(data: bytes) -> Any:
        try:
            return read_json(data)
        except NoJsonError:
            return otherwise(data)

    return read


def _with_signs_replaced(data: bytes) -> Any:
    return read_json(data.decode("utf-8", "replace").encode("utf-8"))


def _between_braces(data: bytes) -> Any:
    """What stands between the first brace and the last one."""
    found = re.search(rb"\{.*\}", data, re.DOTALL)
    return read_json(found[0] if found else b"")


def _first_of_objects(data: bytes) -> Any:
    """The first of several objects that follow one another, as in a file of records."""
    rest, values = data, []
    while rest.startswith(b"{"):
        try:
            value, end = json.JSONDecoder().raw_decode(rest.decode("utf-8"))
        except (ValueError, RecursionError):
            raise NoJsonError from None
        values.append(value)
        rest = rest.decode("utf-8")[end:].strip().encode("utf-8")
    if rest or not values:
        raise NoJsonError
    return values[0]


def _without(pattern: bytes) -> Reader:
    return lambda data: read_json(re.sub(pattern, b"", data, flags=re.DOTALL))


_BLOCKS, _LINES, _COMMAS = rb"/\*.*?\*/", rb"//[^\n]*\n", rb",(?=\s*\}$)"


def _looks_for_the_grant(attempt: Attempt) -> bool:
    """Whether the word stands in what was parsed, unless that is nothing at all."""
    body = attempt.body_value
    return body is not None and "grant_type" in body


def _has_members(attempt: Attempt) -> bool:
    """Whether what was parsed has members; null was not thought of."""
    body = attempt.body_value
    return not isinstance(body, list | str | int | float) and bool(body.items())


def _begins_as_it_may(attempt: Attempt) -> bool:
    """Whether the first sign of the body is that of an object; an empty body has no first sign."""
    text = attempt.incoming.body.strip()
    return text[0] == ord("{") or text[0] != ord("<")


FAULTS: tuple[Fault, ...] = (
    Fault(
        "fails-at-an-empty-body",
        "The first sign of the body is looked at, to tell JSON from XML; that there is one was taken for granted.",
        {"CIAM-JSON": {"empty"}, "REQ-GRANT-MISSING": {"no-body"}, "REQ-QUERY": {"all"}},
        before("body-is-strict-json", Rule("body-is-no-xml", _begins_as_it_may, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "takes-the-first-of-a-batch",
        "An array is a batch of requests, of which the first one is answered.",
        {"CIAM-JSON": {"array-of-the-object"}},
        body_read_by(of_first_element),
        CIAM,
    ),
    Fault(
        "makes-a-dictionary-of-pairs",
        "What was parsed is given to dict(), which takes a list of pairs as well.",
        {"CIAM-JSON": {"array-of-pairs"}},
        body_read_by(from_pairs),
        CIAM,
    ),
    Fault(
        "parses-a-string-once-more",
        "A body that is a string is parsed again, for a client that had written JSON into JSON.",
        {"CIAM-JSON": {"string"}},
        body_read_by(read_twice),
        CIAM,
    ),
    Fault(
        "looks-for-a-member-in-a-number",
        'The body is asked by "grant_type" in body what it has, and only null was thought of.',
        {"CIAM-JSON": {"number"}},
        before("body-is-an-object", Rule("body-has-the-grant", _looks_for_the_grant, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "looks-for-members-in-null",
        "Arrays, texts and numbers are refused by the binding, which turns null into a reference to nothing.",
        {"CIAM-JSON": {"null"}},
        before("body-is-an-object", Rule("body-has-members", _has_members, _NO_JSON)),
        CIAM,
        crashes=True,
    ),
    Fault(
        "closes-what-was-cut-off",
        "The parser for streams counts an object as whole when its last member is.",
        {"CIAM-JSON": {"cut-off"}},
        lenient(with_missing_brace),
        CIAM,
    ),
    Fault(
        "replaces-what-is-no-utf-8",
        "The body becomes a text by a function that puts a mark in the place of bytes that it does not know.",
        {"CIAM-JSON": {"invalid-utf-8"}},
        lenient(_or(_with_signs_replaced)),
        CIAM,
    ),
    Fault(
        "takes-a-trailing-comma-in-the-body",
        "The parser is one for the language JavaScript, where a comma may follow the last member.",
        {"CIAM-JSON-STRICT": {"trailing-comma"}},
        lenient(without_trailing_comma),
        CIAM,
    ),
    Fault(
        "cuts-the-object-out-of-the-body",
        "The object is cut out from the first brace to the last one, as is done with the lines of a log.",
        {"CIAM-JSON-STRICT": {"text-behind"}},
        lenient(_or(_between_braces)),
        CIAM,
    ),
    Fault(
        "takes-the-first-of-several-objects",
        "The body is read as a stream of objects, each on its line or not, and the first one is answered.",
        {"CIAM-JSON-STRICT": {"second-object-behind"}},
        lenient(_or(_first_of_objects)),
        CIAM,
    ),
    Fault(
        "skips-block-comments",
        "The parser is that of the configuration files, in which /* */ is a comment.",
        {"CIAM-JSON-STRICT": {"block-comment"}},
        lenient(_or(_without(_BLOCKS))),
        CIAM,
    ),
    Fault(
        "skips-line-comments",
        "Lines of comment are taken out before the body is parsed, as examples were once copied with them.",
        {"CIAM-JSON-STRICT": {"line-comment"}},
        lenient(_or(_without(_LINES))),
        CIAM,
    ),
    Fault(
        "parses-json5",
        "The parser is one for JSON5, which the configuration needs.",
        {"CIAM-JSON-STRICT": {"trailing-comma", "block-comment", "line-comment"}},
        lenient(_or(_without(rb"|".join((_BLOCKS, _LINES, _COMMAS))))),
        CIAM,
    ),
    Fault(
        "stops-where-the-object-ends",
        "The parser reads one value from a stream, and nobody asks whether the stream ends there.",
        {"CIAM-JSON-STRICT": {"text-behind", "second-object-behind"}},
        lenient(first_value_alone),
        CIAM,
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "CIAM-JSON",
        "empty",
        "it is the very request of REQ-GRANT-MISSING[no-body], so that both meet whatever an empty body meets",
        CIAM,
    ),
)
