"""requirements.html: every requirement with its outcome, one page that a certifier prints as an annex.

Made from results.json by a template that escapes whatever it is given. The page has no script and loads nothing: its
policy forbids a browser to, whatever an endpoint said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby

from conformance.report.changes import Document
from conformance.report.fleet import first_violated, not_judged, ranked, violated_ids
from conformance.report.pages import template

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
    return template("requirements.html.j2").render(
        run=document,
        targets=document["targets"],
        ranked=ranked(document),
        not_judged=not_judged,
        first_violated=lambda target: first_violated(violated_ids(target)),
        digest=digest,
        profiles=PROFILES,
        outcomes=OUTCOMES,
        chapters=chapters,
        judged=judged,
        standing=one_standing,
    )


def chapters(rows: Sequence[Document]) -> list[tuple[str, list[Document]]]:
    """Rows under their chapters, in the order of the catalogue."""
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["chapter"])]


def judged(row: Document) -> Mapping[str, int]:
    """How many checks of a row ended in which way, worst first."""
    outcomes = [check["outcome"] for check in row["checks"]]
    return {name: outcomes.count(name) for name in OUTCOMES if name in outcomes}


def one_standing(rows: Sequence[Document], standing: str) -> list[Document]:
    """The rows that have a standing, in the order of the catalogue."""
    return [row for row in rows if row["standing"] == standing]
