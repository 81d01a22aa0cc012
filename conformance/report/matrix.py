"""requirements.html: every requirement with its outcome, one page that a certifier prints as an annex.

Made from results.json by a template that escapes whatever it is given. The page has no script and loads nothing: its
policy forbids a browser to, whatever an endpoint said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from conformance import places
from conformance.report.changes import Document
from conformance.report.text import one_line

PROFILES = {
    "m2m": "iSHARE M2M: client credentials with a client assertion",
    "h2m": "iSHARE H2M: authorization code with an id_token",
    "ciam": "CIAM: client credentials in a JSON body",
    "basic": "HTTP Basic client authentication",
}
"""What a flow is called on paper."""
OUTCOMES = {
    "violated": ("✗", "violated"),
    "recommendation": ("!", "recommendation not followed"),
    "not-testable": ("?", "not testable"),
    "accepted": ("a", "accepted"),
    "holds": ("✓", "holds"),
    "not-applicable": ("-", "not applicable"),
    "not-observable": ("-", "not observable"),
}
"""A mark and words for every standing, worst first: nothing is told by a colour alone."""


def matrix(document: Document, results: str) -> str:
    """The text of requirements.html.

    document: the content of results.json; results: its text, whose SHA-256 the page names.
    """
    digest = hashlib.sha256(results.encode("utf-8")).hexdigest()
    text: str = _template().render(
        run=document, targets=document["targets"], digest=digest, profiles=PROFILES, outcomes=OUTCOMES
    )
    return text


def chapters(rows: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    """Rows under their chapters, in the order of the catalogue."""
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["chapter"])]


def address(link: object) -> str:
    """A link that a page may carry: nothing but https and http, for results.json may come from anywhere."""
    return link if isinstance(link, str) and link.startswith(("https://", "http://")) else ""


def moment(text: str) -> str:
    """A moment of results.json for people: to the second, UTC written as such."""
    day, _, rest = text.partition("T")
    zone = " UTC" if rest.endswith(("+00:00", "Z")) else rest[-6:]
    return f"{day} {rest[:8]}{zone}"


def judged(row: Document) -> Mapping[str, int]:
    """How many checks of a row ended in which way, worst first."""
    outcomes = [check["outcome"] for check in row["checks"]]
    return {name: outcomes.count(name) for name in OUTCOMES if name in outcomes}


def one_standing(rows: Sequence[Document], standing: str) -> list[Document]:
    """The rows that have a standing, in the order of the catalogue."""
    return [row for row in rows if row["standing"] == standing]


@cache  # compiled once; it is a pure function of a file that never changes while a process lives
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - no check waits for it

    environment = Environment(
        loader=FileSystemLoader(places.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown": one_line,
        "chapters": chapters,
        "address": address,
        "moment": moment,
        "judged": judged,
        "standing": one_standing,
    }
    return environment.get_template("requirements.html.j2")
