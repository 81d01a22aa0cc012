"""What a check does with generated input: sends it between controls, judges each answer, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from conformance.client import JUDGED, Client
from conformance.codes import Code
from conformance.exchange import Exchange
from conformance.fuzz.applying import change_of
from conformance.fuzz.plan import Named, Plan
from conformance.fuzz.recipe import breaks, described, fitting, owners
from conformance.fuzz.searching import Finding, Reach, Seen, search
from conformance.fuzz.shrinking import shrunk
from conformance.fuzz.steps import Recipe
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.request import is_unchanged
from conformance.session import BURNS, Session
from conformance.verdict import Kind

BATCH = 25
"""Inputs between two controls."""
MOST_FINDINGS = 8
"""Different findings after which a search ends."""
KEPT = 2
"""Exchanges of each kind of answer that are kept: a search of hours is not kept in memory."""
GRANTED = "granted: 2xx with an access token"

Inputs = Callable[[str], Any]
"""Gives the strategy (of ``fuzz.strategies``) for a profile."""
Trouble = Callable[[Recipe, Exchange, Kind], str | None]
"""Says what is wrong with an answer to an input, None where it is right."""


class _SpentError(Exception):
    """The requests of the budget are used up."""


@dataclass
class _Sending:
    """Sends one input after another, and a control every so often; at h2m inputs share a code that it proves."""

    client: Client
    plan: Plan
    trouble: Trouble
    shares_codes: bool
    reach: Reach = field(default_factory=Reach)
    _code: Code | None = None
    _unproven: list[Recipe] = field(default_factory=list)
    """Inputs that were refused with a code that has not been granted since."""
    _since_control: int = 0
    _begun: int | None = None

    @property
    def _session(self) -> Session:
        return self.client.session

    def __call__(self, recipe: Recipe) -> Seen:
        self._spend()
        if not self._session.trusted and self._since_control == 0:
            self._session.control("opening control")
        self._session.bound_hanging()
        seen = self._judged(recipe)
        self._since_control += 1
        if self._since_control >= BATCH or seen.trouble:
            self.close()
        return seen

    def _spend(self) -> None:
        sent = self._session.endpoint.sent
        self._begun = sent if self._begun is None else self._begun
        if sent - self._begun >= self.plan.budget.requests:
            raise _SpentError

    def _judged(self, recipe: Recipe) -> Seen:
        mark = len(self._session.endpoint.log)
        was_used = self._code is not None
        try:
            exchange = self._sent(recipe)
        except (NotApplicable, NotTestable) as reason:
            if self._session.broken or (isinstance(reason, NotTestable) and self._session.profile.takes_code):
                raise
            return Seen("left out")
        kind = self._session.kind(exchange)
        if kind is Kind.HICCUP:
            asked = self.client.asks(change_of(recipe))
            exchange, kind, was_used = asked.exchange, asked.kind, False
        self._note_code(recipe, kind)
        seen = Seen(_met(exchange, kind), self.trouble(recipe, exchange, kind))
        if seen.trouble and was_used:
            # a code that was tried before may be what the endpoint stumbled over
            self._code = None
            return self._judged(recipe)
        if not seen.trouble and self.reach.met[seen.met] >= KEPT:
            del self._session.endpoint.log[mark:]
        return seen

    def _sent(self, recipe: Recipe) -> Exchange:
        good = self._session.good(code=self._code)
        self._code = good.material.code if self.shares_codes else None
        changed = change_of(recipe)(good)
        if is_unchanged(good, changed):
            raise NotApplicable("the change leaves the request as it was")
        self._session.trusted = False
        exchange = self._session.sent(changed, JUDGED, good)
        self._session.count_hanging(exchange)
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
        mark = len(self._session.endpoint.log)
        if code is not None and self._is_alive(code):
            del self._session.endpoint.log[mark:]
            return
        self._session.control("closing control")
        if code is None:
            del self._session.endpoint.log[mark:]
            return
        self._session.notes[BURNS] = None
        self.shares_codes = False
        for recipe in unproven:
            self._spend()
            seen = self._judged(recipe)
            if seen.trouble and not any(one.trouble == seen.trouble for one in self.reach.findings):
                self.reach.findings.append(Finding(recipe, seen.met, seen.trouble))

    def _is_alive(self, code: Code) -> bool:
        good = self._session.good(code=code)
        control = self._session.endpoint.send(good, "closing control, with the same code")
        self._session.trusted = self._session.kind(control) is Kind.GRANTED
        return self._session.trusted


@dataclass(frozen=True)
class Generator:
    """Generates the input of one check. requirement: whose check it is; rows: the ids of the flow's requirements."""

    client: Client
    plan: Plan
    requirement: str
    rows: Collection[str]

    def is_refused(self, inputs: Inputs, expected: str, trouble: Trouble) -> None:
        """Hold where ``trouble`` finds nothing in any answer to odd input, and nothing that is broken is granted."""

        def judged(recipe: Recipe, exchange: Exchange, kind: Kind) -> str | None:
            if kind is not Kind.GRANTED:
                return trouble(recipe, exchange, kind)
            if not breaks(recipe):
                return None
            row = self._owner_of(recipe)
            return f"{GRANTED}, which {row} forbids" if row else GRANTED

        number, sending = self.plan.budget.malformed, _Sending(self.client, self.plan, judged, self._takes_code)
        self._search(inputs, number, expected, sending)

    def is_granted(self, inputs: Inputs) -> None:
        """Hold where every request is granted that is only written otherwise, in a way that this row names."""
        expected = "granted: 200 with an access token, as it was written otherwise"

        def judged(_: Recipe, exchange: Exchange, kind: Kind) -> str | None:
            return None if kind is Kind.GRANTED else words(exchange, kind)

        number, sending = self.plan.budget.harmless, _Sending(self.client, self.plan, judged, shares_codes=False)
        self._search(lambda profile: inputs(profile).filter(self._is_own), number, expected, sending)

    def _is_own(self, recipe: Recipe) -> bool:
        return owners(recipe) == {self.requirement}

    @property
    def _takes_code(self) -> bool:
        return self.client.session.profile.takes_code

    def _owner_of(self, recipe: Recipe) -> str | None:
        """Name the row that a grant is booked at, where exactly one other of this flow judges it."""
        known = owners(recipe)
        return next(iter(known)) if len(known) == 1 and known <= set(self.rows) - {self.requirement} else None

    def _search(self, inputs: Inputs, number: int, expected: str, sending: _Sending) -> None:
        first = self.plan.first(self.requirement)
        number = len(first) if self.plan.only else number
        if number < 1:
            raise NotApplicable("this run was asked for no generated input")
        trouble = self._sought(inputs, number, first, sending)
        found = [self._shrunk(one, sending) for one in sending.reach.findings]
        self._tell(sending.reach)
        if found:
            raise self._finding(found, expected)
        self.client.says(f"{sending.reach.sent:,} generated inputs")
        if trouble is not None:
            raise trouble
        if sending.reach.sent == sending.reach.met["left out"]:
            raise NotApplicable("nothing that was drawn changes the request of this flow")

    def _sought(self, inputs: Inputs, number: int, first: tuple[Recipe, ...], sending: _Sending) -> NotTestable | None:
        """Search, and give why that ended early, if it did so in a way that leaves the check untested."""
        try:
            strategy = inputs(self.client.target.profile)
            search(strategy, self.plan.seed_of(self.requirement), number, sending, sending.reach, MOST_FINDINGS, first)
            sending.close()
        except _SpentError:
            self.client.note("the requests of the budget were used up before its inputs")
        except NotTestable as reason:
            return reason
        except KeyboardInterrupt:
            self.client.interrupted = True
            return NotTestable(f"interrupted after {sending.reach.sent:,} generated inputs")
        return None

    def _shrunk(self, finding: Finding, sending: _Sending) -> Finding:
        if not self.plan.shrinking or self.client.interrupted:
            return finding
        reach, sending.reach = sending.reach, Reach()
        try:
            smaller = shrunk(finding.recipe, lambda one: sending(one).trouble == finding.trouble, self.plan.shrinking)
        except (_SpentError, NotTestable):
            return finding
        except KeyboardInterrupt:
            self.client.interrupted = True
            return finding
        finally:
            sending.reach = reach
        return Finding(smaller, finding.met, finding.trouble)

    def _tell(self, reach: Reach) -> None:
        drawn = "" if self.plan.only else f" (budget {self.plan.budget.name}, seed {self.plan.seed})"
        self.client.note(f"{reach.words}{drawn}")

    def _finding(self, found: list[Finding], expected: str) -> Violated | Elsewhere:
        self.client.findings = [Named(self.requirement, one.recipe).name for one in found]
        self.client.says(described(found[0].recipe))
        for one in found[1:]:
            self.client.note(f"also {one.trouble}: {described(one.recipe)}")
        booked = [(self._owner_of(one.recipe) if one.trouble.startswith(GRANTED) else None, one) for one in found]
        elsewhere = tuple((row, one.trouble, described(one.recipe)) for row, one in booked if row is not None)
        own = [one for row, one in booked if row is None]
        if not own:
            return Elsewhere(expected, elsewhere)
        return Violated(expected, own[0].trouble, elsewhere=elsewhere)


def _met(exchange: Exchange, kind: Kind) -> str:
    """Say in a word or two what an input met, and whether an intermediary seems to have answered in its place."""
    if exchange.answer is None:
        return exchange.failure.name.lower() if exchange.failure else "no answer"
    if kind is Kind.GRANTED:
        return "granted"
    media_type = exchange.answer.media_type or "nothing"
    shown = "" if exchange.answer.members is not None else f" as {media_type}"
    return f"status {exchange.answer.status}{shown}"


def words(exchange: Exchange, kind: Kind) -> str:
    """Say what is wrong with an answer, in the same words for the same slip."""
    if exchange.answer is None:
        return exchange.failure.value if exchange.failure else "no answer"
    told = "refused" if kind is Kind.REFUSED else "neither granted nor refused"
    return f"{told}: status {exchange.answer.status}"


def crash(recipe: Recipe, exchange: Exchange, kind: Kind) -> str | None:
    """Say what is wrong where an endpoint crashes, hangs or hangs up over an input; other answers are right."""
    if kind is Kind.REFUSED:
        return None
    status = exchange.answer.status if exchange.answer else None
    if status is not None and (status < 500 or status in fitting(recipe)):
        return None
    return words(exchange, kind)
