"""Makes a finding small: fewer edits, smaller numbers, plainer letters, as long as it stays a finding.

A recipe is shrunk as the data that it is, not as the draws of Hypothesis: so a finding of an earlier run, read from a
file, is shrunk in the same way, each request counts against a budget, and a number is found by halving.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from conformance.fuzz.kinds import KINDS
from conformance.fuzz.recipe import steps_of
from conformance.fuzz.steps import Edit, Recipe

IsFinding = Callable[[Recipe], bool]
_SPECIFIC = ("letters", "brackets")
_LETTERS_OF = {"text": (1,), "raw": (1,)}


@dataclass
class _Trial:
    """Asks whether a recipe is still a finding, as long as the budget lasts; never the same twice."""

    is_finding: IsFinding
    left: int
    known: dict[Recipe, bool]

    def __call__(self, recipe: Recipe) -> bool:
        if recipe not in self.known:
            if self.left <= 0 or not _is_recipe(recipe):
                return False
            self.left -= 1
            self.known[recipe] = self.is_finding(recipe)
        return self.known[recipe]


def _is_recipe(recipe: Recipe) -> bool:
    try:
        steps_of(recipe)
    except ValueError:
        return False
    return bool(recipe)


def shrunk(recipe: Recipe, is_finding: IsFinding, budget: int) -> Recipe:
    """Give the smallest recipe that is found to be a finding like this one within so many questions."""
    trial = _Trial(is_finding, budget, {recipe: True})
    smaller = _with_fewer_edits(recipe, trial)
    while trial.left > 0:
        before = smaller
        for place in range(len(smaller)):
            smaller = _with_simpler_edit(smaller, place, trial)
        smaller = _with_fewer_edits(smaller, trial)
        if smaller == before:
            break
    return smaller


def _with_fewer_edits(recipe: Recipe, trial: _Trial) -> Recipe:
    for place in reversed(range(len(recipe))):
        fewer = recipe[:place] + recipe[place + 1 :]
        if trial(fewer):
            recipe = fewer
    return recipe


def _with_simpler_edit(recipe: Recipe, place: int, trial: _Trial) -> Recipe:
    def holds(edit: Edit) -> bool:
        return trial((*recipe[:place], edit, *recipe[place + 1 :]))

    edit = recipe[place]
    for number, name in enumerate(_arguments(edit[0]), start=1):
        if number < len(edit):
            edit = _simpler_at(edit, number, name in _SPECIFIC, holds)
    return (*recipe[:place], edit, *recipe[place + 1 :])


@cache
def _arguments(kind: str) -> tuple[str, ...]:
    return tuple(inspect.signature(KINDS[kind]).parameters)


def _simpler_at(edit: Edit, number: int, has_letters: bool, holds: Callable[[Edit], bool]) -> Edit:
    def put(argument: Any) -> Edit:
        return (*edit[:number], argument, *edit[number + 1 :])

    def still(argument: Any) -> bool:
        return holds(put(argument))

    argument = edit[number]
    if isinstance(argument, bool):
        return put(False) if argument and still(False) else edit
    if isinstance(argument, int):
        return put(_smaller(argument, still))
    if isinstance(argument, str) and has_letters:
        return put(_plainer(argument, still))
    return put(_simpler_value(argument, still)) if isinstance(argument, tuple) else edit


def _smaller(number: int, still: Callable[[Any], bool]) -> int:
    """Find the smallest number by halving; it is right where all larger ones are findings as well."""
    sign = -1 if number < 0 else 1
    if number == 0 or still(0):
        return 0
    none, found = 0, abs(number)
    while found - none > 1:
        middle = (none + found) // 2
        if still(sign * middle):
            found = middle
        else:
            none = middle
    return sign * found


def _plainer(letters: str, still: Callable[[Any], bool]) -> str:
    return next((few for few in _fewer_letters(letters) if still(few)), letters)


def _fewer_letters(letters: str) -> Iterator[str]:
    if letters != "a":
        yield "a"
    if len(letters) > 1:
        yield from dict.fromkeys(letters)
        yield from (letters[:place] + letters[place + 1 :] for place in range(len(letters)))


def _simpler_value(value: Edit, still: Callable[[Any], bool]) -> Edit:
    for other in (("text", "a", 1), ("literal", "0"), ("text", *value[1:]) if value[0] == "raw" else value):
        if other != value and still(other):
            value = other
            break
    for number in range(1, len(value)):
        has_letters = number in _LETTERS_OF.get(value[0], ())
        value = _simpler_at(value, number, has_letters, still)
    return value
