"""What one edit of a good request is: where it happens, what it does there, and what has to become of the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

Edit = tuple[Any, ...]
"""The name of an edit and its arguments, each of them a JSON value (arrays as tuples)."""
Recipe = tuple[Edit, ...]
"""Edits of one good request. It holds nothing of any request, so it can be kept, shown and repeated on another day."""
Place = tuple[str, ...]
"""Where an edit happens; a longer place lies inside the shorter ones that it begins with."""
Members = tuple[tuple[str, str], ...]
"""The members of a JSON object as their JSON texts: name and value."""


class Expected(Enum):
    """What has to become of a request."""

    REFUSED = "refused"
    GRANTED = "granted"
    EITHER = "granted or refused"
    """Where the sources leave a choice, or only recommend one: such a request shows crashes alone."""


class Stage(IntEnum):
    """When an edit is made, from the inside of the request outwards; each stage edits another material."""

    MEMBERS = 1
    """The members of the header, the claims or a JSON body: ``Members``."""
    TEXT = 2
    """The JSON text of one of them: bytes."""
    COMPACT = 3
    """The finished text of the assertion: str."""
    PARAMETERS = 4
    """The parameters of the form, in their order: pairs of a name and a value."""
    PAIRS = 5
    """The same as they are written in the form, escapes and all: pairs of two str."""
    BODY = 6
    """The body: bytes."""
    HEAD = 7
    """All the rest: the request."""


@dataclass(frozen=True)
class Step:
    """One edit, understood.

    rows: the requirements that judge a grant (or, of what has to be granted, a refusal), where that is another row's
    matter than the generated input's own; statuses: those of the 5xx family that are right for it.
    """

    stage: Stage
    place: Place
    expected: Expected
    words: str
    apply: Callable[[Any], Any] = field(repr=False, compare=False)
    rows: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()


def is_apart(one: Place, other: Place) -> bool:
    """Tell whether two places lie apart, so that no edit at one can undo what was done at the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] != other[:shorter]


def rows(*names: str) -> tuple[str, ...]:
    """Name requirements, first the one that says it most exactly; an empty name is none."""
    return tuple(dict.fromkeys(name for name in names if name))


def told(text: str, most: int = 40) -> str:
    """Show a text in ASCII, cut where it is long."""
    shown = ascii(text)
    return shown if len(shown) <= most else f"{shown[:most]}..."
