"""The templates that pages are made from: whatever is put into one is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from conformance import places
from conformance.report.changes import Document
from conformance.report.text import one_line

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def template(name: str) -> Template:
    """A template of conformance/report/templates by its name."""
    return _environment().get_template(name)


def address(link: object) -> str:
    """A link that a page may carry: nothing but https and http, for results.json may come from anywhere."""
    return link if isinstance(link, str) and link.startswith(("https://", "http://")) else ""


def untested(rows: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    """The rows that were not testable, by their reason; the reason of most rows comes first."""
    groups: dict[str, list[Document]] = {}
    for row in rows:
        if row["standing"] == "not-testable":
            groups.setdefault(row["reason"], []).append(row)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def moment(text: str) -> str:
    """A moment of results.json for people: to the second, UTC written as such."""
    day, _, rest = text.partition("T")
    zone = " UTC" if rest.endswith(("+00:00", "Z")) else rest[-6:]
    return f"{day} {rest[:8]}{zone}"


@cache  # compiled once; it is a pure function of files that never change while a process lives
def _environment() -> Environment:
    from jinja2 import Environment as Made  # noqa: PLC0415
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415 - no check waits for it

    environment = Made(
        loader=FileSystemLoader(places.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": one_line, "address": address, "moment": moment, "untested": untested}
    return environment
