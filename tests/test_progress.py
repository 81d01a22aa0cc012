"""How far a search is: shown on a terminal, in no pipe, and gone afterwards."""

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.progress import STEP, progress_of, silent


class Reporter:
    """What pytest's own reporter does of it."""

    def __init__(self, isatty: bool) -> None:
        self.isatty = isatty
        self.written: list[str] = []

    def write(self, text: str, flush: bool = False) -> None:
        self.written.append(text)


def config_with(reporter: Reporter | None) -> Any:
    plugins = {"terminalreporter": reporter, "capturemanager": None}
    return SimpleNamespace(pluginmanager=SimpleNamespace(get_plugin=plugins.get))


def test_a_terminal_is_told_now_and_then_and_left_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    reporter = Reporter(isatty=True)
    show = progress_of(config_with(reporter))
    for sent in range(3 * STEP):
        show(sent, 5000)
    assert [text.strip("\x1b78[K ") for text in reporter.written] == ["0 of 5,000", "20 of 5,000", "40 of 5,000"]
    show(5000, 5000)
    assert reporter.written[-1] == "\x1b[K"


@pytest.mark.parametrize("reporter", [None, Reporter(isatty=False)])
def test_nothing_goes_into_a_pipe(reporter: Reporter | None) -> None:
    assert progress_of(config_with(reporter)) is silent
    silent(1, 2)
    assert reporter is None or not reporter.written


def test_a_dumb_terminal_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert progress_of(config_with(Reporter(isatty=True))) is silent
