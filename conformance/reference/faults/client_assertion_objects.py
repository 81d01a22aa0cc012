"""Faults in reading header and payload as JSON objects (CA-HEADER-OBJECT, CA-PAYLOAD-OBJECT)."""

import json
import re
from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, setting, without
from conformance.reference.decoding import NoJsonError, read_json
from conformance.reference.design import Change
from conformance.reference.fault import Fault
from conformance.reference.lenient_json import (
    first_value_alone,
    from_pairs,
    in_detected_encoding,
    is_unreadable,
    of_first_element,
    overlong_as_short,
    read_twice,
    with_missing_brace,
    without_invalid_bytes,
    without_trailing_comma,
)
from conformance.reference.unasked import CLAIMS, HEADER, SIGNATURE, unasked

Reader = Callable[[bytes], Any]


def _reads_header(read: Reader) -> Change:
    return both(
        setting(read_header=read),
        relaxed("header-is-strict-json", lambda attempt: is_unreadable(attempt.header_bytes)),
    )


def _reads_claims(read: Reader) -> Change:
    return setting(read_claims=read)


def _first_of(name: str) -> Reader:
    """The header by the parser, but this one value by a regular expression, which finds the first."""

    def read(data: bytes) -> Any:
        value = read_json(data)
        found = re.search(rf'"{name}":("[^"]*"|\[[^\]]*\])', data.decode("utf-8"))
        return value | {name: json.loads(found[1])} if isinstance(value, dict) and found else value

    return read


def _takes_first_of(name: str) -> Change:
    return both(without("header-names-once"), setting(read_header=_first_of(name)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_null(data: bytes) -> bool:
    try:
        return read_json(data) is None
    except NoJsonError:
        return False


def _has_number_for_header(attempt: Attempt) -> bool:
    return _is_number(attempt.header_value)


_HEADERS = (
    Fault(
        "takes-the-header-out-of-an-array",
        "A header in an array is taken out of it: a parser of XML that was there before gave one.",
        {"CA-HEADER-OBJECT": {"array"}},
        _reads_header(of_first_element),
    ),
    Fault(
        "makes-a-map-of-the-header",
        "The header is made a map by a constructor that takes pairs as well.",
        {"CA-HEADER-OBJECT": {"array-of-pairs"}},
        _reads_header(from_pairs),
    ),
    Fault(
        "reads-the-header-twice",
        "Where the parser gives a string, that is parsed again.",
        {"CA-HEADER-OBJECT": {"string"}},
        _reads_header(read_twice),
    ),
    Fault(
        "swallows-the-error-of-a-number-for-a-header",
        "A guard counts the members of the header; the error that a number raises there is noted and swallowed.",
        {"CA-HEADER-OBJECT": {"number"}},
        unasked(_has_number_for_header, *HEADER, *SIGNATURE),
    ),
    Fault(
        "asks-a-header-that-is-not-null",
        "Everything about the header stands inside an if that asks whether it is null.",
        {"CA-HEADER-OBJECT": {"null"}},
        unasked(lambda attempt: _is_null(attempt.header_bytes), *HEADER, *SIGNATURE),
    ),
    Fault(
        "reads-the-header-as-a-stream",
        "The header is read member by member until there are no more, and its end is not asked for.",
        {"CA-HEADER-OBJECT": {"cut-off"}},
        _reads_header(with_missing_brace),
    ),
    Fault(
        "reads-the-first-value-of-the-header",
        "The decoder reads one value from the text, and what stands behind it is left.",
        {"CA-HEADER-OBJECT": {"trailing-text"}},
        _reads_header(first_value_alone),
    ),
    Fault(
        "takes-a-trailing-comma-in-the-header",
        "The parser is one for settings, which forgives a comma at the end.",
        {"CA-HEADER-OBJECT": {"trailing-comma"}},
        _reads_header(without_trailing_comma),
    ),
    Fault(
        "finds-out-the-encoding-of-the-header",
        "The bytes are given to the parser as they are, and it finds out their encoding.",
        {"CA-HEADER-OBJECT": {"utf-16"}},
        _reads_header(in_detected_encoding),
    ),
    Fault(
        "skips-invalid-bytes-in-the-header",
        "The bytes are decoded with errors ignored.",
        {"CA-HEADER-OBJECT": {"invalid-utf-8"}},
        _reads_header(without_invalid_bytes),
    ),
    Fault(
        "decodes-overlong-letters-in-the-header",
        "A decoder of its own puts the bits of two bytes together and does not ask whether one would have done.",
        {"CA-HEADER-OBJECT": {"overlong-utf-8"}},
        _reads_header(overlong_as_short),
    ),
    Fault(
        "reads-the-first-alg",
        "alg is found by a regular expression, since the verifier is chosen before anything is parsed.",
        {"CA-HEADER-OBJECT": {"alg-twice"}},
        _takes_first_of("alg"),
    ),
    Fault(
        "reads-the-first-typ",
        "typ is found by a regular expression in a filter that sorts tokens by their kind.",
        {"CA-HEADER-OBJECT": {"typ-twice"}},
        _takes_first_of("typ"),
    ),
    Fault(
        "reads-the-first-x5c",
        "x5c is cut out of the header's text, since a header with it was too long for the library.",
        {"CA-HEADER-OBJECT": {"x5c-twice"}},
        _takes_first_of("x5c"),
    ),
)

_PAYLOADS = (
    Fault(
        "takes-the-claims-out-of-an-array",
        "Claims in an array are taken out of it, for one client sends several sets of them.",
        {"CA-PAYLOAD-OBJECT": {"array"}},
        _reads_claims(of_first_element),
    ),
    Fault(
        "makes-a-map-of-the-claims",
        "The claims are made a map by a constructor that takes pairs as well.",
        {"CA-PAYLOAD-OBJECT": {"array-of-pairs"}},
        _reads_claims(from_pairs),
    ),
    Fault(
        "reads-the-claims-twice",
        "Where the parser gives a string, that is parsed again.",
        {"CA-PAYLOAD-OBJECT": {"string"}},
        _reads_claims(read_twice),
    ),
    Fault(
        "swallows-the-error-of-a-number-for-claims",
        "Looking for a claim in a number raises an error, which is noted and swallowed.",
        {"CA-PAYLOAD-OBJECT": {"number"}},
        unasked(lambda attempt: _is_number(attempt.claims_value), *CLAIMS),
    ),
    Fault(
        "asks-claims-that-are-not-null",
        "Every claim is looked at inside an if that asks whether there are any.",
        {"CA-PAYLOAD-OBJECT": {"null"}},
        unasked(lambda attempt: _is_null(attempt.claims_bytes), *CLAIMS),
    ),
    Fault(
        "takes-an-empty-payload",
        "An empty payload is taken for a detached one, whose claims are somebody else's business.",
        {"CA-PAYLOAD-OBJECT": {"empty"}},
        unasked(lambda attempt: attempt.claims_bytes == b"", *CLAIMS),
    ),
)

FAULTS: tuple[Fault, ...] = (*_HEADERS, *_PAYLOADS)
