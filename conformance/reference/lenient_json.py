"""How JSON is read by those who forgive: each reading takes one thing more than JSON is (see decoding.read_json)."""

import json
import re
from collections.abc import Callable
from typing import Any

from conformance.reference.decoding import NoJsonError, read_json


def is_unreadable(data: bytes) -> bool:
    """Whether the text is no JSON, so that only a lenient reading makes anything of it."""
    try:
        read_json(data)
    except NoJsonError:
        return True
    return False


def of_first_element(data: bytes) -> Any:
    """An array stands for its first element."""
    value = read_json(data)
    return value[0] if isinstance(value, list) and value else value


def from_pairs(data: bytes) -> Any:
    """An array of pairs of name and value is an object too."""
    value = read_json(data)
    if not isinstance(value, list):
        return value
    try:
        return dict(value)
    except (TypeError, ValueError):
        return value


def read_twice(data: bytes) -> Any:
    """A string stands for the JSON in it."""
    value = read_json(data)
    return read_json(value.encode("utf-8", "replace")) if isinstance(value, str) else value


def with_missing_brace(data: bytes) -> Any:
    """An object whose last brace is missing is whole."""
    return _read_or(data, lambda: read_json(data + b"}"))


def first_value_alone(data: bytes) -> Any:
    """What stands behind the first value is not read."""

    def first() -> Any:
        try:
            return json.JSONDecoder().raw_decode(data.decode("utf-8"))[0]
        except (ValueError, RecursionError):
            raise NoJsonError from None

    return _read_or(data, first)


def without_trailing_comma(data: bytes) -> Any:
    """A comma may stand in front of the last brace."""
    return _read_or(data, lambda: read_json(re.sub(rb",\s*}$", b"}", data)))


def in_detected_encoding(data: bytes) -> Any:
    """The text may be in UTF-16 or UTF-32, as Python's library finds out by the null bytes in it."""

    def detected() -> Any:
        try:
            return json.loads(data.decode(json.detect_encoding(data)))
        except (ValueError, RecursionError):
            raise NoJsonError from None

    return _read_or(data, detected)


def without_invalid_bytes(data: bytes) -> Any:
    """Bytes that are no UTF-8 are skipped. Overlong letters become nothing, too."""
    return read_json(data.decode("utf-8", "ignore").encode("utf-8"))


def overlong_as_short(data: bytes) -> Any:
    """Two bytes that stand for one of ASCII are read as it."""
    return read_json(re.sub(rb"[\xc0\xc1][\x80-\xbf]", _shortened, data))


def _shortened(found: re.Match[bytes]) -> bytes:
    first, second = found[0]
    return bytes([(first & 1) << 6 | second & 0x3F])


def _read_or(data: bytes, otherwise: Callable[[], Any]) -> Any:
    try:
        return read_json(data)
    except NoJsonError:
        return otherwise()
