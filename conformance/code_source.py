"""What a session asks for authorization codes."""

from typing import Protocol

from conformance.codes import Code
from conformance.request import Material


class CodeSource(Protocol):
    """Where codes come from."""

    def fresh(self, material: Material) -> Code:
        """Give a code that nobody has used, for the client of ``material``; raise ``NotTestable`` where none comes."""
        ...

    def require(self, number: int) -> None:
        """Raise ``NotTestable`` where so many more sign-ins may not be asked for."""
        ...

    @property
    def hiccups(self) -> int:
        """How many sign-ins met a hiccup so far."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report says about them."""
        ...

    def close(self) -> None:
        """Give back what is open."""
        ...
