"""Counts in how many runs generated input finds crashes that no case sends and that no strategy was written for.

`python -m tests.planted` (`make planted`) prints a table. Every input is drawn and applied as a run does it, and
answered by the reference endpoint in this process, which tells of every planted crash that the input reaches instead
of crashing: so one drawing counts for all of them.
"""

import argparse
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import reduce

from conformance.clock import MovedClock
from conformance.fuzz.applying import change_of
from conformance.fuzz.budgets import BUDGETS
from conformance.fuzz.plan import Plan
from conformance.fuzz.searching import Reach, Seen, search
from conformance.fuzz.steps import Recipe
from conformance.reference.answer import answering
from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.design import Change, Design, Rule
from conformance.reference.refusals import invalid_request
from conformance.reference.setting_up import PARTIES, fresh_world, good_design
from tests import planted_in_assertions, planted_in_requests, planted_with_secrets
from tests.fuzz_samples import START, Flow, source
from tests.planted_in_assertions import Planted
from tests.specimens import good, run

IN_REQUESTS = (*planted_in_requests.PLANTED, *planted_with_secrets.PLANTED)
PLANTED = (*planted_in_assertions.PLANTED, *IN_REQUESTS)
CHECKS = {
    "m2m": (("CA-FUZZ", "assertion"), ("REQ-ROBUST", "request")),
    "h2m": (("CA-FUZZ", "assertion"), ("REQ-ROBUST", "request")),
    "ciam": (("REQ-ROBUST", "request"),),
    "basic": (("REQ-ROBUST", "request"),),
}
"""By flow, the requirements whose checks generate broken input, and what that edits."""


def planted_in(profile: str) -> tuple[Planted, ...]:
    """Every crash that is planted in a flow."""
    return tuple(one for one in PLANTED if profile in one.profiles)


def watched(design: Design, met: dict[str, int], count: Callable[[], int]) -> Design:
    """Have a design note of each planted crash at which count a request first reaches it, and go on."""
    return reduce(lambda so_far, one: _watching(one, met, count)(so_far), planted_in(design.profile), design)


def _watching(one: Planted, met: dict[str, int], count: Callable[[], int]) -> Change:
    def holds(attempt: Attempt) -> bool:
        if one.name not in met and one.dies(attempt):
            met[one.name] = count()
        return True

    return before(one.rule, Rule(one.name, holds, invalid_request("")))


class _AllMetError(Exception):
    """There is nothing left to find."""


class Sending:
    """Sends what is drawn to a watched endpoint and keeps how many inputs came before each crash."""

    def __init__(self, profile: str, wanted: frozenset[str]) -> None:
        """Begin; ``wanted`` are the crashes after which there is nothing left to find."""
        self.first: dict[str, int] = {}
        self._wanted, self._sent = wanted, 0
        clock = MovedClock(START)
        design = watched(good_design(profile), self.first, lambda: self._sent)
        world = fresh_world(clock, party=PARTIES[profile])
        self._flow = Flow(profile, clock, answering(design, world))

    def __call__(self, recipe: Recipe) -> Seen:
        """Send one input."""
        self._sent += 1
        self._flow.status_of(change_of(recipe)(self._flow.good()))
        if self._wanted <= self.first.keys():
            raise _AllMetError
        return Seen("sent")


def firsts(profile: str, budget: str, seed: int, wanted: Collection[str] = ()) -> dict[str, int]:
    """Draw what the checks of one run draw; give the number of inputs at which each planted crash is first met.

    It ends where all that are ``wanted`` were met, by default all of the flow.
    """
    found: dict[str, int] = {}
    names = set(wanted or (one.name for one in planted_in(profile)))
    for requirement, subject in CHECKS[profile]:
        in_subject = planted_in_assertions.PLANTED if subject == "assertion" else IN_REQUESTS
        sending = Sending(profile, frozenset(names & {one.name for one in in_subject}))
        with suppress(_AllMetError):
            for plan in plans_of(budget, seed):
                inputs, number = source(profile, subject), plan.budget.malformed
                first = plan.first(requirement, inputs.walked)
                search(inputs.drawn, plan.seed_of(requirement), number, sending, Reach(), first=first)
        for name, number in sending.first.items():
            found[name] = min(number, found.get(name, number))
    return found


def plans_of(budget: str, seed: int) -> Iterator[Plan]:
    """Give what a run goes by in each part of a check that sends malformed input."""
    whole = BUDGETS[budget]
    yield from (Plan(whole.part(part), seed, part=part, parts=whole.parts) for part in range(whole.parts))


def table(profile: str, budgets: Sequence[str], seeds: Sequence[int]) -> Iterator[str]:
    """Say of every planted crash of a flow in how many runs each budget finds it, the one found most seldom first."""
    counted = {budget: [firsts(profile, budget, seed) for seed in seeds] for budget in budgets}
    rows = [
        (one.name, [sum(one.name in found for found in counted[budget]) for budget in budgets])
        for one in planted_in(profile)
    ]
    yield f"| {profile} | {' | '.join(f'{budget}, of {len(seeds)}' for budget in budgets)} |"
    yield f"|---|{'---|' * len(budgets)}"
    for name, numbers in sorted(rows, key=lambda row: row[1]):
        yield f"| {name} | {' | '.join(map(str, numbers))} |"


def met_by_cases(profile: str) -> set[str]:
    """Run all that generates nothing, and give the planted crashes that it meets: those prove nothing here."""
    found: dict[str, int] = {}
    run(watched(good(profile), found, lambda: 0))
    return set(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="append", choices=tuple(CHECKS), help="only this flow (several times)")
    parser.add_argument("--budget", action="append", choices=tuple(BUDGETS), help="only this budget (several times)")
    parser.add_argument("--seeds", type=int, default=10, help="runs of each budget")
    parser.add_argument("--cases", action="store_true", help="print what the named cases of a whole run meet instead")
    chosen = parser.parse_args()
    for profile in chosen.profile or CHECKS:
        if chosen.cases:
            print(profile, *sorted(met_by_cases(profile)), sep="\n  ", flush=True)
            continue
        budgets = chosen.budget or ("certification", "nightly")
        for line in table(profile, budgets, range(1, chosen.seeds + 1)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
