"""What a reader is told of one finding: required, expected, sent, actual; then why it matters and how to mend it."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.catalogue import Requirement, load_readings
from conformance.report.text import visible


def finding_text(result: Mapping[str, Any], requirement: Requirement, profile: str) -> str:
    """Write a finding, or the reason why there is none, in lines; texts of the endpoint are harmless in it."""
    return "\n".join(_lines(result, requirement, profile))


def _lines(result: Mapping[str, Any], requirement: Requirement, profile: str) -> Iterator[str]:
    case = f" [{result['case']}]" if result["case"] else ""
    yield f"{requirement.id}{case}: {requirement.title}"
    yield f"  required by {source_words(requirement)} ({requirement.level(profile)})"
    for name in ("expected", "sent", "actual", "reason"):
        if result[name]:
            yield f"  {name:<8} {visible(result[name])}"
    if result["outcome"] == "violated":
        yield f"  why      {requirement.why}"
        yield f"  mend     {requirement.mend}"
    for name in requirement.readings if result["outcome"] == "violated" else ():
        reading = load_readings().get(name)
        if reading is not None:
            yield f"  reading  {name}: {reading.reading}"
    for note in result["notes"]:
        yield f"  note     {visible(note)}"


def source_words(requirement: Requirement) -> str:
    """Name the documents that a requirement stands in, the main one first."""
    return ", ".join(f"{one.document} {one.section}".strip() for one in requirement.sources)
