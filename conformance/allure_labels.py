"""What Allure shows of a check: its place, its sentence, its requirement, and the exchanges as dead text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import allure
import pytest

from conformance.booking import Booked, Ended
from conformance.catalogue import Requirement, load_catalogue
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.report.text import visible
from conformance.target import Target

_SEVERITY = {"MUST": "critical", "SHOULD": "minor", "MAY": "trivial"}
_MOST_EXCHANGES = 4


@dataclass(frozen=True)
class Shown:
    """One ended check with everything that is shown of it."""

    ended: Ended
    requirement: Requirement
    target: Target
    booked: Booked
    strict: bool

    @property
    def finding(self) -> dict[str, Any]:
        """The result that decides how the check ends for a reader."""
        return self.booked.results[-1]

    @property
    def is_recommendation(self) -> bool:
        """Whether what is violated is only recommended, so that it fails nothing."""
        row = load_catalogue()[self.finding["requirement"]]
        violated = isinstance(self.ended.error, Violated | Elsewhere)
        return violated and not self.strict and row.level(self.target.profile) != "MUST"

    @property
    def crashed(self) -> bool:
        """Whether the checker itself failed."""
        error = self.ended.error
        return error is not None and not isinstance(error, Violated | Elsewhere | NotTestable | NotApplicable)


def label(item: pytest.Item, requirement: Requirement, target: Target) -> None:
    """Put a check in its place: target, chapter, requirement; with severity and a link to the source."""
    level = requirement.level(target.profile)
    story = f"{requirement.id} {requirement.title}"
    labels = {
        "epic": f"{target.name} ({target.profile})",
        "feature": requirement.chapter_title,
        "story": story,
        "requirement": story,
        "severity": _SEVERITY[level],
        "parentSuite": f"{target.name} ({target.profile})",
        "suite": requirement.chapter_title,
        "subSuite": story,
        "tag": level,
    }
    for name, value in labels.items():
        item.add_marker(pytest.mark.allure_label(value, label_type=name))
    for source in requirement.at(target.profile).sources:
        if source.link:
            title = f"{source.document}, {source.section}"
            item.add_marker(pytest.mark.allure_link(source.link, link_type="link", name=title))


def attach(shown: Shown) -> None:
    """Say what was checked, and attach what was sent and what came back."""
    case = f" [{shown.ended.case}]" if shown.ended.case else ""
    allure.dynamic.title(f"{shown.ended.title}{case}")  # type: ignore[no-untyped-call]
    allure.dynamic.description(  # type: ignore[no-untyped-call]
        _description(shown.requirement, shown.target.profile)
    )
    _attach_picture(shown.ended.error)
    exchanges = shown.booked.exchanges
    for one in _worth_showing(exchanges, shown.finding["outcome"]):
        name = f"{one['number']} {one['purpose']}"
        allure.attach(_request_text(one), f"{name}: request", allure.attachment_type.TEXT)
        allure.attach(_response_text(one), f"{name}: response", allure.attachment_type.TEXT)
        if one["difference"] and shown.finding["outcome"] != "holds":
            allure.attach(
                visible(one["difference"], keep="\n"), f"{name}: what was changed", allure.attachment_type.TEXT
            )


def _attach_picture(error: BaseException | None) -> None:
    picture = error.picture if isinstance(error, NotTestable) else None
    if picture is not None:
        allure.attach(picture, "the page on which the sign-in got stuck", allure.attachment_type.PNG)


def _worth_showing(exchanges: tuple[dict[str, Any], ...], outcome: str) -> tuple[dict[str, Any], ...]:
    if outcome != "holds":
        return exchanges[:_MOST_EXCHANGES] + exchanges[_MOST_EXCHANGES:][-_MOST_EXCHANGES:]
    changed = tuple(one for one in exchanges if "control" not in one["purpose"])
    return (changed or exchanges)[:1]


def _description(requirement: Requirement, profile: str) -> str:
    parts = [
        f"**{requirement.id}** ({requirement.level(profile)}): {requirement.rule}",
        f"**Required by** {_sources(requirement.at(profile))}",
        f"**Why it matters.** {requirement.why}",
        f"**How to mend it.** {requirement.mend}",
    ]
    if requirement.ctt:
        parts.append(f"**In the official iSHARE tool:** {', '.join(requirement.ctt)}")
    return "\n\n".join(parts)


def _sources(requirement: Requirement) -> str:
    return "; ".join(f"{one.document}, {one.section}" for one in requirement.sources)


def _request_text(one: Mapping[str, Any]) -> str:
    first = visible(f"{one['method']} {one['url']}")
    return "\n".join([first, *_fields(one["request_headers"]), "", _body(one["request_body"])])


def _response_text(one: Mapping[str, Any]) -> str:
    first = f"HTTP status {one['status']}" if one["status"] else visible(f"no answer: {one['failure']}")
    seconds = f"(after {one['seconds'] * 1000:.0f} ms)"
    return "\n".join([f"{first} {seconds}", *_fields(one["response_headers"]), "", _body(one["response_body"])])


def _fields(pairs: list[list[str]]) -> Iterator[str]:
    return (f"{visible(name)}: {visible(value)}" for name, value in pairs)


def _body(text: str) -> str:
    try:
        return visible(json.dumps(json.loads(text), indent=2, ensure_ascii=False), keep="\n")
    except (ValueError, RecursionError):
        return visible(text, keep="\n")
