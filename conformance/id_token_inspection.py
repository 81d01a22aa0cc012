"""A document judged without an endpoint: a run with one target, for the same reports as any other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from conformance import __version__
from conformance.catalogue import Requirement, load_catalogue
from conformance.id_token import IdToken
from conformance.id_token_document import Document, Kind
from conformance.id_token_facts import ONE_DOCUMENT, Expectations, Judgement, Undecided
from conformance.id_token_rows import JUDGEMENTS
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.redaction import hide
from conformance.results import CheckResult, Outcome, Run, TargetRun

PROFILE = "h2m"
OF_HUMANS = ("ID-AUTH-TIME", "ID-NONCE", "ID-ACR", "ID-ACR-REQUESTED", "ID-AZP")
"""Rows about what an id_token has beyond every other iSHARE JWT."""
_TITLES_OF_CLIENTS = {
    "ID-ISS": "iss names the client",
    "ID-AUD": "aud is the server and nobody else",
    "ID-PARTY": "The signing certificate belongs to the client",
}


@dataclass(frozen=True)
class Inspected:
    """Where a document came from. name: of its file; command: the command line that inspects it again."""

    name: str
    command: str


@dataclass(frozen=True)
class _Judged:
    outcome: Outcome
    expected: str | None = None
    actual: str | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()


def inspect(document: Document, known: Expectations, source: Inspected, started: float) -> Run:
    """Judge a document by every row of its profile; what it does not decide alone is not applicable.

    started: Unix time at which the inspection began. No part of the token that could be used stands in the run.
    """
    secrets = {document.token.text: "JWT"}
    rows = catalogue_of(document).values()
    checks = tuple(
        _check(row, _judged(row.id, document, known), document.kind, secrets) for row in rows if row.observable
    )
    heard = tuple(
        f"{check.requirement}: {note}" for check in checks if check.outcome != "violated" for note in check.notes
    )
    target = TargetRun(
        name=document.kind.value,
        profile=PROFILE,
        endpoint=source.name,
        version=None,
        file=None,
        requests=0,
        hiccups=0,
        accepted=(),
        notes=heard,
        command=source.command,
    )
    moment = datetime.fromtimestamp(started, UTC)
    return Run(__version__, moment, 0.0, 0.0, (target,), checks, (), strict=False, interrupted=False)


def catalogue_of(document: Document) -> Mapping[str, Requirement]:
    """Give the requirements of the profile; a document needs nothing of a target file, and may be of a client."""
    rows = (row for row in load_catalogue().values() if PROFILE in row.profiles)
    return {row.id: replace(row, needs=None, cases=(), title=_title(row, document.kind)) for row in rows}


def _title(row: Requirement, kind: Kind) -> str:
    if kind is Kind.ID_TOKEN or row.id not in JUDGEMENTS:
        return row.title
    return _TITLES_OF_CLIENTS.get(row.id, row.title.replace(Kind.ID_TOKEN.value, kind.value))


def _judged(row: str, document: Document, known: Expectations) -> _Judged:
    if row not in JUDGEMENTS:
        return _Judged("not-applicable", reason=ONE_DOCUMENT)
    if row in OF_HUMANS and document.kind is not Kind.ID_TOKEN:
        return _Judged("not-applicable", reason=f"{document.kind.one} tells of no human's login")
    return _ended(JUDGEMENTS[row], document.token, known)


def _ended(judgement: Judgement, token: IdToken, known: Expectations) -> _Judged:
    try:
        note = judgement(token, known)
    except Violated as violated:
        return _Judged("violated", violated.expected, violated.actual, notes=tuple(violated.notes))
    except NotTestable as untestable:
        return _Judged("not-testable", reason=untestable.reason)
    except NotApplicable as undecided:
        note = undecided.note if isinstance(undecided, Undecided) else None
        return _Judged("not-applicable", reason=undecided.reason, notes=(note,) if note else ())
    return _Judged("holds", notes=(note,) if note else ())


def _check(row: Requirement, judged: _Judged, kind: Kind, secrets: Mapping[str, str]) -> CheckResult:
    def hidden(text: str | None) -> str | None:
        return None if text is None else hide(text, secrets)

    return CheckResult(
        id=f"inspect::{row.id}",
        target=kind.value,
        requirement=row.id,
        case=None,
        title=row.title,
        outcome=judged.outcome,
        expected=hidden(judged.expected),
        sent=None,
        actual=hidden(judged.actual),
        reason=hidden(judged.reason),
        notes=tuple(hide(note, secrets) for note in judged.notes),
        exchanges=(),
        seconds=0.0,
    )
