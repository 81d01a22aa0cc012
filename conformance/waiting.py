"""How long an answer is waited for, and how much of a run goes on answers that never come."""

from collections import deque
from dataclasses import dataclass, field

from conformance.bounds import AGAIN, BRIEF, MOST_BRIEFLY, MOST_HANGING
from conformance.exchange import Exchange, Failure
from conformance.outcome import NotTestable

DEAD = frozenset({Failure.SILENT, Failure.SLOW})
"""What an exchange ended with that got no whole answer in time."""
LEEWAY = 1.5
"""How many times as long as for the slowest of the last grants is waited for an answer at the least."""
_LAST = 5


@dataclass
class Waiting:
    """What one session waits for, and has waited for in vain."""

    limit: float
    """Seconds for which an answer is waited for at an endpoint that has let no request hang."""
    hung: float = 0.0
    """Seconds spent so far on changed requests that got no whole answer in time."""
    _grants: deque[float] = field(default_factory=lambda: deque(maxlen=_LAST))

    def learn(self, granted: Exchange) -> None:
        """Remember how long a grant took."""
        self._grants.append(granted.seconds)

    @property
    def briefly(self) -> float:
        """Seconds for which an answer is waited for where others have hung."""
        return self._part(BRIEF)

    @property
    def is_brief(self) -> bool:
        """Whether answers to changed requests are waited for no longer than that."""
        return self.hung >= MOST_HANGING * self.limit

    def behind(self, earlier: Exchange) -> float | None:
        """Seconds for which an answer is waited for behind that one; None for the whole limit."""
        return self._part(AGAIN) if earlier.failure in DEAD else None

    def _part(self, part: float) -> float:
        """Give that part of the limit, and more where an endpoint that is well takes longer."""
        return min(self.limit, max(part * self.limit, LEEWAY * max(self._grants, default=0.0)))

    def note(self, exchange: Exchange) -> None:
        """Add up what a request cost that got no whole answer in time."""
        if exchange.failure in DEAD:
            self.hung += exchange.seconds

    def count(self, exchange: Exchange) -> None:
        """Do so for a changed request; raise ``NotTestable`` where it was waited for briefly alone."""
        if exchange.failure not in DEAD:
            return
        was_brief = self.is_brief
        self.note(exchange)
        if was_brief:
            raise NotTestable(
                f"there was no answer within {self.briefly:.3g} s, and {self._told}, so no more is waited for one"
            )

    def bound(self, keeping: float | None = None) -> None:
        """Raise ``NotTestable`` when a run has waited long enough for such answers.

        keeping: how many whole waits are kept for others; then nothing is waited for briefly either.
        """
        most = MOST_HANGING + MOST_BRIEFLY if keeping is None else MOST_HANGING - keeping
        if self.hung >= most * self.limit:
            raise NotTestable(f"{self._told}, so no more of them is sent")

    @property
    def _told(self) -> str:
        return f"changed requests were left without an answer for {self.hung:.0f} s in all"
