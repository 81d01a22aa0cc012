"""What each row says of the good endpoint: all rows hold but those named here."""

from collections.abc import Mapping

from tests.fault_table import rows

GOOD: Mapping[str, str] = {}
"""Rows of m2m that do not hold at the good endpoint, for there is nothing to judge."""


def expected_of(differing: Mapping[str, str]) -> dict[str, str]:
    """The outcome of every row, given those that differ from the good endpoint's."""
    return {row.id: "holds" for row in rows("m2m")} | dict(GOOD) | dict(differing)
