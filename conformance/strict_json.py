"""JSON read to the letter (RFC 8259): what lenient readers let pass is a fault here."""

import json
from typing import Any, NoReturn


class StrictJsonFault(ValueError):
    """Why a body is no JSON object to the letter."""


def strict_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object in UTF-8; the last of equal names counts (RES-MEMBERS-ONCE judges them)."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise StrictJsonFault("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise StrictJsonFault("it is not UTF-8") from None
    except ValueError as fault:
        raise StrictJsonFault(f"it is not JSON ({fault})") from None
    if not isinstance(found, dict):
        raise StrictJsonFault(f"it is JSON, but a {type(found).__name__} in place of an object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
