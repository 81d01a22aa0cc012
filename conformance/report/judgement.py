"""From the results of single checks to rows, verdicts and the exit status. The only place that decides them.

Over the cases of one requirement violated comes before not testable before holds before not applicable. A named case
that did not run counts as not testable: a requirement of which a part was judged does not hold yet. A requirement that
nobody judged stands in the report all the same, and is never green.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conformance.catalogue import Level, Reading, Requirement, load_readings
from conformance.report.model import (
    ExitStatus,
    Remark,
    Report,
    Row,
    RowOutcome,
    Standing,
    TargetReport,
    Verdict,
)
from conformance.results import Accepted, CheckResult, Outcome, Run, TargetRun

NO_CHECK = "no check of it ran"
NOT_OBSERVABLE = "it cannot be seen from outside"
WORST_FIRST: tuple[Outcome, ...] = ("violated", "not-testable", "holds", "not-applicable")


def judge(
    run: Run,
    catalogue: Mapping[str, Requirement],
    readings: Mapping[str, Reading] | None = None,
    crashed: Mapping[str, Sequence[str]] | None = None,
) -> Report:
    """Judge every target of `run` by the requirements of its profile.

    `readings` explains the points that a requirement rests on (the project's own by default); `crashed` has, by the
    target's name, the checks in which this tool itself failed. Raises ValueError where a result names a target or a
    requirement that there is none of: a mistake of this tool, not of an endpoint.
    """
    judging = _Judging(run, catalogue, load_readings() if readings is None else readings, crashed or {})
    results = _results_by_target(run)
    targets = tuple(_judge_target(judging, target, results[target.name]) for target in run.targets)
    return Report(run, targets, _exit_status(run, targets, any(judging.crashed.values())))


def standing_of(outcome: RowOutcome, level: Level, *, strict: bool, accepted: bool) -> Standing:
    """How an outcome counts at `level`: what the verdict, the exit status and every report go by."""
    if outcome in {"violated", "not-testable"} and accepted:
        return "accepted"
    if outcome == "violated" and level != "MUST" and not (strict and level == "SHOULD"):
        return "recommendation"
    return outcome


def _results_by_target(run: Run) -> Mapping[str, Sequence[CheckResult]]:
    results: dict[str, list[CheckResult]] = {target.name: [] for target in run.targets}
    for check in run.checks:
        if check.target not in results:
            raise ValueError(f"{check.id} is booked on the target {check.target!r}, which is not in the run")
        results[check.target].append(check)
    return results


@dataclass(frozen=True)
class _Judging:
    run: Run
    catalogue: Mapping[str, Requirement]
    readings: Mapping[str, Reading]
    crashed: Mapping[str, Sequence[str]]


def _judge_target(judging: _Judging, target: TargetRun, checks: Iterable[CheckResult]) -> TargetReport:
    requirements = [row for row in judging.catalogue.values() if target.profile in row.profiles]
    booked = _by_requirement(checks, {row.id for row in requirements})
    today = judging.run.started.date()
    alive = {entry.id: entry for entry in target.accepted if entry.until >= today}
    rows = tuple(_row(judging, target.profile, row, booked[row.id], alive.get(row.id)) for row in requirements)
    crashed = tuple(judging.crashed.get(target.name, ()))
    unfinished = _unfinished(judging.run, rows, crashed)
    remarks = (*_outdated(target.accepted, rows, today), *unfinished)
    return TargetReport(target, rows, remarks, _verdict(rows, remarks), crashed)


def _by_requirement(checks: Iterable[CheckResult], known: set[str]) -> Mapping[str, Sequence[CheckResult]]:
    booked: dict[str, list[CheckResult]] = defaultdict(list)
    for check in checks:
        if check.requirement in known:
            booked[check.requirement].append(check)
        elif check.outcome != "not-applicable":  # a check of another flow says just that, and is no row here
            raise ValueError(f"{check.id} is booked under {check.requirement}, which the profile does not have")
    return booked


def _row(
    judging: _Judging, profile: str, requirement: Requirement, checks: Sequence[CheckResult], entry: Accepted | None
) -> Row:
    run, readings = judging.run, judging.readings
    level = requirement.level(profile)
    ran = {check.case for check in checks}
    missing = tuple(case for case in requirement.cases if case not in ran) if checks else requirement.cases
    outcome = _outcome(requirement, checks, missing)
    standing = standing_of(outcome, level, strict=run.strict, accepted=entry is not None)
    return Row(
        requirement=requirement.at(profile),
        level=level,
        outcome=outcome,
        standing=standing,
        reason=_reason(outcome, checks, missing, interrupted=run.interrupted),
        notes=_distinct(note for check in checks for note in check.notes),
        checks=tuple(checks),
        missing=missing if outcome != "not-observable" else (),
        accepted=entry if standing == "accepted" else None,
        readings=tuple(readings[name] for name in requirement.readings if name in readings),
    )


def _outcome(requirement: Requirement, checks: Sequence[CheckResult], missing: Sequence[str]) -> RowOutcome:
    if not checks:
        return "not-testable" if requirement.observable else "not-observable"
    met = {check.outcome for check in checks} | ({"not-testable"} if missing else set())
    return next(outcome for outcome in WORST_FIRST if outcome in met)


def _reason(
    outcome: RowOutcome, checks: Sequence[CheckResult], missing: Sequence[str], *, interrupted: bool
) -> str | None:
    if outcome in {"holds", "violated"}:
        return None
    if outcome == "not-observable":
        return NOT_OBSERVABLE
    ending = " before the run was interrupted" if interrupted else ""
    if not checks:
        return NO_CHECK + ending
    reasons = _distinct(check.reason or "no reason was given" for check in checks if check.outcome == outcome)
    left_out = (f"not every case of it ran{ending} ({', '.join(missing)} did not)",) if missing else ()
    return "; ".join((*reasons, *left_out))


def _outdated(entries: Iterable[Accepted], rows: Iterable[Row], today: date) -> Iterable[Remark]:
    outcomes = {row.requirement.id: row.outcome for row in rows}
    for entry in entries:
        name = f"accepted.toml: {entry.id}"
        if outcomes.get(entry.id) == "holds":
            yield Remark(name, f"{entry.id} is accepted, but it holds now: take its entry out of accepted.toml.", 1)
        elif entry.until < today:
            sentence = f"{entry.id} was accepted until {entry.until}, and that day is past: mend it, or give a new day."
            yield Remark(name, sentence, 1)


def _unfinished(run: Run, rows: Iterable[Row], crashed: Sequence[str]) -> Iterable[Remark]:
    if crashed:
        yield Remark("the checker failed", f"The checker itself failed in {', '.join(crashed)}.", 10)
    if run.interrupted:
        yield Remark("interrupted", "The run was interrupted: what was judged by then is below.", 10)
    if not any(row.level == "MUST" and row.outcome in {"holds", "violated"} for row in rows):
        # Where nothing was judged, "all hold" would be true and worthless.
        yield Remark("nothing judged", "Not one MUST requirement was judged, so nothing is known.", 10)


def _verdict(rows: Iterable[Row], remarks: Iterable[Remark]) -> Verdict:
    weights = {row.weight for row in rows}
    if 1 in weights:
        return "violates"
    return "incomplete" if 10 in weights or any(remark.weight == 10 for remark in remarks) else "conforms"


def _exit_status(run: Run, targets: Iterable[TargetReport], crashed: bool) -> ExitStatus:
    if crashed:
        return 3
    if run.interrupted:
        return 2
    if not run.checks:
        # a shard to which no target fell has nothing to say; the others say it
        return 0 if run.shard and not run.targets else 5
    statuses = {target.exit_status for target in targets}
    if 1 in statuses:
        return 1
    return 10 if 10 in statuses else 0


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
