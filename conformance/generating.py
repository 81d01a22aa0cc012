"""What a check does with generated input: has it sent, judges each answer, and tells what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from conformance.client import Client
from conformance.exchange import Exchange
from conformance.fuzz.plan import Named, Plan
from conformance.fuzz.recipe import breaks, described, fitting, judging, owners
from conformance.fuzz.searching import Finding, Reach, Seen, search
from conformance.fuzz.shrinking import shrunk
from conformance.fuzz.steps import Recipe
from conformance.fuzz.strategies import Source
from conformance.input_sending import Sending, SpentError, Trouble
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.verdict import Kind

MOST_FINDINGS = 8
"""Different findings after which a search ends."""
GRANTED = "granted: 2xx with an access token"

Inputs = Callable[..., Source]
"""Gives where inputs come from (of ``fuzz.strategies``) for a profile; harmless ones for one row, where it is named."""


@dataclass(frozen=True)
class Generator:
    """Generates the input of one check. requirement: whose check it is; rows: the ids of the flow's requirements.

    progress: is told how many inputs of how many were sent.
    """

    client: Client
    plan: Plan
    requirement: str
    rows: Collection[str]
    progress: Callable[[int, int], None] = lambda sent, of: None  # noqa: ARG005

    def is_refused(self, inputs: Inputs, expected: str, trouble: Trouble) -> None:
        """Hold where ``trouble`` finds nothing in any answer to odd input, and nothing that is broken is granted."""
        number, judged = self.plan.budget.malformed, self.judging_odd(trouble)
        self._search(inputs, number, expected, Sending(self.client, self.plan, judged, self._takes_code))

    def judging_odd(self, trouble: Trouble) -> Trouble:
        """Say how ``is_refused`` judges one answer."""

        def judged(recipe: Recipe, exchange: Exchange, kind: Kind) -> str | None:
            if kind is not Kind.GRANTED:
                return trouble(recipe, exchange, kind)
            if not breaks(recipe):
                return None
            row = self._owner_of(recipe)
            return f"{GRANTED}, which {row} forbids" if row else GRANTED

        return judged

    def is_granted(self, inputs: Inputs) -> None:
        """Hold where every request is granted that is only written otherwise, in a way that this row names."""
        expected = "granted: 200 with an access token, as it was written otherwise"
        number, sending = self.plan.budget.harmless, Sending(self.client, self.plan, not_granted, shares_codes=False)
        self._search(self.own_of(inputs), number, expected, sending)

    def own_of(self, inputs: Inputs) -> Inputs:
        """Give those of harmless input that are this row's alone."""

        def own(profile: str) -> Source:
            source = inputs(profile, self.requirement)
            return replace(source, drawn=source.drawn.filter(self._is_own))

        return own

    def _is_own(self, recipe: Recipe) -> bool:
        return owners(recipe) == {self.requirement}

    @property
    def _takes_code(self) -> bool:
        return self.client.session.profile.takes_code

    def _owner_of(self, recipe: Recipe) -> str | None:
        """Name the row that a grant is booked at, where another one of this flow judges it."""
        known = judging(recipe)
        return next((row for row in known if row in self.rows), None) if self.requirement not in known else None

    def _search(self, inputs: Inputs, number: int, expected: str, sending: Sending) -> None:
        number = 1 if self.plan.only else number
        if number < 1:
            raise NotApplicable("this run was asked for no generated input")
        self._require_codes(number)
        trouble = self._sought(inputs, number, sending)
        found = [self._shrunk(one, sending) for one in sending.reach.findings]
        self._tell(sending.reach)
        self.client.says(f"{sending.reach.sent:,} generated inputs")
        if found:
            # what the search met besides shows nothing of a finding
            self.client.shows([one for evidence in sending.evidence.values() for one in evidence])
            raise self._finding(found, expected)
        if trouble is not None:
            raise trouble
        if sending.reach.sent == sending.reach.met["left out"]:
            raise NotApplicable("nothing that was drawn changes the request of this flow")

    def _require_codes(self, number: int) -> None:
        """Leave out what would ask a human for hundreds of sign-ins."""
        codes = self.client.session.codes
        if codes is None or self.plan.only:
            return
        try:
            codes.require(number)
        except NotTestable as reason:
            raise NotApplicable(reason.reason) from None

    def _sought(self, inputs: Inputs, number: int, sending: Sending) -> NotTestable | Violated | None:
        """Search, and give why that ended early, if it did so in a way that leaves the check untested."""

        def judge(recipe: Recipe) -> Seen:
            self.progress(sending.reach.sent, number)
            return sending(recipe)

        try:
            source, seed = inputs(self.client.target.profile), self.plan.seed_of(self.requirement)
            first = self.plan.first(self.requirement, source.walked)
            search(source.drawn, seed, number, judge, sending.reach, MOST_FINDINGS, first)
            sending.close()
        except SpentError:
            self.client.note("the requests of the budget were used up before its inputs")
        except (NotTestable, Violated) as reason:
            return reason
        except KeyboardInterrupt:
            self.client.interrupted = True
            return NotTestable(f"interrupted after {sending.reach.sent:,} generated inputs")
        finally:
            self.progress(number, number)
        return None

    def _shrunk(self, finding: Finding, sending: Sending) -> Finding:
        if not self.plan.shrinking or self.client.interrupted:
            return finding

        def is_the_same(recipe: Recipe) -> bool:
            # each counts as new, so that the smallest one is the evidence
            sending.reach = Reach()
            return sending(recipe).trouble == finding.trouble

        reach, smaller = sending.reach, finding.recipe
        try:
            smaller = shrunk(finding.recipe, is_the_same, self.plan.shrinking)
        except KeyboardInterrupt:
            self.client.interrupted = True
        except (SpentError, NotTestable, Violated) as reason:
            self.client.note(f"it could not be made smaller: {reason}")
        finally:
            sending.reach = reach
        return Finding(smaller, finding.met, finding.trouble)

    def _tell(self, reach: Reach) -> None:
        self.client.reach = dict(reach.met.most_common())
        if self.plan.only is None:
            self.client.note(f"{reach.words}; budget {self.plan.budget.name}, seed {self.plan.seed}")
        elif not reach.findings:
            self.client.note(f"the finding was sent again and is mended: {reach.words}")

    def _finding(self, found: list[Finding], expected: str) -> Violated | Elsewhere:
        self.client.findings = [Named(self.requirement, one.recipe).name for one in found]
        booked = [(self._owner_of(one.recipe) if one.trouble.startswith(GRANTED) else None, one) for one in found]
        elsewhere = tuple((row, one.trouble, described(one.recipe)) for row, one in booked if row is not None)
        own = [one for row, one in booked if row is None]
        if not own:
            return Elsewhere(expected, elsewhere)
        self.client.says(described(own[0].recipe))
        for one in own[1:]:
            self.client.note(f"also {one.trouble}: {described(one.recipe)}")
        return Violated(expected, own[0].trouble, elsewhere=elsewhere)


def words(exchange: Exchange, kind: Kind) -> str:
    """Say what is wrong with an answer, in the same words for the same slip."""
    if exchange.answer is None:
        return exchange.failure.value if exchange.failure else "no answer"
    told = "refused" if kind is Kind.REFUSED else "neither granted nor refused"
    return f"{told}: status {exchange.answer.status}"


def not_granted(_: Recipe, exchange: Exchange, kind: Kind) -> str | None:
    """Say what is wrong where a request that is as good as before was not granted."""
    return None if kind is Kind.GRANTED else words(exchange, kind)


def crash(recipe: Recipe, exchange: Exchange, kind: Kind) -> str | None:
    """Say what is wrong where an endpoint crashes, hangs or hangs up over an input; other answers are right."""
    if kind is Kind.REFUSED:
        return None
    status = exchange.answer.status if exchange.answer else None
    if status is not None and (status < 500 or status in fitting(recipe)):
        return None
    return words(exchange, kind)
