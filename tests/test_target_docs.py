"""docs/target-file.md says what schemas/target.json says, key by key.

`python -m tests.test_target_docs` writes the tables of the page anew from the schema.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.target import OPTIONS, Expect, Limits, Party, SignIn, TargetFaults, read_target
from conformance.target_structure import target_schema
from conformance.target_words import schema_at, written_value
from tests.target_files import CONSUMER, client

PAGE = Path(__file__).parents[1] / "docs" / "target-file.md"
HEAD = "| key | type | needed by | used by | default | meaning | example |\n|---|---|---|---|---|---|---|"
TABLES: Mapping[str, tuple[str | int, ...]] = {
    "top": (),
    "server": ("server",),
    "client": ("client",),
    "spoiled": ("spoiled", "expired"),
    "sign_in": ("sign_in",),
    "sign_in.fields": ("sign_in", "fields"),
    "sign_in.user": ("sign_in", "user", 0),
    "expect": ("expect",),
    "limits": ("limits",),
}
FORMATS = {"path": "path", "url": "URL", "uri": "URI", "secret": "secret"}
TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false", "array": "list"}


def table_of(name: str) -> str:
    way = TABLES[name]
    found = schema_at(target_schema(), way)
    keys = [key for key in found["properties"] if not is_table((*way, key))]
    return "\n".join([HEAD, *(row((*way, key)) for key in keys)])


def is_table(way: tuple[str | int, ...]) -> bool:
    found = schema_at(target_schema(), way)
    return "properties" in found or "properties" in found.get("items", {})


def row(way: tuple[str | int, ...]) -> str:
    found = schema_at(target_schema(), way)
    default = written_value(found["default"]) if "default" in found else ""
    cells = [
        f"`{way[-1]}`",
        kind(found),
        ", ".join(needed_by(way)),
        ", ".join(found.get("profiles", ("all",))),
        f"`{default}`" if default else "",
        found["description"].replace("|", r"\|"),
        f"`{written_value(found['examples'][0])}`",
    ]
    return f"| {' | '.join(cells)} |"


def kind(found: Mapping[str, Any]) -> str:
    if "enum" in found:
        return ", ".join(f"`{each}`" for each in found["enum"])
    plain = FORMATS.get(found.get("format", "")) or TYPES[found["type"]]
    return f"{plain}, {found['minimum']} to {found['maximum']}" if "minimum" in found else plain


def needed_by(way: tuple[str | int, ...]) -> list[str]:
    parent = schema_at(target_schema(), way[:-1])
    if way[-1] in parent.get("required", ()):
        return ["all"]
    return [profile for profile, keys in needs().items() if way in keys]


def needs() -> dict[str, set[tuple[str | int, ...]]]:
    found: dict[str, set[tuple[str | int, ...]]] = {"m2m": set(), "h2m": set(), "ciam": set(), "basic": set()}
    for part in target_schema()["allOf"]:
        condition = part["if"]["properties"]["profile"]
        for profile in condition.get("enum", [condition.get("const")]):
            found[profile].update(needed(part["then"], ()))
    return found


def needed(part: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from ((*way, key) for key in part.get("required", ()))
    for name, inner in part.get("properties", {}).items():
        yield from needed(inner, (*way, name))


def block(name: str) -> str:
    return f"<!-- table {name} -->\n{table_of(name)}\n<!-- end -->"


@pytest.mark.parametrize("name", TABLES)
def test_the_page_has_the_table_of_the_schema(name: str) -> None:
    assert block(name) in PAGE.read_text(encoding="utf-8")


def test_every_table_of_the_schema_is_on_the_page() -> None:
    ways = set(TABLES.values()) | {("other_client",)} | {("spoiled", each) for each in SPOILED}
    assert set(tables(())) == ways | {("spoiled",)}


SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")


def tables(way: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield way
    for key in schema_at(target_schema(), way)["properties"]:
        inner = schema_at(target_schema(), (*way, key))
        if "properties" in inner:
            yield from tables((*way, key))
        elif "properties" in inner.get("items", {}):
            yield from tables((*way, key, 0))


@pytest.mark.parametrize("name", SPOILED)
def test_every_spoiled_certificate_is_on_the_page(name: str) -> None:
    meaning = target_schema()["properties"]["spoiled"]["properties"][name]["description"]
    assert f"| `[spoiled.{name}]` | {meaning} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_on_the_page(option: Any) -> None:
    assert f"| `{option.name}` | {option.text} |" in PAGE.read_text(encoding="utf-8")


DEFAULTS: Mapping[str, object] = {
    "sign_in": SignIn("https://acme.example/authorize"),
    "limits": Limits(),
    "expect": Expect(),
    "client": Party("app"),
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_what_is_left_out_has_the_default_of_the_schema(name: str) -> None:
    for key, found in schema_at(target_schema(), (name,))["properties"].items():
        if "default" in found:
            assert getattr(DEFAULTS[name], key) == found["default"], key


def examples() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(5))
def test_the_examples_of_the_page_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setenv("ACME_SECRET", "s3cret-value")
    monkeypatch.setenv("ALICE_PASSWORD", "wonder-land")
    files = re.findall(r'"([a-z_]+\.(?:pem|toml))"|"([a-z_.]+\.(?:key|chain)\.pem)"', text := examples()[number])
    copied = dict(line.split(" = ") for line in client().splitlines()[1:])
    folder = Path(copied["key"].strip('"')).parent
    for name in filter(None, (each for pair in files for each in pair)):
        known = {"consumer": "service_consumer", "second": "other_service_consumer"}
        stem, _, kind_of_file = name.partition(".")
        source = folder / f"{known.get(stem, stem)}.{kind_of_file}"
        content = source.read_bytes() if source.exists() else (folder / "roots.pem").read_bytes()
        (tmp_path / name).write_bytes(b"" if name.endswith(".toml") else content)
    (tmp_path / "acme.toml").write_text(text)
    try:
        assert read_target(tmp_path / "acme.toml").client.id in (CONSUMER, "acme-app")
    except TargetFaults as found:
        pytest.fail(str(found))


def write_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in TABLES:
        pattern = rf"<!-- table {re.escape(name)} -->\n.*?<!-- end -->"
        text = re.sub(pattern, block(name).replace("\\", r"\\"), text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_tables()
