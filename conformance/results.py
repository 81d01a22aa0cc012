"""The data of a finished run: what the plugin books and what every report reads.

Everything in here is plain, frozen and redacted: no secret, key, assertion, code or token reaches these records.
Texts that came from an endpoint are hostile, and stay so: whoever prints them makes them harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Outcome = Literal["holds", "violated", "not-testable", "not-applicable"]
"""What became of one check (design, "Four outcomes, one verdict")."""


@dataclass(frozen=True)
class Accepted:
    """One entry of accepted.toml: a finding or an untested row that stays out of the verdict for a while.

    id: the id of a requirement; reason: the words of the person who accepts it; until: the last day on which it counts.
    """

    id: str
    reason: str
    until: date


@dataclass(frozen=True)
class ExchangeRecord:
    """One request and what came back, redacted where it was recorded.

    number: unique in the run; target: name of the target; purpose: "opening control", "changed request", …;
    started: Unix time in seconds; seconds: from the first byte sent to the last one read;
    status: None where no answer came, in which case failure says what was met instead;
    difference: the decoded difference between the good and the changed assertion, if there is one.
    """

    number: int
    target: str
    purpose: str
    started: float
    seconds: float
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str
    status: int | None
    response_headers: tuple[tuple[str, str], ...]
    response_body: str
    failure: str | None
    difference: str | None


@dataclass(frozen=True)
class CheckResult:
    """What one check found about one requirement at one target.

    id: the check's pytest id without the target, beginning with "suites/"; requirement: id of the catalogue;
    case: the named case, None where the row has exactly one check; title: the sentence about the endpoint;
    expected, sent, actual: the three lines of a finding; reason: why it is not testable or not applicable;
    notes: what a reader is told whatever the outcome; exchanges: numbers of the ExchangeRecords that prove it;
    findings: of generated input, the names by which ``--repeat`` sends them again; reach: how many generated inputs met
    what, such as "status 400".
    """

    id: str
    target: str
    requirement: str
    case: str | None
    title: str
    outcome: Outcome
    expected: str | None
    sent: str | None
    actual: str | None
    reason: str | None
    notes: tuple[str, ...]
    exchanges: tuple[int, ...]
    seconds: float
    findings: tuple[str, ...] = ()
    reach: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TargetRun:
    """One endpoint of a run, as its target file (or the command line) named it.

    file: the path of the target file as it was given, None without one; requests: how many were sent;
    hiccups: how many of them met a reset, 502, 503, 504 or 429; command: the command line that runs this target, where
    it is another one than `conformance run FILE`.
    """

    name: str
    profile: str
    endpoint: str
    version: str | None
    file: str | None
    requests: int
    hiccups: int
    accepted: tuple[Accepted, ...]
    notes: tuple[str, ...]
    command: str | None = None


@dataclass(frozen=True)
class Shard:
    """The part of a fleet that a run was given. number: from 1 to ``of``; targets: how many the whole fleet has."""

    number: int
    of: int
    targets: int


@dataclass(frozen=True)
class Run:
    """A finished or interrupted run over one or more targets.

    version: of token-conformance; seconds: the whole run; checking_seconds: the checks alone;
    strict: a violated SHOULD counts like a violated MUST; interrupted: Ctrl-C ended it early;
    budget, seed: of generated input, None where nothing was drawn; shard: which part of a fleet it was, if one.
    """

    version: str
    started: datetime
    seconds: float
    checking_seconds: float
    targets: tuple[TargetRun, ...]
    checks: tuple[CheckResult, ...]
    exchanges: Sequence[ExchangeRecord]
    strict: bool
    interrupted: bool
    budget: str | None = None
    seed: int | None = None
    shard: Shard | None = None
