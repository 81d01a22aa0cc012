"""How much generated input a run sends: three budgets as data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Budget:
    """What each check that generates its input may spend at one target.

    malformed: different inputs that a good endpoint refuses; harmless: different ones that it grants, each of which
    costs it a token; requests: all requests of the check, controls included; shrinking: those that making one finding
    small takes where that is asked for without a number.
    """

    name: str
    malformed: int
    harmless: int
    requests: int
    shrinking: int
    use: str

    @property
    def parts(self) -> int:
        """How many parts the malformed inputs of a check are sent in, so that several workers can share them."""
        return max(1, min(MOST_PARTS, self.malformed // SMALLEST_PART))

    def part(self, number: int) -> "Budget":
        """Give what one of the parts may spend, counted from 0."""
        inputs = self.malformed // self.parts + (number < self.malformed % self.parts)
        return replace(self, malformed=inputs, requests=self.requests // self.parts)

    @property
    def words(self) -> str:
        """Say what it is for and what it costs, for ``--help``."""
        inputs = f"{self.malformed:,} malformed and {self.harmless:,} harmless inputs a check"
        return f"{self.name}: {self.use} ({inputs}, {self.requests:,} requests a check at most)"


SMALLEST_PART = 250
MOST_PARTS = 4
DEFAULT = "certification"
BUDGETS: Mapping[str, Budget] = {
    budget.name: budget
    for budget in (
        Budget("quick", 50, 5, 150, 50, "a look while one develops"),
        Budget("certification", 1_000, 30, 2_500, 100, "what a verdict rests on"),
        Budget("nightly", 5_000, 100, 12_500, 200, "the long search of an unattended run"),
    )
}


def help_words() -> str:
    """Say all budgets in one line, for ``--help``."""
    return "; ".join(budget.words for budget in BUDGETS.values()) + f". Default: {DEFAULT}."
