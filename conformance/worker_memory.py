"""What a worker of pytest-xdist forgets: it has sent its reports, and prints nothing."""

import pytest


class Forgetting:
    """Lets go of the reports that pytest's terminal keeps to the end in a worker too: a fleet's fill its memory."""

    def __init__(self, config: pytest.Config) -> None:
        """Forget what is kept in this worker."""
        self._config = config

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self) -> None:
        """Behind everybody who looks at a report, forget it."""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        for kept in terminal.stats.values() if terminal is not None else ():
            kept.clear()
