"""Where the files lie that travel with the package: beside it in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def suites_root() -> Path:
    """The directory that holds `suites/`, and from which the ids of the checks are counted.

    It is the top of the checkout, or `conformance/_suites` in an installed wheel.
    """
    inside = _PACKAGE / "_suites"
    return inside if (inside / "suites").is_dir() else _CHECKOUT


def certificates() -> Path:
    """The directory of the public test keys and chains (`fixtures/certs` in a checkout)."""
    inside = _PACKAGE / "_fixtures" / "certs"
    return inside if inside.is_dir() else _CHECKOUT / "fixtures" / "certs"


def requirements() -> Path:
    """The directory of the catalogue's TOML files, one for each chapter."""
    return _PACKAGE / "requirements"


def schemas() -> Path:
    """The directory of the JSON Schemas that the project ships."""
    return _PACKAGE / "schemas"


def allure_files() -> Path:
    """The directory with the generator's configuration, its pinned packages and the categories of the report."""
    return _PACKAGE / "report" / "allure"


def templates() -> Path:
    """The directory of the templates that pages are made from."""
    return _PACKAGE / "report" / "templates"
