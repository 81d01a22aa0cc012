"""The rooms and the one way between them (docs/architecture.md): who may import what."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
SOURCES = sorted((TOP / "conformance").rglob("*.py"))
SUITES = sorted((TOP / "suites").rglob("*.py"))
COMMANDS = ("conformance.cli", "conformance.commands")


def name_of(path: Path) -> str:
    """The module's dotted name."""
    parts = path.relative_to(TOP).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it the import stands."""
    return frozenset(_imported(ast.parse(path.read_text())))


def _imported(tree: ast.AST) -> Iterator[str]:
    modules = {name_of(path) for path in SOURCES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules else node.module


def within(module: str, *rooms: str) -> bool:
    """Whether a module lies in one of these packages."""
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def offenders(paths: list[Path], *forbidden: str) -> list[str]:
    """The imports of forbidden rooms among these files."""
    return [f"{name_of(path)} → {one}" for path in paths for one in imports(path) if within(one, *forbidden)]


def in_room(*rooms: str) -> list[Path]:
    """The source files of these packages."""
    return [path for path in SOURCES if within(name_of(path), *rooms)]


def outside(*rooms: str) -> list[Path]:
    """The source files outside these packages."""
    return [path for path in SOURCES if not within(name_of(path), *rooms)]


def test_the_reference_endpoint_shares_nothing_with_the_checker_but_keys_and_time() -> None:
    allowed = ("conformance.reference", "conformance.identity", "conformance.clock", "conformance.fixtures")
    found = [
        f"{name_of(path)} → {one}"
        for path in in_room("conformance.reference")
        for one in imports(path)
        if within(one, "conformance", "suites") and not within(one, *allowed)
    ]
    assert not found


def test_the_checker_knows_the_reference_endpoint_over_http_alone() -> None:
    assert not offenders(outside("conformance.reference", *COMMANDS), "conformance.reference")
    assert not offenders(SUITES, "conformance.reference")


def test_reports_know_neither_pytest_nor_the_wire() -> None:
    room = in_room("conformance.report", "conformance.results")
    assert not offenders(room, "pytest", "_pytest", "allure", "requests", "urllib3", "conformance.plugin")


def test_the_suites_know_neither_allure_nor_the_plugin_nor_the_wire() -> None:
    assert not offenders(SUITES, "allure", "allure_commons", "requests", "urllib3", "conformance.plugin", "jose")


def test_the_plugin_knows_no_oauth() -> None:
    oauth = ("assertion", "request", "changes", "forgery", "identity", "profiles", "verdict", "exchange")
    room = in_room("conformance.plugin", "conformance.plugin_options", "conformance.ending")
    assert not offenders(room, "jose", "requests", *(f"conformance.{one}" for one in oauth))


def test_the_audit_of_the_dependencies_runs_without_the_dependencies() -> None:
    allowed = ("conformance.audit", "packaging")
    named = {one for path in in_room("conformance.audit") for one in imports(path)}
    assert not {one for one in named if not within(one, *allowed) and one.split(".")[0] not in sys.stdlib_module_names}
    assert not offenders(outside("conformance.audit"), "conformance.audit")


def test_nothing_imports_the_plugin() -> None:
    assert not offenders(SOURCES + SUITES, "conformance.plugin")


@pytest.mark.parametrize("library, rooms", [
    ("requests", ("conformance.endpoint", "conformance.transport", "conformance.lint", "conformance.lint_endpoint")),
    ("allure", ("conformance.allure_labels",)),
    ("rich", ("conformance.report", *COMMANDS)),
    ("click", COMMANDS),
])  # fmt: skip
def test_a_library_stays_in_its_room(library: str, rooms: tuple[str, ...]) -> None:
    assert not offenders(outside(*rooms), library)


def test_there_is_no_circle() -> None:
    graph = {name_of(path): {one for one in imports(path) if within(one, "conformance")} for path in SOURCES}
    circles: list[str] = []

    def visit(module: str, way: tuple[str, ...], done: set[str]) -> None:
        if module in way:
            circles.append(" → ".join((*way[way.index(module) :], module)))
            return
        if module in done:
            return
        for following in sorted(graph.get(module, ())):
            visit(following, (*way, module), done)
        done.add(module)

    finished: set[str] = set()
    for module in sorted(graph):
        visit(module, (), finished)
    assert not circles


def test_no_file_and_no_function_grows_without_end() -> None:
    files = {name_of(path): len(path.read_text().splitlines()) for path in SOURCES + SUITES}
    functions = {
        f"{name_of(path)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES + SUITES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert not {name: lines for name, lines in files.items() if lines > 300}
    assert not {name: lines for name, lines in functions.items() if lines > 45}
