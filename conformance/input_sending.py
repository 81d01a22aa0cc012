"""Sends generated input, one after another between controls, and keeps the exchanges that show something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.client import JUDGED, Client
from conformance.codes import Code
from conformance.exchange import Exchange
from conformance.fuzz.applying import change_of
from conformance.fuzz.plan import Plan
from conformance.fuzz.searching import Finding, Reach, Seen
from conformance.fuzz.steps import Recipe
from conformance.guesses import is_guess
from conformance.outcome import NotApplicable
from conformance.request import is_unchanged
from conformance.session import Session
from conformance.verdict import Kind
from conformance.waiting import DEAD

LARGEST = 1_500_000
"""Bytes of a request's body beyond which it is not sent: a megabyte shows what size does, and more is a burden."""
BATCH = 25
"""Inputs between two controls."""
KEPT = 2
"""Exchanges of each kind of answer that are kept: a search of hours is not kept in memory."""

MOST_KEPT = 100_000
"""Bytes of a body beyond which it is not kept either: a record shows its beginning alone, and costs thirty times it."""

Trouble = Callable[[Recipe, Exchange, Kind], str | None]
"""Says what is wrong with an answer to an input, None where it is right."""


class SpentError(Exception):
    """The requests of the budget are used up."""


@dataclass
class Sending:
    """Sends one input after another, and a control every so often; at h2m inputs share a code that it proves."""

    client: Client
    plan: Plan
    trouble: Trouble
    shares_codes: bool
    reach: Reach = field(default_factory=Reach)
    evidence: dict[str, list[Exchange]] = field(default_factory=dict)
    """What shows each kind of trouble: the latest exchange that met it, between its controls."""
    _code: Code | None = None
    _unproven: list[Recipe] = field(default_factory=list)
    """Inputs that were refused with a code that has not been granted since."""
    _since_control: int = 0
    _before: Exchange | None = None
    """The control behind which inputs are sent."""
    _begun: int | None = None

    def __call__(self, recipe: Recipe) -> Seen:
        """Send one input and say what it met; raise ``SpentError``, or ``NotTestable`` where a control is missing."""
        self._spend()
        before = self._before = self._before or self._session.control("opening control")
        self._session.waiting.bound()
        log = self._session.endpoint.log
        mark = len(log)
        seen = self._judged(recipe)
        self._since_control += 1
        if self._since_control >= BATCH or seen.trouble:
            self.close()
        if seen.trouble and not self.reach.knows(seen):
            self.evidence[seen.trouble] = [before, *log[mark:]]
        elif seen.trouble or self.reach.met[seen.met] >= KEPT or _is_large(log[mark:]):
            del log[mark:]
        return seen

    @property
    def _session(self) -> Session:
        return self.client.session

    def _spend(self) -> None:
        sent = self._session.endpoint.sent
        self._begun = sent if self._begun is None else self._begun
        if sent - self._begun >= self.plan.budget.requests:
            raise SpentError

    def _judged(self, recipe: Recipe) -> Seen:
        was_used = self._code is not None
        try:
            exchange = self._sent(recipe)
        except NotApplicable:
            return Seen("left out")
        kind = self._session.kind(exchange)
        if kind is Kind.HICCUP or exchange.failure in DEAD:
            # one answer of thousands that comes late is the way's or the machine's, until it is late again
            self._session.hiccups += 1
            asked = self.client.asks(change_of(recipe))
            exchange, kind, was_used = asked.exchange, asked.kind, False
        self._note_code(recipe, kind)
        seen = Seen(_met(exchange, kind), self.trouble(recipe, exchange, kind))
        if seen.trouble and was_used:
            # a code that was tried before may be what the endpoint stumbled over
            self._code = None
            return self._judged(recipe)
        return seen

    def _sent(self, recipe: Recipe) -> Exchange:
        good = self._session.good(code=self._code)
        self._code = good.material.code if self.shares_codes else None
        changed = change_of(recipe)(good)
        if is_unchanged(good, changed):
            raise NotApplicable("the change leaves the request as it was")
        if changed.is_larger_than(LARGEST):
            raise NotApplicable("the request is larger than any that is sent")
        if is_guess(changed):
            raise NotApplicable("no wrong secret is sent under a right client id by chance")
        self._session.trusted = False
        exchange = self._session.sent(changed, JUDGED, good)
        self._session.waiting.count(exchange)
        return exchange

    def _note_code(self, recipe: Recipe, kind: Kind) -> None:
        if self._code is None:
            return
        if kind is Kind.GRANTED:
            self._code = None
            self._unproven.clear()
        else:
            self._unproven.append(recipe)

    def close(self) -> None:
        """Send the good request; what was refused with a code that turns out to be dead is sent again with its own."""
        self._since_control = 0
        code, self._code = self._code, None
        unproven, self._unproven = self._unproven, []
        proof = None if code is None else self._session.prove(code)
        kind = proof and self._session.kind(proof)
        self._before = proof if kind is Kind.GRANTED else self._session.control("closing control")
        if kind in (None, Kind.GRANTED):
            return
        # after a hiccup nobody knows whether the code was alive; otherwise it was given up
        self.shares_codes = kind is Kind.HICCUP
        for recipe in unproven:
            self._again(recipe)

    def _again(self, recipe: Recipe) -> None:
        """Send an input with a code of its own; it was counted before."""
        seen = self(recipe)
        if seen.trouble and not self.reach.knows(seen):
            self.reach.findings.append(Finding(recipe, seen.met, seen.trouble))


def _is_large(exchanges: list[Exchange]) -> bool:
    return any(len(one.request.wire_body or b"") > MOST_KEPT for one in exchanges)


def _met(exchange: Exchange, kind: Kind) -> str:
    """Say in a word or two what an input met, and whether an intermediary seems to have answered in its place."""
    if exchange.answer is None:
        return exchange.failure.name.lower() if exchange.failure else "no answer"
    if kind is Kind.GRANTED:
        return "granted"
    media_type = exchange.answer.media_type or "nothing"
    shown = "" if exchange.answer.members is not None else f" as {media_type}"
    return f"status {exchange.answer.status}{shown}"
