"""How a check names its requirement and its cases; a check is a function of a few lines and a sentence for a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import pytest


@dataclass(frozen=True, repr=False)
class Case:
    """A named change: reports and histories show its name, where a function would show an address in memory."""

    name: str
    make: Callable[..., Any]

    def __call__(self, *arguments: Any) -> Any:
        """Apply the change."""
        return self.make(*arguments)

    def __repr__(self) -> str:
        """Show the name."""
        return self.name


def requirement(identifier: str) -> pytest.MarkDecorator:
    """Mark a check with the one requirement that it judges; everything else about it stands in the catalogue."""
    return pytest.mark.requirement(identifier)


def cases(named: Mapping[str, Any] | None = None, /, **more: Any) -> pytest.MarkDecorator:
    """Parametrize a check by ``change``: one named case for each change, in the catalogue's spelling (kebab-case)."""
    return each("change", named, **more)


def each(argument: str, named: Mapping[str, Any] | None = None, /, **more: Any) -> pytest.MarkDecorator:
    """Parametrize a check by another argument than ``change``, one named case a value."""
    values = dict(named or {}) | {name.replace("_", "-"): value for name, value in more.items()}
    return pytest.mark.parametrize(argument, [pytest.param(_named(n, v), id=n) for n, v in values.items()])


@runtime_checkable
class Nameable(Protocol):
    """A value of several changes that takes the name of its case, for the same reason."""

    def named(self, name: str) -> Any:
        """Give the value with this name, which its repr shows."""


def _named(name: str, value: Any) -> Any:
    if isinstance(value, Nameable):
        return value.named(name)
    return Case(name, value) if callable(value) else value


in_parts = pytest.mark.in_parts
"""A check that generates malformed input: several workers share it, each with draws of its own."""

waits = pytest.mark.waits
"""A check that lets time pass: it runs after those that do not."""

locks = pytest.mark.locks
"""A check that could lock a client out: it runs behind all others that send something of their own."""

locks_once = pytest.mark.locks("the plain wrong secret")
"""The same of a check whose wrong secret others of its worker have sent as well: the answer is asked for once."""

looks_back = pytest.mark.looks_back
"""A check that looks at every answer so far: it runs last of all."""
