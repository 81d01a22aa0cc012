"""A real Chromium for the tests that look at pages; without one they are skipped, but never under CI."""

import os
import shutil
from pathlib import Path

import pytest

from conformance.sign_in.chromium import NAMES

HERE = any(map(shutil.which, NAMES)) or any(Path.home().glob(".cache/ms-playwright/chromium*"))
in_a_browser = pytest.mark.skipif(
    not HERE and not os.environ.get("CI"), reason="no Chromium here: install one, or run `playwright install chromium`"
)


def chromium(own: str) -> str:
    """The program to start: Playwright's own one where it is there, else the system's."""
    return own if own and Path(own).exists() else next(filter(None, map(shutil.which, NAMES)))
