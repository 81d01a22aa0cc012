"""How a check ends when it does not simply hold: three exceptions that carry what a reader needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(eq=False)
class Violated(AssertionError):  # noqa: N818 - an outcome, named as the reports name it
    """The endpoint was judged and is wrong.

    ``requirement`` books the finding on another row than the check's own (a control that met neither a grant nor
    a refusal is a violation of REQ-GRANTED, whichever check sent it).
    """

    expected: str
    actual: str
    requirement: str | None = None
    notes: Sequence[str] = field(default=())
    elsewhere: Sequence["AtAnotherRow"] = ()
    """What the same check found that other rows judge."""

    def __str__(self) -> str:
        """Say it in two lines."""
        return f"expected {self.expected}\nactual   {self.actual}"


AtAnotherRow = tuple[str, str, str]
"""A finding that another requirement judges: its id, what came back, and what was sent."""


@dataclass(eq=False)
class Elsewhere(AssertionError):  # noqa: N818 - an outcome
    """The check's own row holds; what it met besides is booked at the rows that judge it."""

    expected: str
    elsewhere: Sequence[AtAnotherRow]

    def __str__(self) -> str:
        """Say it in two lines."""
        return f"expected {self.expected}\nactual   {self.elsewhere[0][1]}"


@dataclass(eq=False)
class NotTestable(Exception):  # noqa: N818 - an outcome
    """The endpoint could not be judged: no control, nothing to send, or nobody there.

    picture: PNG of the page on which a sign-in got stuck, without anything secret.
    """

    reason: str
    picture: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """Give the reason."""
        return f"not testable: {self.reason}"


@dataclass(eq=False)
class NotApplicable(Exception):  # noqa: N818 - an outcome
    """There is nothing to judge here."""

    reason: str

    def __str__(self) -> str:
        """Give the reason."""
        return f"not applicable: {self.reason}"


def judge(holds: bool, expected: str, actual: str) -> None:
    """Raise ``Violated`` unless ``holds``; both texts are shown to the reader of a finding."""
    if not holds:
        raise Violated(expected, actual)
