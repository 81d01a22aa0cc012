"""What is asked of a recipe: its steps, what has to become of the request, its words, and its way into a file."""

import json
from functools import lru_cache
from typing import Any

from conformance.fuzz.kinds import KINDS
from conformance.fuzz.steps import Edit, Expected, Recipe, Step, is_apart, told


@lru_cache(64)  # an edit is asked for several times, one behind another; some hold large texts
def step_of(edit: Edit) -> Step:
    """Understand one edit; ValueError for one that is unknown, or whose arguments do not fit."""
    try:
        return KINDS[edit[0]](*edit[1:])
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no edit: {told(repr(edit), 80)}") from error


def steps_of(recipe: Recipe) -> tuple[Step, ...]:
    """Understand a recipe, its steps in the order in which they are made; ValueError as ``step_of``."""
    return tuple(sorted(map(step_of, recipe), key=lambda step: step.stage))


def compatible(recipe: Recipe) -> Recipe:
    """Leave out each edit at a place where one that stands before it could be undone by it."""
    kept: list[Edit] = []
    for edit in recipe:
        if all(is_apart(step_of(edit).place, step_of(other).place) for other in kept):
            kept.append(edit)
    return tuple(kept)


def expected(recipe: Recipe) -> Expected:
    """Say what has to become of the request: one edit that spoils it is enough, and all must be harmless."""
    found = {step.expected for step in steps_of(recipe)}
    if Expected.REFUSED in found:
        return Expected.REFUSED
    return Expected.EITHER if Expected.EITHER in found else Expected.GRANTED


def breaks(recipe: Recipe) -> bool:
    """Tell whether the request is certainly none that may be granted."""
    return expected(recipe) is Expected.REFUSED


def is_harmless(recipe: Recipe) -> bool:
    """Tell whether the request is as good as it was, so that it has to be granted."""
    return expected(recipe) is Expected.GRANTED


def owners(recipe: Recipe) -> frozenset[str]:
    """Name the requirements that judge a grant of what has to be refused, or a refusal of what has to be granted.

    There are none where one of the edits that decide is no other row's matter: then it is the generated input's own.
    """
    deciding = [step for step in steps_of(recipe) if step.expected is expected(recipe)]
    if not all(step.rows for step in deciding):
        return frozenset()
    return frozenset().union(*(step.rows for step in deciding))


def judging(recipe: Recipe) -> tuple[str, ...]:
    """Name the ``owners``, first the one that says most exactly what is wrong with the request."""
    known = owners(recipe)
    return tuple(dict.fromkeys(row for step in steps_of(recipe) for row in step.rows if row in known))


def fitting(recipe: Recipe) -> tuple[int, ...]:
    """Name the statuses of the 5xx family that are right for the request."""
    return tuple(dict.fromkeys(status for step in steps_of(recipe) for status in step.statuses))


def described(recipe: Recipe) -> str:
    """Say in words what is done to the good request; all of it is ASCII."""
    return "; ".join(step.words for step in map(step_of, recipe)) or "nothing"


def written(recipe: Recipe) -> str:
    """Write a recipe as one line of JSON."""
    return json.dumps(recipe)


def read(text: str) -> Recipe:
    """Read what ``written`` wrote; ValueError for anything else."""
    recipe = _frozen(json.loads(text))
    if not isinstance(recipe, tuple) or not all(isinstance(edit, tuple) and edit for edit in recipe):
        raise ValueError("a recipe is an array of arrays")
    steps_of(recipe)
    return recipe


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
