"""Runs the checks that generate their input at endpoints that are right: not one may be accused of anything.

`python -m tests.unaccused` (`make unaccused`) does it without HTTP for the strict endpoint of each flow and for every
legal variation at once, with as many inputs of as many seeds as are asked for. With `--http` the strict endpoint of
each flow is asked over HTTP by the checks of a whole run that generate their input, with the budget nightly.
"""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from conformance.catalogue import load_catalogue
from conformance.client import Client
from conformance.fuzz.budgets import BUDGETS, Budget
from conformance.fuzz.plan import Plan
from conformance.fuzz.strategies import harmless_assertions, harmless_requests, odd_assertions, odd_requests
from conformance.generating import Generator, Inputs
from conformance.outcome import Elsewhere, NotApplicable, NotTestable, Violated
from conformance.reference.design import Design
from conformance.reference.fault import Variation
from conformance.reference.setting_up import PROFILES, good_design
from conformance.reference.variations import all_variations
from tests.in_process import client_of
from tests.specimens import Found, good, run
from tests.together import RightDesign, asked_together, rights

CHECKS: tuple[tuple[str, str, str, Inputs], ...] = (
    (
        "CA-FUZZ",
        "client_assertion.test_fuzz",
        "test_a_generated_assertion_is_refused_as_a_faulty_request",
        odd_assertions,
    ),
    (
        "REQ-ROBUST",
        "token_request.test_robust",
        "test_a_generated_request_crashes_nothing_and_is_granted_only_where_it_may_be",
        odd_requests,
    ),
    ("CA-JSON-FORM", "client_assertion.test_claim_set", "test_json_written_in_any_way_is_read", harmless_assertions),
    (
        "CA-EXTRA-CLAIMS",
        "client_assertion.test_claim_set",
        "test_whatever_a_claim_holds_that_nobody_knows_is_ignored",
        harmless_assertions,
    ),
    (
        "REQ-UNKNOWN",
        "token_request.test_parameters",
        "test_whatever_an_unknown_parameter_holds_is_ignored",
        harmless_requests,
    ),
    ("REQ-ORDER", "token_request.test_parameters", "test_no_order_of_the_parameters_matters", harmless_requests),
)
"""Requirement, module, check and strategy of every check that generates its input."""


@dataclass(frozen=True)
class Accused:
    """What a check has said of an endpoint that is right."""

    design: str
    requirement: str
    seed: int
    words: str


def accusations(
    name: str, design: Design, budget: Budget, seeds: Sequence[int], expected: Sequence[str] = ()
) -> Iterator[Accused]:
    """Run every check of a flow that generates its input; ``expected`` are rows that the design does not follow."""
    catalogue = load_catalogue()
    rows = [row for row, one in catalogue.items() if design.profile in one.profiles]
    for requirement, module, check, inputs in CHECKS:
        if requirement not in rows or requirement in expected:
            continue
        for seed in seeds:
            for plan in _plans(requirement, budget, seed):
                generator = Generator(client_of(design), plan, requirement, rows)
                if words := _said(module, check, generator, inputs):
                    yield Accused(name, requirement, seed, words)


def _plans(requirement: str, budget: Budget, seed: int) -> Iterator[Plan]:
    """Give what a check goes by: only those that send malformed input send it in parts."""
    if requirement not in ("CA-FUZZ", "REQ-ROBUST"):
        yield Plan(budget, seed)
        return
    yield from (Plan(budget.part(part), seed, part=part, parts=budget.parts) for part in range(budget.parts))


def _said(module: str, check: str, generator: Generator, inputs: Inputs) -> str:
    """Call one check of the suites; give what it found, nothing where it holds."""
    try:
        getattr(importlib.import_module(f"suites.{module}"), check)(generator, inputs)
    except (Violated, Elsewhere, NotTestable) as wrong:
        return f"{type(wrong).__name__}: {getattr(wrong, 'actual', wrong)}; {_told(generator.client)}"
    except NotApplicable:
        return ""
    return ""


def _told(client: Client) -> str:
    return "; ".join((client.sent or "", *client.notes))


def all_at_once(endpoints: Sequence[RightDesign], budget: Budget, seed: int) -> Iterator[Accused]:
    """Send what the checks of a run generate to endpoints of one flow, the same to all; what is said of any of them."""
    asked = rights(endpoints)
    rows = [row for row, one in load_catalogue().items() if endpoints[0][1].profile in one.profiles]
    for requirement, module, check, inputs in CHECKS:
        if requirement in rows:
            plans = list(_plans(requirement, budget, seed))
            asking = asked_together(requirement, (module, check), inputs, asked, plans)
            for (name, trouble), words in asking.accused.items():
                yield Accused(name, requirement, seed, f"{trouble}: {words}")


def right_designs(profile: str) -> Iterator[RightDesign]:
    """Give the strict endpoint of a flow and every legal variation, each with the rows that it does not follow."""
    yield f"{profile}: strict", good_design(profile), ()
    for variation in all_variations(profile):
        yield f"{profile}: {variation.name}", variation.change(good_design(profile)), _not_followed(variation)


def _not_followed(variation: Variation) -> Sequence[str]:
    return [row for row, outcome in variation.expected.items() if outcome != "holds"]


def over_http(profile: str, seed: int) -> Found:
    """Run at the strict endpoint what generates its input, as `conformance run --budget nightly` does."""
    return run(good(profile), ["--budget", "nightly", "--seed", str(seed), "-k", "generated"], inputs=None)


def _say_over_http(profile: str, seed: int) -> int:
    found = over_http(profile, seed)
    judged = [check for check in found.report.run.checks if check.outcome != "not-applicable"]
    wrong = [f"{check.id}: {check.actual or check.reason}" for check in judged if check.outcome != "holds"]
    sent = found.report.run.targets[0].requests
    print(f"{profile}, seed {seed}: {len(judged)} checks, {sent:,} requests, {len(wrong)} findings", *wrong, sep="\n  ")
    sys.stdout.flush()
    return len(wrong) + len(found.crashes)


def main() -> int:
    """Print what was accused, and how much was sent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="append", choices=PROFILES, help="only this flow (several times)")
    parser.add_argument("--only", action="append", help="only endpoints with this word in their names (several times)")
    parser.add_argument("--inputs", type=int, default=BUDGETS["nightly"].malformed, help="malformed inputs of a check")
    parser.add_argument("--harmless", type=int, default=BUDGETS["nightly"].harmless, help="harmless inputs of a check")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--http", action="store_true", help="the strict endpoints over HTTP, with the budget nightly")
    chosen = parser.parse_args()
    budget = replace(BUDGETS["nightly"], malformed=chosen.inputs, harmless=chosen.harmless)
    seeds, only = range(chosen.first_seed, chosen.first_seed + chosen.seeds), chosen.only or [""]
    if chosen.http:
        return min(sum(_say_over_http(profile, seed) for profile in chosen.profile or PROFILES for seed in seeds), 1)
    inputs, accused = f"{budget.malformed:,} malformed and {budget.harmless:,} harmless inputs a check", 0
    for profile in chosen.profile or PROFILES:
        endpoints = [one for one in right_designs(profile) if any(word in one[0] for word in only)]
        for seed in seeds:
            found = [*all_at_once(endpoints, budget, seed)] if endpoints else []
            accused += len(found)
            for one in found:
                print(f"{one.design}, {one.requirement}, seed {one.seed}: {one.words}")
            print(f"{profile}, seed {seed}: {len(endpoints)} endpoints, {inputs}: {len(found)} findings", flush=True)
    return min(accused, 1)


if __name__ == "__main__":
    sys.exit(main())
