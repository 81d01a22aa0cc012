"""How much generated input a run sends: three budgets as data."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """What a run may spend on generated input.

    examples: different inputs of each check, if none is a finding; requests: all requests of a target that generated
    input may take, controls and codes included; shrinking: requests that making one finding small may take.
    """

    name: str
    examples: int
    requests: int
    shrinking: int
    use: str

    @property
    def words(self) -> str:
        """Say what it is for and what it costs, for ``--help``."""
        cost = f"{self.examples:,} inputs a check, {self.requests:,} requests a target at most"
        return f"{self.name}: {self.use} ({cost})"


DEFAULT = "certification"
BUDGETS: Mapping[str, Budget] = {
    budget.name: budget
    for budget in (
        Budget("quick", 50, 500, 50, "a look while one develops"),
        Budget("certification", 1_000, 10_000, 100, "what a verdict rests on"),
        Budget("nightly", 5_000, 50_000, 200, "the long search of an unattended run"),
    )
}


def help_words() -> str:
    """Say all budgets in one line, for ``--help``."""
    return "; ".join(budget.words for budget in BUDGETS.values()) + f". Default: {DEFAULT}."
