"""What an endpoint can be beside good: a fault, a legal variation, over-strict, a wreck, an oddity. All are data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from conformance.reference.design import Change

FLOWS = ("m2m", "h2m", "ciam", "basic")


class Every:
    """All cases of a requirement, or the one check of a row without cases. There is one of it: `EVERY`."""

    def __repr__(self) -> str:
        """Print as it is written."""
        return "EVERY"


EVERY: Final = Every()
Breaks = Mapping[str, Collection[str] | Every]
"""Requirement id -> the named cases that are broken, or `EVERY`."""
Expected = Mapping[str, Literal["holds", "violated", "not-testable", "not-applicable"]]


@dataclass(frozen=True)
class Fault:
    """A slip that a programmer makes. `slip` says in one sentence what was written, `breaks` what that violates."""

    name: str
    slip: str
    breaks: Breaks
    change: Change
    profiles: tuple[str, ...] = ("m2m",)
    crashes: bool = False
    """Whether the slip is an exception that nobody catches; a crash of any other fault is a mistake of its author."""


@dataclass(frozen=True)
class Variation:
    """Another way to be right: not one MUST is violated.

    `expected` holds the outcomes that differ from those of the good endpoint: recommendations that it does not follow,
    and rows that its answers give something to judge, or nothing.
    """

    name: str
    what: str
    change: Change
    expected: Expected = field(default_factory=dict)
    profiles: tuple[str, ...] = ("m2m",)


@dataclass(frozen=True)
class OverStrict:
    """A slip that refuses something legal."""

    name: str
    slip: str
    breaks: Breaks
    change: Change
    profiles: tuple[str, ...] = ("m2m", "h2m")


@dataclass(frozen=True)
class Wreck:
    """An endpoint that is broken as a whole, from its first request on or after `begins_after` of them."""

    name: str
    what: str
    change: Change
    begins_after: int = 0
    profiles: tuple[str, ...] = FLOWS


@dataclass(frozen=True)
class Oddity:
    """Legal or half-legal strangeness. `expected` holds the outcomes that differ from those of the good endpoint.

    Rows that a profile does not have are no matter there.
    """

    name: str
    what: str
    change: Change
    expected: Expected = field(default_factory=dict)
    profiles: tuple[str, ...] = FLOWS


Specimen = Fault | Variation | OverStrict | Wreck | Oddity
