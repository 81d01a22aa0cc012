"""results.json: the whole report for scripts, as conformance/schemas/results.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from conformance.report.changes import Changes, Document, Finding, changes_of
from conformance.report.documents import by_document
from conformance.report.model import Report, Row, TargetReport
from conformance.report.repeat import repeat_command
from conformance.report.text import storable
from conformance.report.versions import installed_versions
from conformance.results import Accepted, CheckResult, TargetRun


def results_json(document: Document) -> str:
    """The text of results.json: ASCII, so that no character of an endpoint does anything in a terminal."""
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def results_document(report: Report, former: Document | None = None) -> dict[str, Any]:
    """The content of results.json. Keys may be added to it, never renamed or given another meaning.

    former: the same of the run before, for what changed since.
    """
    run = report.run
    document = {
        "tool": {"name": "token-conformance", "version": run.version, "versions": dict(installed_versions())},
        "started": run.started.isoformat(),
        "seconds": round(run.seconds, 3),
        "checking_seconds": round(run.checking_seconds, 3),
        "strict": run.strict,
        "interrupted": run.interrupted,
        "exit_status": report.exit_status,
        "shard": asdict(run.shard) if run.shard else None,
        "generated": {"budget": run.budget, "seed": run.seed} if run.budget else None,
        "targets": [_target(target) for target in report.targets],
    }
    stored: dict[str, Any] = _storable(document)
    for target in stored["targets"]:
        target["changes"] = _changed(changes_of(former, target)) if former else None
    return stored


def _changed(changes: Changes | None) -> dict[str, Any] | None:
    if changes is None:
        return None
    told = {name: getattr(changes, name) for name in ("new", "mended", "unchanged", "unjudged")}
    named = {name: [_named(finding) for finding in findings] for name, findings in told.items()}
    return {"since": changes.since, "before": changes.before, **named}


def _named(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("requirement", "check", "case", "standing", "judged_before")}


def _target(report: TargetReport) -> dict[str, Any]:
    target = report.target
    return {
        "name": target.name,
        "profile": target.profile,
        "endpoint": target.endpoint,
        "version": target.version,
        "file": target.file,
        "verdict": report.verdict,
        "verdict_in_words": report.verdict_in_words,
        "exit_status": report.exit_status,
        "seconds": round(report.seconds, 3),
        "requests": target.requests,
        "hiccups": target.hiccups,
        "notes": list(target.notes),
        "accepted": [_entry(entry) for entry in target.accepted],
        "crashed": list(report.crashed),
        "command": target.command,
        "remarks": [{"name": remark.name, "sentence": remark.sentence} for remark in report.remarks],
        "counts": dict(report.counts),
        "documents": [
            {"document": one.document, "verdict": one.verdict, "counts": dict(one.counts)}
            for one in by_document(report)
        ],
        "requirements": [_requirement(target, row) for row in report.rows],
    }


def _entry(entry: Accepted) -> dict[str, Any]:
    return {"id": entry.id, "reason": entry.reason, "until": entry.until.isoformat()}


def _requirement(target: TargetRun, row: Row) -> dict[str, Any]:
    requirement, accepted = row.requirement, row.accepted
    return {
        "id": requirement.id,
        "title": requirement.title,
        "chapter": requirement.chapter_title,
        "rule": requirement.rule,
        "why": requirement.why,
        "mend": requirement.mend,
        "ctt": list(requirement.ctt),
        "level": row.level,
        "source": requirement.sources[0].document,
        "sources": [
            {"document": source.document, "section": source.section, "link": source.link}
            for source in requirement.sources
        ],
        "outcome": row.outcome,
        "standing": row.standing,
        "accepted": accepted and {"reason": accepted.reason, "until": accepted.until.isoformat()},
        "reading": ", ".join(requirement.readings) or None,
        "reason": row.reason,
        "needs": requirement.needs,
        "notes": list(row.notes),
        "cases_that_did_not_run": list(row.missing),
        "checks": [_check(target, row, check) for check in row.checks],
    }


def _check(target: TargetRun, row: Row, check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "case": check.case,
        "title": check.title,
        "outcome": check.outcome,
        "expected": check.expected,
        "sent": check.sent,
        "actual": check.actual,
        "reason": check.reason,
        "notes": list(check.notes),
        "findings": list(check.findings),
        "reach": dict(check.reach),
        "exchanges": list(check.exchanges),
        "seconds": round(check.seconds, 3),
        "repeat": repeat_command(target, row, check),
    }


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value
