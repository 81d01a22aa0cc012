"""Where recipes come from, by what they are about: tables that are walked through, and strategies for Hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from conformance.fuzz import draws_assertion, draws_request, sweeps
from conformance.fuzz.dice import Dice, Draw
from conformance.fuzz.recipe import compatible, expected, step_of
from conformance.fuzz.steps import Edit, Expected, Recipe

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_FIRST = 3 << 400
"""Far above every number that stands in a program: Hypothesis would draw those more often than others, so that a seed
would draw other recipes wherever other modules are loaded."""
_BYTES = 8
_DRAWN = 1 << 8 * _BYTES
_TRIES = 16
_HOW_MANY = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)


@dataclass(frozen=True)
class Source:
    """drawn: recipes without end; walked: those that come before any is drawn, each once."""

    drawn: SearchStrategy[Recipe]
    walked: sweeps.Sweep = sweeps.NOTHING


def odd_assertions(_: str = "") -> Source:
    """Assertions with one to three edits, of which some break it and some are left to the endpoint (``expected``)."""
    return Source(_recipes(draws_assertion.ODD, _is_odd), sweeps.of_assertion())


def harmless_assertions(_: str = "", row: str = "") -> Source:
    """Assertions written otherwise that are as good as before; where a row is named, mostly in its ways alone."""
    return Source(_recipes(_of_row(draws_assertion.HARMLESS, row), _is_harmless))


def odd_requests(profile: str) -> Source:
    """Requests of a flow with one to three edits outside the assertion, as ``odd_assertions``."""
    return Source(_recipes(draws_request.odd_request(profile), _is_odd), sweeps.of_request(profile))


def harmless_requests(profile: str, row: str = "") -> Source:
    """Requests of a flow written otherwise that are as good as before; where a row is named, as above."""
    return Source(_recipes(_of_row(draws_request.harmless_request(profile), row), _is_harmless))


def _is_odd(found: Expected) -> bool:
    return found is not Expected.GRANTED


def _is_harmless(found: Expected) -> bool:
    return found is Expected.GRANTED


def _of_row(draws: Sequence[Draw], row: str) -> Sequence[Draw]:
    """Draw until an edit is the row's own; a recipe that Hypothesis has to throw away costs it as much as one sent."""
    if not row:
        return draws

    def own(dice: Dice) -> Edit:
        edit: Edit = ()
        for _ in range(_TRIES):
            edit = dice.of(draws)(dice)
            if step_of(edit).rows == (row,):
                break
        return edit

    return (own,)


def _recipes(draws: Sequence[Draw], wanted: Callable[[Expected], bool]) -> SearchStrategy[Recipe]:
    """Draw a recipe as one number; where its first edits are not what is wanted, the following ones of it are taken."""

    def recipe_of(number: int) -> Recipe:
        dice = Dice(_spread(number - _FIRST))
        found: Recipe = ()
        for _ in range(8):
            found = compatible(tuple(dice.of(draws)(dice) for _ in range(dice.of(_HOW_MANY))))
            if wanted(expected(found)):
                break
        return found

    # a run that generates nothing, and every worker that only collects, does without loading Hypothesis
    from hypothesis.strategies import integers  # noqa: PLC0415

    return integers(_FIRST, _FIRST + _DRAWN - 1).map(recipe_of).filter(lambda found: wanted(expected(found)))


def _spread(drawn: int) -> int:
    """Make digits of all kinds of a drawn number: those that Hypothesis draws are not all equally likely."""
    return int.from_bytes(blake2b(drawn.to_bytes(_BYTES, "big"), digest_size=64).digest(), "big")
