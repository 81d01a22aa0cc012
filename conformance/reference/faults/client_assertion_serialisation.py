"""Faults in cutting the client assertion into segments (CA-COMPACT)."""

import base64
import json
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conformance.reference import decoding
from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, setting
from conformance.reference.fault import Fault
from conformance.reference.unasked import ASSERTION, HEADER, SIGNATURE, unasked

Segments = tuple[str, ...]


def _at_dots(assertion: str) -> Segments:
    return tuple(assertion.split("."))


def _without_stamp(assertion: str) -> Segments:
    segments = _at_dots(assertion)
    stamped = len(segments) == 4 and isinstance(_object(decoding.read_segment(segments[3]) or b""), dict)
    return segments[:3] if stamped else segments


def _last_three(assertion: str) -> Segments:
    return _at_dots(assertion)[-3:]


def _without_empty_ones_behind(assertion: str) -> Segments:
    """Java's `String.split` throws empty strings at the end away."""
    segments = list(_at_dots(assertion))
    while segments and segments[-1] == "":
        segments.pop()
    return tuple(segments)


def _without_signature(assertion: str) -> Segments:
    segments = _at_dots(assertion)
    return (*segments, "") if len(segments) == 2 else segments


def _bare_claims(assertion: str) -> Segments:
    segments = _at_dots(assertion)
    if len(segments) == 1 and isinstance(_object(decoding.read_segment(assertion) or b""), dict):
        return ("", assertion, "")
    return segments


def _object(data: bytes) -> Any:
    try:
        return decoding.read_json(data)
    except decoding.NoJsonError:
        return None


def _from_json(read: Callable[[dict[str, Any]], Segments]) -> Callable[[str], Segments]:
    """A compact JWS as usual, and what `read` makes of a JSON object."""

    def cut(assertion: str) -> Segments:
        try:
            return read(json.loads(assertion))
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            return _at_dots(assertion)

    return cut


def _flattened(value: dict[str, Any]) -> Segments:
    return (str(value["protected"]), str(value["payload"]), str(value["signature"]))


def _general(value: dict[str, Any]) -> Segments:
    return _flattened(value | value["signatures"][0])


def _decrypted(assertion: str) -> Segments:
    """A compact JWE by A256GCM under the key of zeros becomes what was encrypted; all else is cut at its dots."""
    segments = _at_dots(assertion)
    parts = [decoding.read_segment(segment) or b"" for segment in segments]
    if len(parts) != 5:
        return segments
    try:
        plain = AESGCM(bytes(32)).decrypt(parts[2], parts[3] + parts[4], segments[0].encode())
    except (InvalidTag, ValueError):
        return segments
    return (segments[0], base64.urlsafe_b64encode(plain).rstrip(b"=").decode(), "")


def _was_decrypted(attempt: Attempt) -> bool:
    return len(_at_dots(attempt.assertion)) == 5 and len(attempt.segments) == 3


def _has_letters_beyond_ascii(attempt: Attempt) -> bool:
    try:
        attempt.assertion.encode("ascii")
    except UnicodeEncodeError:
        return True
    return False


FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-bare-claims",
        "A text without a dot is taken for claims in base64, as the team's own test client sends them.",
        {"CA-COMPACT": {"one-segment"}},
        both(
            setting(cut=_bare_claims),
            unasked(lambda attempt: attempt.segments[0] == "" and "." not in attempt.assertion, *HEADER, *SIGNATURE),
        ),
    ),
    Fault(
        "verifies-a-third-segment-where-there-is-one",
        "The signature is verified where the cutting gave a third segment.",
        {"CA-COMPACT": {"two-segments"}},
        both(
            setting(cut=_without_signature),
            relaxed("signature-is-right", lambda attempt: attempt.assertion.count(".") == 1),
        ),
    ),
    Fault(
        "cuts-a-fourth-segment",
        "A gateway appends a stamp of its own, a JSON object, which is cut off wherever it comes from.",
        {"CA-COMPACT": {"four-segments"}},
        setting(cut=_without_stamp),
    ),
    Fault(
        "takes-the-last-three-segments",
        "The segments are taken from the end, so that a prefix such as a version is skipped.",
        {"CA-COMPACT": {"five-segments"}},
        setting(cut=_last_three),
    ),
    Fault(
        "throws-empty-segments-away",
        "The text is split by a function that throws empty strings at the end away.",
        {"CA-COMPACT": {"trailing-dot"}},
        setting(cut=_without_empty_ones_behind),
    ),
    Fault(
        "takes-flattened-json",
        "The library's function for every serialisation is called in place of the one for the compact one.",
        {"CA-COMPACT": {"json-flattened"}},
        setting(cut=_from_json(_flattened)),
    ),
    Fault(
        "takes-general-json",
        "An adapter for JSON with several signatures, which one partner sends, stands in front of the verifier.",
        {"CA-COMPACT": {"json-general"}},
        setting(cut=_from_json(_general)),
    ),
    Fault(
        "takes-encrypted-for-signed",
        "What can be decrypted is believed, and the key for it was never set: it is thirty-two zero bytes.",
        {"CA-COMPACT": {"encrypted"}},
        both(setting(cut=_decrypted), unasked(_was_decrypted, *HEADER, *SIGNATURE)),
    ),
    Fault(
        "swallows-the-error-of-a-strange-letter",
        "The handler around the verifier catches the error of a letter beyond ASCII, notes it, and goes on.",
        {"CA-COMPACT": {"garbage"}},
        unasked(_has_letters_beyond_ascii, *ASSERTION),
    ),
)
