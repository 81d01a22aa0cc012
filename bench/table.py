"""The table of a bench: rows of ratios, each the median over rounds of two things measured in the same round."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median

Round = Mapping[str, float]
"""What one round measured, by name: seconds and counts."""


@dataclass(frozen=True)
class Bench:
    """What every section measures with.

    room: a directory for what goes from one process to the next; suites: the directory of the checks; rounds: how
    often everything is measured, less often where a round takes long.
    """

    room: Path
    suites: str
    rounds: int


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ratio: by the clock; processor: by processor time, of both ends where there are two, which says on a busy machine
    what the clock says on a quiet one.
    """

    what: str
    over: str
    ratio: str
    processor: str = ""
    aim: str = ""
    figures: str = ""


def middle(rounds: Sequence[Round], name: str) -> float:
    """Give the median of what was measured under that name."""
    return median(one[name] for one in rounds)


def ratio(rounds: Sequence[Round], names: tuple[str, str]) -> str:
    """Give the median of the rounds' ratios of two names."""
    return f"{median(each[names[0]] / each[names[1]] for each in rounds):.2f}"


def compared(what: str, over: str, rounds: Sequence[Round], names: tuple[str, str], aim: str = "") -> Row:
    """Compare the seconds of two names, and those of processor time where they were taken (name_processor)."""
    one, other = names
    processors = (f"{one}_processor", f"{other}_processor")
    processor = ratio(rounds, processors) if all(name in rounds[0] for name in processors) else ""
    figures = f"{middle(rounds, one):.2f} s / {middle(rounds, other):.2f} s, {counted(len(rounds))}"
    return Row(what, over, ratio(rounds, names), processor, aim, figures)


def counted(rounds: int) -> str:
    """Say how many rounds there were."""
    return "1 round" if rounds == 1 else f"{rounds} rounds"


def written(rows: Sequence[Row]) -> str:
    """Write the rows down as a Markdown table."""
    head = ("what", "over", "ratio", "by processor time", "aim", "figures")
    cells = [head, ("---",) * len(head), *(astuple(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def machine() -> str:
    """Say on what machine it was measured, and how busy that was with other things."""
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}{load}."
