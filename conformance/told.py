"""The words with which one check ends in pytest and in Allure: the same as in every other report."""

from collections.abc import Mapping
from typing import Any

from conformance.catalogue import load_catalogue, load_readings
from conformance.report.finding import finding_text
from conformance.report.judgement import standing_of
from conformance.report.model import Row
from conformance.results import CheckResult, TargetRun
from conformance.target import Target


def told(result: Mapping[str, Any], target: Target, strict: bool) -> str:
    """Write one booked result out for a reader."""
    check = CheckResult(
        **dict(result) | {"notes": tuple(result["notes"]), "findings": tuple(result["findings"]), "exchanges": ()}
    )
    requirement = load_catalogue()[check.requirement].at(target.profile)
    level = requirement.level(target.profile)
    standing = standing_of(check.outcome, level, strict=strict, accepted=False)
    readings = tuple(load_readings()[name] for name in requirement.readings if _concerns(name, target))
    row = Row(requirement, level, check.outcome, standing, check.reason, (), (check,), (), None, readings)
    return finding_text(target_run(target), row, check)


def _concerns(name: str, target: Target) -> bool:
    return target.profile in load_readings()[name].profiles


def target_run(target: Target, requests: int = 0, hiccups: int = 0, notes: tuple[str, ...] = ()) -> TargetRun:
    """The record of a target's part in a run."""
    return TargetRun(
        name=target.name,
        profile=target.profile,
        endpoint=target.endpoint,
        version=target.version,
        file=str(target.file) if target.file else None,
        requests=requests,
        hiccups=hiccups,
        accepted=target.accepted,
        notes=notes,
        command=target.command,
    )
