"""What went over the wire so far and must not be shown, should an endpoint repeat it later."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.redaction import LONGEST_WORD, WEAK, Secrets


@dataclass(frozen=True)
class Earlier:
    """Secrets of one session, each with its label. many: looked for as words; weak: in every spelling, for few."""

    many: Secrets = field(default_factory=Secrets)
    weak: Secrets = field(default_factory=Secrets)

    def note(self, secrets: Mapping[str, str]) -> None:
        """Remember what one exchange held; a wrong secret is nearly the right one."""
        short = {value: label for value, label in secrets.items() if len(value) <= LONGEST_WORD}
        self.many.update(short)
        self.weak.update({value: label for value, label in short.items() if label in WEAK and _is_rare(value)})


def _is_rare(value: str) -> bool:
    """Whether a value can hardly stand in a text by chance: generated requests hold secrets such as ``aaaa``."""
    return len(value) >= 6 and len(set(value)) >= 5
