"""Draws from finite tables by the digits of one number, since each draw of its own costs Hypothesis 0.1 ms."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Drawn = TypeVar("Drawn")


class Dice:
    """A large number whose digits, each of the base that is asked for, are the draws."""

    def __init__(self, number: int) -> None:
        """Begin with the lowest digit; behind the highest one every draw is the first of its table."""
        self._rest = number

    def below(self, count: int) -> int:
        """Draw a number from 0 up to ``count``, without it."""
        self._rest, drawn = divmod(self._rest, count)
        return drawn

    def of(self, table: Sequence[Drawn]) -> Drawn:
        """Draw from a table; what stands there twice is drawn twice as often."""
        return table[self.below(len(table))]

    def is_one_in(self, count: int) -> bool:
        """Draw yes once in so many times."""
        return self.below(count) == 0


Draw = Callable[[Dice], Any]
