"""Edits of the dates in the claims, and of how their numbers are spelled."""

from collections.abc import Callable, Mapping

from conformance.fuzz.members import edited
from conformance.fuzz.rules import REQUIRED
from conformance.fuzz.steps import Expected, Stage, Step, rows

FAR = 3600
"""Seconds from which a date is wrong whatever the skew of the clocks."""
_ROWS = rows("CA-IAT", "CA-EXP", "CA-LIFETIME", "CA-SECONDS", "CA-NUMERIC")

SPELLED: Mapping[str, tuple[Callable[[str], str], bool]] = {
    "with .0 behind": (lambda number: f"{number}.0", True),
    "with .5 behind": (lambda number: f"{number}.5", True),
    "with e0 behind": (lambda number: f"{number}e0", True),
    "with a plus in front": (lambda number: f"+{number}", False),
    "with a zero in front": (lambda number: f"0{number}", False),
    "with a point behind": (lambda number: f"{number}.", False),
    "with 0x in front": (lambda number: f"0x{number}", False),
    "with a letter behind": (lambda number: f"{number}L", False),
    "with underscores": ("_".join, False),
    "in full-width digits": (lambda number: number.translate({48 + n: 0xFF10 + n for n in range(10)}), False),
}
"""Ways to spell a number, each with whether it is still JSON; with a fraction it is for CA-NUMERIC-WHOLE to judge."""


def date_move(name: str, seconds: int) -> Step:
    """Move a date by so many seconds."""
    return Step(
        Stage.MEMBERS,
        ("claims", name),
        Expected.REFUSED if abs(seconds) >= FAR else Expected.EITHER,
        f"claims.{name} {abs(seconds)} s {'later' if seconds > 0 else 'earlier'}",
        lambda members: edited(members, name, lambda value: _counted(value, lambda date: date + seconds)),
        _ROWS,
    )


def date_scale(name: str, power: int) -> Step:
    """Multiply a date by a power of ten: milliseconds have the power 3."""

    def scaled(date: int) -> int:
        return date * int(10.0**power) if power >= 0 else date // int(10.0**-power)

    return Step(
        Stage.MEMBERS,
        ("claims", name),
        Expected.REFUSED if power else Expected.EITHER,
        f"claims.{name} times 10^{power}",
        lambda members: edited(members, name, lambda value: _counted(value, scaled)),
        _ROWS,
    )


def _counted(value: str, count: Callable[[int], int]) -> str:
    return str(count(int(value))) if value.isdigit() else value


def number_spell(name: str, how: str) -> Step:
    """Spell the number of a date otherwise."""
    spell, is_json = SPELLED[how]
    return Step(
        Stage.MEMBERS,
        ("claims", name) if is_json else ("claims",),
        Expected.EITHER if is_json else Expected.REFUSED,
        f"claims.{name} {how}",
        lambda members: edited(members, name, lambda value: spell(value) if value.isdigit() else value),
        rows("CA-NUMERIC", "CA-NUMERIC-WHOLE") if is_json else rows(REQUIRED["claims"][name], "CA-NUMERIC"),
    )
