"""JSON read to the letter (RFC 8259): what lenient readers let pass is a fault here."""

import codecs
import json
from collections.abc import Callable
from typing import Any, NoReturn

from conformance.exchange import Answer

MEDIA_TYPE = "application/json"


class StrictJsonError(ValueError):
    """Why an answer is no JSON object to the letter."""


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it was written, equal names and all."""


def members_of(answer: Answer) -> dict[str, Any]:
    """Give the members of an answer that is one JSON object in UTF-8 under its own media type (RFC 6749, section 5).

    The last of equal names counts (``repeated_names`` tells them). Raises ``StrictJsonError`` for anything else.
    """
    if answer.media_type != MEDIA_TYPE:
        told = ", ".join(answer.values("Content-Type"))
        raise StrictJsonError(f"its content type is {told!r}" if told else "it has no content type")
    return strict_object(answer.body)


def strict_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object in UTF-8; the last of equal names counts. Raises ``StrictJsonError``."""
    found = _loaded(body, dict)
    if not isinstance(found, dict):
        raise StrictJsonError(f"its body is JSON, but {kind_of(found)} in place of an object")
    return found


def repeated_names(body: bytes) -> tuple[str, ...]:
    """Names of top-level members that occur more than once, in their order. Raises ``StrictJsonError``."""
    found = _loaded(body, _Pairs)
    names = [name for name, _ in found] if isinstance(found, _Pairs) else []
    return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


def _loaded(body: bytes, object_type: Callable[[list[tuple[str, Any]]], Any]) -> Any:
    if not body.strip():
        raise StrictJsonError("its body is empty")
    if body.startswith(codecs.BOM_UTF8):
        raise StrictJsonError("its body begins with a byte order mark")
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=object_type)
    except RecursionError:
        raise StrictJsonError("its body is nested too deeply") from None
    except UnicodeDecodeError:
        raise StrictJsonError("its body is not UTF-8") from None
    except json.JSONDecodeError as fault:
        raise StrictJsonError(_told(fault)) from None
    except ValueError as fault:
        raise StrictJsonError(f"its body is not JSON ({fault})") from None


def _told(fault: json.JSONDecodeError) -> str:
    place = f"line {fault.lineno}, column {fault.colno}"
    if fault.msg == "Extra data":
        return f"something follows the JSON in its body ({place})"
    return f"its body is not JSON ({fault.msg}, {place})"


def kind_of(value: Any) -> str:
    """Say in words what kind of JSON value it is."""
    kinds: dict[type, str] = {bool: "a truth value", str: "a string", list: "an array", dict: "an object"}
    return "null" if value is None else kinds.get(type(value), "a number")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
