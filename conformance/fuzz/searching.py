"""Sends generated input, one recipe after another, and counts what came of it; what is a finding a callback says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from conformance.fuzz.recipe import described
from conformance.fuzz.steps import Recipe

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_TRIES = 3
"""Drawn recipes for one that is sent: the same recipe is never sent twice."""
_AT_ONCE = 1000
"""Inputs after which Hypothesis begins anew: it remembers all that it drew, and each draw costs more for it."""
_NEXT_SEED = 1 << 32
"""From the seed of one such part to that of the next: beyond the seeds of other checks."""


@dataclass(frozen=True)
class Seen:
    """What one input met, in a word or two such as a status; and what is wrong with that, None where it is right."""

    met: str
    trouble: str | None = None


Judge = Callable[[Recipe], Seen]
"""Sends the change of a recipe and says what it met. What it raises ends the search and is raised to its caller."""


@dataclass(frozen=True)
class Finding:
    """An input that met what it should not."""

    recipe: Recipe
    met: str
    trouble: str


@dataclass
class Reach:
    """How far a search came. It is kept by the caller, so that it is there also when the search was broken off."""

    met: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many inputs were sent."""
        return self.met.total()

    @property
    def words(self) -> str:
        """Say how many were sent and what they met, the most frequent first."""
        met = ", ".join(f"{word} ({count:,})" for word, count in self.met.most_common())
        return f"{self.sent:,} generated input{'s' if self.sent != 1 else ''}: {met}" if met else "no input sent"

    def knows(self, seen: Seen) -> bool:
        """Tell whether the same trouble was found before."""
        return any(one.trouble == seen.trouble for one in self.findings)

    def add(self, recipe: Recipe, seen: Seen) -> bool:
        """Count one input; tell whether it is a finding of a kind that was not there yet."""
        self.met[seen.met] += 1
        if seen.trouble is None or self.knows(seen):
            return False
        self.findings.append(Finding(recipe, seen.met, seen.trouble))
        return True


class _Enough(Exception):  # noqa: N818 - no error: the search is over
    """Ends a search from inside of Hypothesis."""


@dataclass
class _Sending:
    """What Hypothesis calls a test: it sends what was not sent yet, until there is enough."""

    examples: int
    most_findings: int
    judge: Judge
    reach: Reach
    until: int = 0
    """How many inputs Hypothesis is to send before it begins anew."""
    known: set[int] = field(default_factory=set)
    """The hashes of what was sent."""
    trouble: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self.trouble is not None or len(self.known) >= self.examples or self._has_findings

    @property
    def _has_findings(self) -> bool:
        return len(self.reach.findings) >= self.most_findings

    def __call__(self, recipe: Recipe) -> None:
        # Hypothesis asks again for what it has seen fail
        if hash(recipe) not in self.known and not self._pauses:
            self.known.add(hash(recipe))
            try:
                self.reach.add(recipe, self.judge(recipe))
            except BaseException as error:  # neither Ctrl-C nor an outcome of pytest is a failing test to look into
                self.trouble = error
        if self._pauses:
            raise _Enough

    @property
    def _pauses(self) -> bool:
        return self.is_over or len(self.known) >= self.until


def search(
    strategy: SearchStrategy[Recipe],
    seed: int,
    examples: int,
    judge: Judge,
    reach: Reach,
    most_findings: int = 1,
    first: Sequence[Recipe] = (),
) -> Reach:
    """Send different recipes until there are so many inputs or findings; the same seed draws the same recipes.

    ``first`` are those that are sent before any is drawn, such as findings of an earlier run; they count as well.
    Nothing is kept by Hypothesis, nothing is printed, and nothing is shrunk: ``shrinking`` does that, within a budget
    of requests. Raises what ``judge`` raises, and what stops the run.
    """
    send = _Sending(examples, most_findings, judge, reach, until=examples)
    if examples > 0:
        with _nothing_kept(), suppress(_Enough):
            for recipe in first:
                send(recipe)
            _draw(strategy, seed, send)
    if send.trouble is not None:
        raise send.trouble
    return reach


def _draw(strategy: SearchStrategy[Recipe], seed: int, send: _Sending) -> None:
    """Let Hypothesis send until the search is over, or until hardly anything is left that can be drawn."""
    # loaded late: see ``strategies``
    from hypothesis import HealthCheck, Phase, Verbosity, given, settings  # noqa: PLC0415
    from hypothesis import seed as seeded  # noqa: PLC0415
    from hypothesis.errors import Unsatisfiable  # noqa: PLC0415

    def test(recipe: Recipe) -> None:
        send(recipe)

    chosen = settings(
        max_examples=min(send.examples, _AT_ONCE) * _TRIES,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
    )
    for part in count():
        send.until = min(send.examples, len(send.known) + _AT_ONCE)
        try:
            seeded(seed + part * _NEXT_SEED)(chosen(given(strategy)(test)))()
        except _Enough:
            if send.is_over:
                return
        except Unsatisfiable:
            return
        else:
            return


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Let Hypothesis keep its notes where they vanish: it copies constants of local modules, also of a conftest.py."""
    from hypothesis.configuration import set_hypothesis_home_dir  # noqa: PLC0415

    with TemporaryDirectory() as directory:
        set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def told(finding: Finding) -> str:
    """Say a finding in one line."""
    return f"{finding.trouble}: {described(finding.recipe)}"
