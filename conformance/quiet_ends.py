"""Ctrl-C and a crash of pytest itself are told by pytest with all that stood in variables: here without."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from conformance.crash import crash_of

Secrets = Callable[[], Mapping[str, str]]


class QuietEnds:
    """A plugin of its own, on every worker too. Tracebacks stay; what variables and arguments held does not."""

    def __init__(self, secrets: Secrets) -> None:
        """``secrets`` gives every secret that is known when something ends."""
        self._secrets = secrets

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Let the terminal tell where it was interrupted without the arguments of the functions there."""
        told: Any = excinfo
        told.getrepr = partial(_plain, excinfo.getrepr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Let everybody who shows the failure show the same, without secrets."""
        text = str(crash_of(excinfo.value, self._secrets()))
        excrepr.toterminal = lambda writer: writer.line(text)


def _plain(getrepr: Callable[..., Any], *_: Any, **__: Any) -> Any:
    return getrepr(style="native", funcargs=False, showlocals=False)
