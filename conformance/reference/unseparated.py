"""Rows and cases for which no slip can be written that they alone find, each with the reason why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unseparated:
    """A requirement, or one named case of it, without a fault of its own at these profiles; the table prints why."""

    requirement: str
    case: str | None
    reason: str
    profiles: tuple[str, ...] = ("m2m", "h2m")
