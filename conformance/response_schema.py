"""The JSON Schema of each flow's granting answer, as its page has it (RES-SCHEMA)."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from conformance.strict_json import kind_of


def schema_faults(profile: str, members: Mapping[str, Any]) -> tuple[str, ...]:
    """Say of each member that has another type than the page gives it what it is; empty when all is well."""
    found = sorted(_validator(profile).iter_errors(dict(members)), key=lambda error: list(map(str, error.path)))
    return tuple(_told(error) for error in found)


@cache
def _validator(profile: str) -> Draft202012Validator:
    text = (files("conformance") / "schemas" / f"token_response.{profile}.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _told(error: ValidationError) -> str:
    place = ".".join(map(str, error.path)) or "the answer"
    if error.validator == "type":
        return f"{place} is {kind_of(error.instance)}, where the page has the type {error.validator_value}"
    return f"{place} does not fit the page's schema: {error.message[:200]}"
