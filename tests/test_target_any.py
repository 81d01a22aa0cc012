"""Whatever stands in a target file, reading it ends in a target or in faults, never in another exception."""

import tomllib
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from conformance.places import certificates
from conformance.target import TargetFaults, read_target
from conformance.target_faults import Reading, place_in_file
from conformance.target_reading import build_target
from conformance.target_structure import target_schema
from conformance.target_words import schema_at
from tests.target_files import h2m, m2m

FILES = [str(certificates() / name) for name in ("roots.pem", "tls.key.pem", "expired.chain.pem", "README.md")]
SIMPLE = some.one_of(
    some.sampled_from([*FILES, "", "m2m", "https://a.example/x", "http://[::1", "nope.pem", "x\n", "a=b", "\x00", "-"]),
    some.text(max_size=8),
    some.integers(),
    some.floats(),
    some.booleans(),
    some.just(date(2026, 1, 31)),
    some.fixed_dictionaries({"env": some.text(max_size=4)}),
    some.fixed_dictionaries({"file": some.sampled_from(FILES)}),
)
ANY = some.recursive(SIMPLE, lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.text(), inner))


def tables(way: tuple[str | int, ...] = ()) -> some.SearchStrategy[dict[str, Any]]:
    """Tables of the schema's own keys with any values, right ones among them."""
    parts: dict[str, some.SearchStrategy[Any]] = {"zebra": ANY}
    for key in schema_at(target_schema(), way)["properties"]:
        found = schema_at(target_schema(), (*way, key))
        inner = tables((*way, key)) if "properties" in found else some.nothing()
        right = some.sampled_from(found.get("enum") or found.get("examples") or ["x"])
        parts[key] = some.one_of(inner, right, ANY)
    return some.fixed_dictionaries({}, optional=parts)


@given(tables())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_ends_in_a_target_or_in_faults(raw: dict[str, Any]) -> None:
    reading = Reading(Path(), place_in_file(Path("acme.toml")), datetime.now(UTC))
    target = build_target(raw, reading, "acme", None)
    assert reading.faults or target.endpoint
    assert all(fault.place and fault.sentence and fault.repair for fault in reading.faults)


@given(some.sampled_from([m2m(), h2m()]), some.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_cut_or_change_of_a_file_ends_in_a_target_or_in_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: some.DataObject
) -> None:
    place = data.draw(some.integers(0, len(text)))
    end = data.draw(some.integers(place, min(place + 30, len(text))))
    changed = text[:place] + data.draw(some.text(max_size=5)) + text[end:]
    path = tmp_path_factory.getbasetemp() / "changed.toml"
    path.write_bytes(changed.encode("utf-8", "surrogatepass"))
    with suppress(TargetFaults):
        assert read_target(path).endpoint == tomllib.loads(changed)["endpoint"]
