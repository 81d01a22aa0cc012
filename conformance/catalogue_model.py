"""The catalogue's data: requirements, their sources, and the readings of disputed points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Profile = Literal["m2m", "h2m", "ciam", "basic"]
Level = Literal["MUST", "SHOULD", "MAY"]

CHAPTERS = (
    "token_request",
    "token_response",
    "error_response",
    "client_assertion",
    "m2m",
    "h2m",
    "id_token",
    "pseudonym",
    "ciam",
    "basic",
    "authorization",
)


class CatalogueFault(Exception):  # noqa: N818 - it names what is wrong, and it holds many
    """The catalogue's own files are wrong. `faults` holds one sentence for each mistake."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """Where a rule is written: document, section, and a link (none where the page has no public address)."""

    document: str
    section: str
    link: str | None = None


_ISHARE = ("m2m", "h2m")
_PAGES: Mapping[str, tuple[str, ...]] = {
    "iSHARE access token (M2M)": ("m2m",),
    "iSHARE access token with id_token (H2M)": ("h2m",),
    "CIAM application token": ("ciam",),
    "Basic auth token": ("basic",),
}
"""Documents that speak of some flows alone; so does every other one of iSHARE."""


def _speaks_of(source: Source, profile: str) -> bool:
    others = _ISHARE if source.document.startswith("iSHARE") else (profile,)
    return profile in _PAGES.get(source.document, others)


@dataclass(frozen=True)
class Requirement:
    """One rule that a token endpoint has to follow, as the catalogue states it.

    `chapter` is the prefix of the ids ("CA"), `levels` has one entry for each of `profiles`, `sources` begins with
    the main one, `cases` are the named changes in order (empty where the row has exactly one check), `readings` are
    keys of `load_readings()`, `ctt` are case names of the official iSHARE tool, `needs` says in words what the target
    file has to hold beyond the ordinary.
    """

    id: str
    chapter: str
    chapter_title: str
    title: str
    levels: Mapping[str, Level] = field(hash=False)
    profiles: tuple[str, ...]
    rule: str
    sources: tuple[Source, ...]
    why: str
    mend: str
    cases: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    ctt: tuple[str, ...] = ()
    if_present: bool = False
    observable: bool = True
    needs: str | None = None

    def level(self, profile: str) -> Level:
        """MUST, SHOULD or MAY for `profile`; KeyError where the row does not belong to it."""
        return self.levels[profile]

    def at(self, profile: str) -> Requirement:
        """The row as that flow has it: without the pages of other flows, unless it rests on nothing else."""
        sources = tuple(source for source in self.sources if _speaks_of(source, profile))
        return replace(self, sources=sources or self.sources)


@dataclass(frozen=True)
class Side:
    """What one document says about a disputed point."""

    document: str
    says: str
    link: str | None = None


@dataclass(frozen=True)
class Reading:
    """A point that the documents leave open or contradict, and how this tool reads it for `profiles`."""

    id: str
    point: str
    reading: str
    profiles: tuple[str, ...]
    sides: tuple[Side, ...]
