"""Faults in bearing malformed client assertions (CA-FUZZ)."""

import binascii
import json
from collections.abc import Callable
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, relaxed, setting
from conformance.reference.decoding import NoJsonError, read_json, read_segment
from conformance.reference.design import Change, Rule
from conformance.reference.fault import Fault
from conformance.reference.lenient_json import (
    first_value_alone,
    in_detected_encoding,
    is_unreadable,
    with_missing_brace,
    without_invalid_bytes,
    without_trailing_comma,
)
from conformance.reference.refusals import invalid_client


def _dies(name: str, rule: str, survives: Callable[[Attempt], Any]) -> Change:
    """In front of that rule stands something that raises."""

    def holds(attempt: Attempt) -> bool:
        survives(attempt)
        return True

    return before(rule, Rule(name, holds, invalid_client("")))


def _kept_in_a_column_of(characters: int) -> Change:
    """The signature of every attempt is written into a table before it is read; a longer one raises an error."""

    def keep(attempt: Attempt) -> None:
        if len(attempt.segments) > 2 and len(attempt.segments[2]) > characters:
            raise OverflowError(f"value too long for type character varying({characters})")

    return _dies("attempt-is-kept", "segments-are-strict-base64url", keep)


def _kept_as_text(attempt: Attempt) -> None:
    if "\0" in attempt.assertion:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")


def _decode_signature(attempt: Attempt) -> None:
    if len(attempt.segments) == 3 and read_segment(attempt.segments[2]) is None:
        raise binascii.Error("number of data characters cannot be 1 more than a multiple of 4")


def _look_at_first_letter(attempt: Attempt) -> bool:
    return attempt.header_bytes[0] == ord("{")


def _read_with_small_names(data: bytes) -> Any:
    value = read_json(data)
    return {name.lower(): member for name, member in value.items()} if isinstance(value, dict) else value


def _read_without_bound(data: bytes) -> Any:
    """As `read_json`, but an error of depth is not one that is caught."""
    try:
        return json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise NoJsonError(type(error).__name__) from None


def _read_with_any_number(data: bytes) -> Any:
    """As `read_json`, but an error of a number's length is not one that is caught."""
    try:
        return json.loads(data.decode("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoJsonError(type(error).__name__) from None


def _reads_claims(read: Callable[[bytes], Any]) -> Change:
    return both(
        setting(read_claims=read),
        relaxed("payload-is-strict-json", lambda attempt: is_unreadable(attempt.claims_bytes)),
    )


_SIZES = (
    Fault(
        "keeps-signatures-of-1000-characters",
        "Attempts are kept in a table with 1,000 characters for a signature; bodies over 16 kB are refused before.",
        {"CA-FUZZ": {"8-kb"}},
        both(setting(body_limit=16_384), _kept_in_a_column_of(1000)),
        crashes=True,
    ),
    Fault(
        "keeps-signatures-of-8000-characters",
        "Attempts are kept in a table with 8,000 characters for a signature; bodies over 64 kB are refused before.",
        {"CA-FUZZ": {"40-kb"}},
        both(setting(body_limit=65_536), _kept_in_a_column_of(8000)),
        crashes=True,
    ),
    Fault(
        "keeps-signatures-of-65535-characters",
        "Attempts are kept in a table with 65,535 characters for a signature.",
        {"CA-FUZZ": {"200-kb"}},
        _kept_in_a_column_of(65_535),
        crashes=True,
    ),
)

_ERRORS = (
    Fault(
        "looks-at-the-first-letter-of-the-header",
        "The first letter of the header is compared with a brace; an empty header has none.",
        {"CA-FUZZ": {"empty-segments"}},
        _dies("header-begins", "header-is-json-object", _look_at_first_letter),
        crashes=True,
    ),
    Fault(
        "dies-of-a-signature-that-cannot-be-decoded",
        "The decoder's error about a length that is impossible is not the one that is caught.",
        {"CA-FUZZ": {"impossible-length"}},
        _dies("signature-is-decoded", "segments-are-strict-base64url", _decode_signature),
        crashes=True,
    ),
    Fault(
        "dies-of-a-null-byte",
        "Attempts are kept in a database that takes no null byte.",
        {"CA-FUZZ": {"null-bytes"}},
        _dies("attempt-is-kept", "no-control-characters", _kept_as_text),
        crashes=True,
    ),
    Fault(
        "dies-of-depth",
        "The parser's error about the depth is not the one that is caught.",
        {"CA-FUZZ": {"payload-nested-deeply"}},
        setting(read_claims=_read_without_bound),
        crashes=True,
    ),
    Fault(
        "dies-of-a-long-number",
        "The language's error about a number of too many digits is not the one that is caught.",
        {"CA-FUZZ": {"expiry-of-5000-digits"}},
        setting(read_claims=_read_with_any_number),
        crashes=True,
    ),
)

_READINGS = (
    Fault(
        "takes-header-names-in-any-case",
        "The header is bound to a model by a library that does not look at the case of names.",
        {"CA-FUZZ": {"header-names-in-capitals"}},
        setting(read_header=_read_with_small_names),
    ),
    Fault(
        "takes-claim-names-in-any-case",
        "The claims are bound to a model by a library that does not look at the case of names.",
        {"CA-FUZZ": {"claim-names-in-capitals"}},
        setting(read_claims=_read_with_small_names),
    ),
    Fault(
        "reads-the-claims-as-a-stream",
        "The claims are read one by one until there are no more, and their end is not asked for.",
        {"CA-FUZZ": {"payload-cut-off"}},
        _reads_claims(with_missing_brace),
    ),
    Fault(
        "reads-the-first-value-of-the-payload",
        "The decoder reads one value from the text, and what stands behind it is left.",
        {"CA-FUZZ": {"payload-trailing-text"}},
        _reads_claims(first_value_alone),
    ),
    Fault(
        "takes-a-trailing-comma-in-the-payload",
        "The parser is one for settings, which forgives a comma at the end.",
        {"CA-FUZZ": {"payload-trailing-comma"}},
        _reads_claims(without_trailing_comma),
    ),
    Fault(
        "finds-out-the-encoding-of-the-payload",
        "The bytes are given to the parser as they are, and it finds out their encoding.",
        {"CA-FUZZ": {"payload-in-utf-16"}},
        _reads_claims(in_detected_encoding),
    ),
    Fault(
        "skips-invalid-bytes-in-the-payload",
        "The bytes are decoded with errors ignored.",
        {"CA-FUZZ": {"payload-in-invalid-utf-8"}},
        _reads_claims(without_invalid_bytes),
    ),
)

FAULTS: tuple[Fault, ...] = (*_SIZES, *_ERRORS, *_READINGS)
