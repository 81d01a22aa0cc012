"""Words for what JSON Schema finds in a target file. No value is quoted: it may be a secret in a wrong place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from conformance.target_faults import Keys

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

TABLES = ("server", "client", "sign_in", "expect", "limits")

MISSING = "This key is missing."

Schema = Mapping[str, Any]
Finding = tuple[Keys, str, str]

_KINDS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    dict: "a table",
    list: "a list",
    datetime: "a date",
    date: "a date",
    time: "a time",
}
_TYPES: Mapping[str, str] = {
    "string": "text in quotes",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "object": "a table",
    "array": "a list",
}


def explain(error: ValidationError, schema: Schema) -> Iterator[Finding]:
    """Give the findings of one error of validation: the way to the value, what is wrong, the repair."""
    keys: Keys = tuple(error.absolute_path)
    words = _WORDS.get(str(error.validator))
    if error.validator == "required":
        yield from _missing(error, schema, keys)
    elif words is not None:
        sentence, repair = words(error, schema_at(schema, keys))
        yield keys, sentence, repair


def schema_at(schema: Schema, keys: Keys) -> Schema:
    """Give the schema of the value that ``keys`` lead to, with what a reference adds to it."""
    found = schema
    for key in keys:
        inner = found.get("items", {}) if isinstance(key, int) else found.get("properties", {}).get(key, {})
        reference = inner.get("$ref", "").removeprefix("#/$defs/")
        found = {**schema["$defs"][reference], **inner} if reference else inner
    return found


def show_list(words: list[str]) -> str:
    """Write a list of words for a sentence."""
    return ", ".join(words)


def written_value(value: object) -> str:
    """Write an example as TOML has it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written_value(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _missing(error: ValidationError, schema: Schema, keys: Keys) -> Iterator[Finding]:
    needed = cast("list[str]", error.validator_value)
    present = cast("dict[str, object]", error.instance)
    for key in needed:
        if key not in present:
            wanted = schema_at(schema, (*keys, key))
            example = next(
                (f"Add {key} = {written_value(each)}" for each in wanted.get("examples", ())),
                f"Add {_table(keys, key, wanted)}",
            )
            yield (*keys, key), MISSING, f"{example}. {wanted.get('description', '')}".rstrip()


def _table(keys: Keys, key: str, wanted: Schema) -> str:
    """Write the header of a table; one that may stand there several times has two brackets."""
    name = ".".join(str(each) for each in (*keys, key))
    return f"[[{name}]]" if wanted.get("type") == "array" else f"[{name}]"


def _type(error: ValidationError, wanted: Schema) -> tuple[str, str]:
    needed = _TYPES[str(error.validator_value)]
    kind = _KINDS.get(type(error.instance), "something else")
    return f"Here stands {kind} where {needed} belongs.", _example(wanted, f"Write {needed}")


def _enum(error: ValidationError, _: Schema) -> tuple[str, str]:
    known = [str(each) for each in cast("list[object]", error.validator_value)]
    nearest = difflib.get_close_matches(str(error.instance).lower(), known, n=1)
    quoted = show_list([f'"{each}"' for each in known])
    return f"The value is none of {quoted}.", f'Write "{nearest[0]}".' if nearest else f"Write one of {quoted}."


def _blank(_: ValidationError, wanted: Schema) -> tuple[str, str]:
    if wanted.get("format") == "path":
        sentence = "The value is not the path of a file: it is blank or has line breaks or other control characters."
        return sentence, _example(wanted, "Put the content into a file of its own and write its path here")
    return "The value is blank, or has line breaks or other control characters.", _example(wanted, "Write it anew")


def _empty(_: ValidationError, wanted: Schema) -> tuple[str, str]:
    return "The value is empty.", _example(wanted, "Write it")


def _long(error: ValidationError, _: Schema) -> tuple[str, str]:
    return f"The value has more than {error.validator_value} characters.", "Write a shorter one."


def _range(_: ValidationError, wanted: Schema) -> tuple[str, str]:
    least, most = wanted["minimum"], wanted["maximum"]
    return "The number is out of range.", f"Write a number from {least} to {most}."


def _secret(_: ValidationError, __: Schema) -> tuple[str, str]:
    forms = '{ env = "NAME" }, { file = "path" } or the text itself in quotes'
    return "The value has none of the three forms of a secret, or is empty.", f"Write {forms}."


def _example(wanted: Schema, otherwise: str) -> str:
    examples = wanted.get("examples", ())
    return f"{otherwise}, such as {written_value(examples[0])}." if examples else f"{otherwise}."


_WORDS: Mapping[str, Callable[[ValidationError, Schema], tuple[str, str]]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _blank,
    "minLength": _empty,
    "minItems": _empty,
    "maxLength": _long,
    "minimum": _range,
    "maximum": _range,
    "oneOf": _secret,
}
