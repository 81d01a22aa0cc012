"""From the way a check ended to its record: plain data that travels from a worker to whoever writes the report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.catalogue import Requirement
from conformance.client import Client
from conformance.crash import summary_of
from conformance.earlier_secrets import Earlier
from conformance.exchange import Exchange
from conformance.key_secrets import key_secrets
from conformance.lookalikes import hide_all
from conformance.outcome import AtAnotherRow, Elsewhere, NotApplicable, NotTestable, Violated
from conformance.redaction import Secrets
from conformance.session import Session
from conformance.target import Target

CONTROL = "The unchanged request, around another check"
"""What a finding is called that was met on the way to another one."""


@dataclass(frozen=True)
class Booked:
    """The record of one check at one target: ``results`` (one a requirement) and the ``exchanges`` behind them."""

    results: tuple[dict[str, Any], ...]
    exchanges: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Ended:
    """How a check ended: what it was, and the exception that it ended with, if any."""

    id: str
    requirement: Requirement
    case: str | None
    title: str
    error: BaseException | None
    seconds: float


@dataclass(frozen=True)
class _Recorded:
    """What is written down of an exchange, and what was hidden in it."""

    exchange: Exchange
    shown: dict[str, Any]
    secrets: dict[str, str] = field(repr=False)


def book(ended: Ended, client: Client | None, target: Target) -> Booked:
    """Make the record; every text in it is without secrets."""
    hidden = dict(target.secrets)
    seen = [_recorded(client, one, hidden) for one in client.exchanges] if client else []
    exchanges = tuple(one.shown | {"difference": _difference(client, one, hidden, ended)} for one in seen)
    hidden |= {value: label for one in seen for value, label in one.secrets.items()}
    hidden |= _earlier(client).weak | _of_keys(client, target)
    earlier = _earlier(client).many
    common = {
        "id": ended.id,
        "target": target.name,
        "case": ended.case,
        "title": ended.title,
        "sent": client.sent if client else None,
        "notes": [_hidden(note, hidden, earlier) for note in (client.notes if client else ())],
        "exchanges": [one["number"] for one in exchanges],
        "seconds": ended.seconds,
        "findings": list(client.findings) if client else [],
        "reach": dict(client.reach) if client else {},
    }
    results = tuple(_hidden_values(common | one, hidden, earlier) for one in _outcomes(ended))
    return Booked(results, exchanges)


def _outcomes(ended: Ended) -> list[dict[str, Any]]:
    """Give the outcome of the check's own requirement, and of the one that it booked besides."""
    own, error = ended.requirement.id, ended.error
    if error is None or isinstance(error, Elsewhere):
        return [_outcome(own, "holds"), *(_elsewhere(error.expected, error.elsewhere) if error else ())]
    if isinstance(error, NotApplicable):
        return [_outcome(own, "not-applicable", reason=error.reason)]
    if isinstance(error, Violated):
        finding = _outcome(error.requirement or own, "violated", expected=error.expected, actual=error.actual)
        if error.requirement in (None, own):
            return [*_elsewhere(error.expected, error.elsewhere), finding]
        reason = f"its control was not granted: {error.actual}"
        # the case is one of the check's own requirement, and says nothing about the other one
        return [_outcome(own, "not-testable", reason=reason), finding | {"case": None, "title": CONTROL, "sent": None}]
    if isinstance(error, NotTestable):
        return [_outcome(own, "not-testable", reason=error.reason)]
    return [_outcome(own, "not-testable", reason=f"the checker itself failed: {summary_of(error)}")]


def _elsewhere(expected: str, found: Sequence[AtAnotherRow]) -> list[dict[str, Any]]:
    """Book what a check found that other rows judge; its case is one of its own row."""
    return [
        _outcome(row, "violated", expected=expected, actual=actual) | {"case": None, "sent": sent}
        for row, actual, sent in found
    ]


def _outcome(requirement: str, outcome: str, **more: str) -> dict[str, Any]:
    empty = {"expected": None, "actual": None, "reason": None}
    return {"requirement": requirement, "outcome": outcome} | empty | more


def _recorded(client: Client, exchange: Exchange, hidden: dict[str, str]) -> _Recorded:
    """Write an exchange down, once for all checks that look at it."""
    known: dict[int, _Recorded] = client.session.memory.setdefault("recorded", {})
    if exchange.number not in known:
        earlier = _earlier(client)
        shown = exchange.shown(hidden | earlier.weak, earlier.many)
        known[exchange.number] = _Recorded(exchange, shown, exchange.secrets())
    return known[exchange.number]


def _difference(client: Client | None, recorded: _Recorded, hidden: dict[str, str], ended: Ended) -> str | None:
    if client is None or ended.error is None:
        return None
    return _hidden(client.difference(recorded.exchange), hidden | recorded.secrets, _earlier(client).many)


def _hidden(text: str | None, hidden: Mapping[str, str], earlier: Mapping[str, str]) -> str | None:
    return None if text is None else hide_all(text, hidden, earlier)


def _hidden_values(result: dict[str, Any], hidden: Mapping[str, str], earlier: Mapping[str, str]) -> dict[str, Any]:
    """Hide secrets in what was met; our own names of checks and cases stay, though a weak secret may be such a word."""
    return result | {name: _hidden(result[name], hidden, earlier) for name in ("expected", "sent", "actual", "reason")}


def known_secrets(client: Client | None, target: Target) -> dict[str, str]:
    """Every secret that can stand in a text about a check: of the target file, and of its exchanges."""
    hidden = dict(target.secrets) | _earlier(client).weak | _of_keys(client, target)
    for one in client.exchanges if client else ():
        hidden |= one.secrets()
    return hidden


def every_secret(targets: Iterable[Target], sessions: Iterable[Session]) -> dict[str, str]:
    """Every secret of a run, for a text that may be about anything in it."""
    found: dict[str, str] = {}
    for target in targets:
        found |= known_secrets(None, target)
    for session in sessions:
        for exchange in session.endpoint.log:
            found |= exchange.secrets()
    return found


def _earlier(client: Client | None) -> Earlier:
    return client.session.endpoint.earlier if client else Earlier()


def earlier_secrets(client: Client | None) -> Mapping[str, str]:
    """Every secret that went over the wire in a session and was written down: many, to be looked for as words."""
    return _earlier(client).many


def _of_keys(client: Client | None, target: Target) -> dict[str, str]:
    """The private keys in every spelling, made once."""
    memory = client.session.memory if client else {}
    found: dict[str, str] = memory.get("private keys") or memory.setdefault(
        "private keys", Secrets(key_secrets(target))
    )
    return found
