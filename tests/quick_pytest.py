"""What pytest works out anew for every check of a run, though it is always the same."""

from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import pytest
from _pytest.compat import getfuncargnames
from _pytest.main import Session
from pluggy import HookRelay

_HOOKS_AT = Session.gethookproxy


def arguments_of(function: Callable[..., object], *, name: str = "", cls: type | None = None) -> tuple[str, ...]:
    """The names of a function's arguments.

    It is asked of a new function without any whenever a fixture takes the fixture ``request``, by way of ``inspect``.
    """
    if cls is None and isinstance(function, FunctionType) and _takes_nothing(function):
        return ()
    return getfuncargnames(function, name=name, cls=cls)


def _takes_nothing(function: FunctionType) -> bool:
    code = function.__code__
    # one with attributes may be wrapped around another
    return not (code.co_argcount or code.co_kwonlyargcount or function.__dict__)


def hooks_at() -> Callable[[pytest.Session, Path], HookRelay]:
    """Which hooks are called for a file: the same ones as long as no further ``conftest.py`` is loaded."""
    known: dict[tuple[object, ...], HookRelay] = {}

    def hooks(session: pytest.Session, path: Path) -> HookRelay:
        place = (session, path, len(session.config.pluginmanager._conftest_plugins))
        if place not in known:
            known[place] = _HOOKS_AT(session, path)
        return known[place]

    return hooks
