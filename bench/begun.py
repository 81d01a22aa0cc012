"""A pytest plugin that notes when the first test begins, in the file that BENCH_BEGUN names."""

import os
import time
from pathlib import Path

import pytest


class Noting:
    """Notes once."""

    def __init__(self, path: Path) -> None:
        """Note into this file."""
        self.path = path

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self) -> None:
        """Write the time down (Unix seconds), unless it is there already."""
        if not self.path.exists():
            self.path.write_text(repr(time.time()))


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen."""
    config.pluginmanager.register(Noting(Path(os.environ["BENCH_BEGUN"])), "noting")
