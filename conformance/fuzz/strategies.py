"""Recipes as strategies for Hypothesis, by what they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from conformance.fuzz import draws_assertion, draws_request, sweeps
from conformance.fuzz.dice import Dice, Draw
from conformance.fuzz.recipe import compatible, expected
from conformance.fuzz.steps import Edit, Expected, Recipe

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_FIRST = 3 << 400
"""Far above every number that stands in a program: Hypothesis would draw those more often than others, so that a seed
would draw other recipes wherever other modules are loaded."""
_DRAWN = 1 << 384
_HOW_MANY = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)


def odd_assertions(_: str = "") -> SearchStrategy[Recipe]:
    """Assertions with one to three edits, of which some break it and some are left to the endpoint (``expected``)."""
    return _recipes(draws_assertion.ODD, lambda found: found is not Expected.GRANTED, sweeps.of_assertion())


def harmless_assertions(_: str = "") -> SearchStrategy[Recipe]:
    """Assertions written otherwise that are as good as before."""
    return _recipes(draws_assertion.HARMLESS, lambda found: found is Expected.GRANTED)


def odd_requests(profile: str) -> SearchStrategy[Recipe]:
    """Requests of a flow with one to three edits outside the assertion, as ``odd_assertions``."""
    draws = draws_request.odd_request(profile)
    return _recipes(draws, lambda found: found is not Expected.GRANTED, sweeps.of_request(profile))


def harmless_requests(profile: str) -> SearchStrategy[Recipe]:
    """Requests of a flow written otherwise that are as good as before."""
    return _recipes(draws_request.harmless_request(profile), lambda found: found is Expected.GRANTED)


def _recipes(
    draws: Sequence[Draw], wanted: Callable[[Expected], bool], alone: Sequence[Edit] = ()
) -> SearchStrategy[Recipe]:
    """Draw a recipe as one number; where its first edits are not what is wanted, the following ones of it are taken.

    alone: edits that are wanted, each of which makes half of the recipes by itself.
    """

    def recipe_of(number: int) -> Recipe:
        dice = Dice(number - _FIRST)
        if alone and dice.is_one_in(2):
            return (dice.of(alone),)
        found: Recipe = ()
        for _ in range(8):
            found = compatible(tuple(dice.of(draws)(dice) for _ in range(dice.of(_HOW_MANY))))
            if wanted(expected(found)):
                break
        return found

    # a run that generates nothing, and every worker that only collects, does without loading Hypothesis
    from hypothesis.strategies import integers  # noqa: PLC0415

    return integers(_FIRST, _FIRST + _DRAWN - 1).map(recipe_of).filter(lambda found: wanted(expected(found)))
