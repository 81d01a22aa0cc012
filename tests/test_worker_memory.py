"""A worker of a fleet keeps no report that it has sent."""

from pathlib import Path

from tests.scripted import GRANT, scripted
from tests.small_runs import ended, lay_out

COUNTING = """
import os
import pytest

@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and "PYTEST_XDIST_WORKER" in os.environ:
        kept = sum(map(len, terminal.stats.values()))
        with open("kept", "a") as file:
            file.write(f"{kept}\\n")
"""


def test_a_worker_keeps_no_report_that_it_has_sent(tmp_path: Path) -> None:
    (tmp_path / "counting_kept.py").write_text(COUNTING)
    with scripted(lambda *_: GRANT) as server:
        command = [*lay_out(tmp_path, server.url), "-p", "counting_kept", "-n", "2"]
        ended(tmp_path, command)
    assert set((tmp_path / "kept").read_text().split()) == {"0"}
