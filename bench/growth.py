"""Whether a long search costs more an input than a short one, and what it keeps in memory."""

from collections.abc import Sequence

from bench.child import child
from bench.reference import serving
from bench.table import Bench, Round, Row, middle

_NUMBERS = (100, 1_000, 10_000)
_SEEDS = {100: 10, 1_000: 3, 10_000: 1}
"""How many searches of each length are taken together: a hundred inputs may happen to be large ones."""


def rows(bench: Bench) -> list[Row]:
    """The cost of an input, and the memory, of searches of three lengths."""
    measured = {
        number: [searched(bench, number, seed, "drawn") for seed in range(_SEEDS[number])] for number in _NUMBERS
    }
    first = measured[_NUMBERS[0]]
    costs = [_cost(measured[number], first, number) for number in _NUMBERS[1:]]
    growth = middle(measured[_NUMBERS[-1]], "memory") - middle(first, "memory")
    figures = ", ".join(f"{number:,}: {middle(measured[number], 'memory'):.0f} MB" for number in _NUMBERS)
    return [*costs, Row("growth of memory", "100 → 10,000 inputs a check", f"{growth:.0f} MB", "", "20 MB", figures)]


def searched(bench: Bench, number: int, seed: int, source: str) -> Round:
    """Search once, at a fresh endpoint; for ``source`` see ``bench.examples``."""
    with serving() as endpoint:
        took = child("bench.examples", str(endpoint.target), bench.suites, str(number), str(seed), source)
    return {**took, "both_processor": took["processor"] + endpoint.processor}


def _cost(rounds: Sequence[Round], first: Sequence[Round], number: int) -> Row:
    seconds, processor = (_each(rounds, name) / _each(first, name) for name in ("seconds", "processor"))
    figures = (
        f"{_each(rounds, 'processor') * 1000:.2f} ms / {_each(first, 'processor') * 1000:.2f} ms of processor time"
    )
    what, over = f"cost of a drawn input, {number:,} a check", f"the same of {_NUMBERS[0]} a check"
    return Row(what, over, f"{seconds:.2f}", f"{processor:.2f}", "0.9 to 1.1", figures)


def _each(rounds: Sequence[Round], name: str) -> float:
    """What one input took, over all searches."""
    return sum(one[name] for one in rounds) / sum(one["inputs"] for one in rounds)
