"""How a run generates input: how much, from which seed, and what an earlier run found; and a finding's name."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.fuzz.budgets import BUDGETS, DEFAULT, Budget
from conformance.fuzz.recipe import read, written
from conformance.fuzz.steps import Recipe
from conformance.fuzz.sweeps import Sweep

MOST_WALKED = 0.8
"""The part of a check's inputs that may be walked through; the rest is drawn, also where there are few."""
MOST_WRITTEN = 100_000
"""Bytes of a recipe that a finding's name may unfold to."""


@dataclass(frozen=True)
class Named:
    """A generated input with the requirement whose check found it."""

    requirement: str
    recipe: Recipe

    @property
    def name(self) -> str:
        """Write it as one word that a shell takes as it is: it holds the whole recipe, and nothing of any request."""
        packed = zlib.compress(written(self.recipe).encode("ascii"), 9)
        return f"{self.requirement}.{base64.urlsafe_b64encode(packed).rstrip(b'=').decode('ascii')}"


def named(text: str) -> Named:
    """Read the name of a finding; ValueError with a sentence for anything else."""
    requirement, _, packed = text.strip().partition(".")
    try:
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_"), MOST_WRITTEN)
        recipe = read(content.decode("ascii")) if requirement and unpacking.eof else ()
    except (ValueError, RecursionError, binascii.Error, zlib.error):
        recipe = ()
    if not recipe:
        raise ValueError(f"{text[:60]!r} names no finding; a report shows the whole line that repeats one")
    return Named(requirement, recipe)


@dataclass(frozen=True)
class Plan:
    """What the checks of a run that generate their input go by.

    budget: how much of it; seed: where drawing begins, a whole number; shrinking: requests that making one finding
    small may take, 0 for none; kept: findings of earlier runs at this target, which are sent first; only: the one
    finding that is repeated, in the place of everything else; part: which part of a check's inputs this is, from 0, of
    how many.
    """

    budget: Budget = BUDGETS[DEFAULT]
    seed: int = 0
    shrinking: int = 0
    kept: Mapping[str, tuple[Recipe, ...]] = field(default_factory=dict)
    only: Named | None = None
    part: int = 0
    parts: int = 1

    def seed_of(self, requirement: str, use: str = "") -> int:
        """Give each check draws of its own, and each part of one; all parts the same for a use that has a name."""
        return zlib.crc32(f"{self.seed} {requirement} {use or self.part}".encode("ascii"))

    def first(self, requirement: str, sweep: Sweep) -> tuple[Recipe, ...]:
        """Give what a check sends before anything is drawn: what was found before, and its share of a sweep."""
        if self.only is not None:
            return (self.only.recipe,)
        walk = sweep.walk(self.seed_of(requirement, "walk"))
        share = walk[self.part :: self.parts][: int(self.budget.malformed * MOST_WALKED)]
        return (*(self.kept.get(requirement, ()) if self.part == 0 else ()), *share)
