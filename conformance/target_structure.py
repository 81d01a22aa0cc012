"""The structure of a target file: unknown and missing keys, wrong types and values, by schemas/target.json."""

from __future__ import annotations

import copy
import difflib
import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from conformance.target_faults import Keys, Reading
from conformance.target_words import TABLES, explain, show_list

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Table = dict[str, Any]


@cache  # a pure function of a file that never changes while a process lives
def target_schema() -> Mapping[str, Any]:
    """Give the JSON Schema of a target file (schemas/target.json)."""
    text = (files("conformance") / "schemas" / "target.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def check_structure(raw: Table, reading: Reading) -> Table:
    """Note every fault of structure; give a copy of ``raw`` that holds what is right and nothing else."""
    # Importing jsonschema takes as long as all else here together, and most modules that import this one read no file.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    validator = Draft202012Validator(target_schema())
    table = copy.deepcopy(raw)
    _settle_unknown_keys(table, reading, validator)
    _settle_profile(table, reading)
    _add_needed_tables(table)
    errors = sorted(validator.iter_errors(table), key=lambda error: [str(each) for each in error.absolute_path])
    for error in errors:
        for keys, sentence, repair in explain(error, target_schema()):
            reading.fault(keys, sentence, repair)
    for keys in [_way(error) for error in errors if error.validator != "required"] + list(_not_numbers(table, reading)):
        _remove(table, keys)
    return table


def _way(error: ValidationError) -> Keys:
    return tuple(error.absolute_path)


def _settle_unknown_keys(table: Table, reading: Reading, validator: Draft202012Validator) -> None:
    # A table that is taken under its right name may hold further unknown keys, hence again until there are none.
    while unknown := [error for error in validator.iter_errors(table) if error.validator == "additionalProperties"]:
        for error in unknown:
            known = list(error.schema["properties"])
            for key in [each for each in error.instance if each not in known]:
                _settle_unknown_key(error.instance, _way(error), key, known, reading)


def _settle_unknown_key(parent: Table, way: Keys, key: str, known: list[str], reading: Reading) -> None:
    nearest = _nearest(key, known)
    home = next((name for name in TABLES if key in target_schema_of(name)["properties"]), None)
    value = parent.pop(key)
    if nearest is not None:
        repair = f"Write {nearest}; that is the nearest key there is."
        # Going on as if it were spelled right finds the other faults and accuses nobody of a missing key.
        parent.setdefault(nearest, value)
    elif home is not None:
        repair = f"Move it to [{home}]; that is where {key} belongs."
    else:
        repair = f"Take it out. Here stand: {show_list(known)}."
    reading.fault((*way, key), "This key is unknown.", repair)


def target_schema_of(name: str) -> Mapping[str, Any]:
    """Give the schema of one of the tables at the top of a target file."""
    schema = target_schema()
    found: Mapping[str, Any] = schema["properties"][name]
    return schema["$defs"]["party"] if "$ref" in found else found


def _nearest(word: str, known: list[str]) -> str | None:
    plain = word.lower().replace("-", "_")
    return next(iter(difflib.get_close_matches(plain, known, n=1, cutoff=0.7)), None)


def _settle_profile(table: Table, reading: Reading) -> None:
    known = target_schema()["properties"]["profile"]["enum"]
    profile = table.get("profile")
    nearest = _nearest(profile, known) if isinstance(profile, str) and profile not in known else None
    if nearest is not None:
        reading.fault(("profile",), f"The value is none of {show_list(known)}.", f'Write "{nearest}".')
        table["profile"] = nearest


def _add_needed_tables(table: Table) -> None:
    """Put empty tables where whole ones are missing, so that each missing key is named."""
    wanted = ["client"]
    if table.get("profile") in ("m2m", "h2m"):
        wanted.append("server")
    if table.get("profile") == "h2m":
        wanted.append("sign_in")
    for name in wanted:
        table.setdefault(name, {})


def _not_numbers(value: object, reading: Reading, way: Keys = ()) -> Iterator[Keys]:
    # TOML can write nan, which is neither below a minimum nor above a maximum.
    if isinstance(value, float) and math.isnan(value):
        reading.fault(way, "The value is not a number.", "Write a number.")
        yield way
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _not_numbers(inner, reading, (*way, key))


def _remove(table: Table, keys: Keys) -> None:
    """Take out a wrong value; with a member of a list that is no table, the whole list."""
    while keys and isinstance(keys[-1], int):
        keys = keys[:-1]
    parent: Any = table
    for key in keys[:-1]:
        try:
            parent = parent[key]
        except (KeyError, IndexError):  # something around it was wrong too and is gone already
            return
    if keys and isinstance(parent, dict):
        parent.pop(keys[-1], None)
