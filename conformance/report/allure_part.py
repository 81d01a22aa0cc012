"""What of Allure's results goes into the HTML page: all of them, or of a fleet those that somebody has to look at.

The page is one file. Two thousand results make 26 MB of it; those of two hundred targets, which no browser opens.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST = 6000
"""Results that one page has at most."""
_TO_LOOK_AT = ("failed", "broken")


@dataclass(frozen=True)
class Part:
    """The directory that the page is made of. left_out: how many results are not in it."""

    results: Path
    left_out: int = 0

    @property
    def sentence(self) -> str:
        """What a reader of the page has to know; empty where nothing is left out."""
        if not self.left_out:
            return ""
        what = f"{self.left_out:,} checks are not on this page, for no browser would open it: it has those that were"
        return f"{what} violated or not testable. requirements.html and results.json have all of them."


def shown_part(results: Path, room: Path, most: int = MOST) -> Part:
    """Choose what is shown of a directory of Allure's results; a smaller one is laid out in ``room``.

    Violations come first, then what was not testable, up to ``most``. Raises OSError.
    """
    files = sorted(results.glob("*-result.json"))
    if len(files) <= most:
        return Part(results)
    found: dict[str, list[tuple[Path, list[str]]]] = {status: [] for status in _TO_LOOK_AT}
    for file in files:
        result = json.loads(file.read_text("utf-8"))
        if result["status"] in found:
            found[result["status"]].append((file, list(_attachments(result))))
    chosen = [one for status in _TO_LOOK_AT for one in found[status]][:most]
    room.mkdir(parents=True)
    for file, attachments in chosen:
        for one in (file, *(results / name for name in attachments)):
            _lay(one, room)
    for name in ("categories.json", "environment.properties"):
        _lay(results / name, room)
    return Part(room, len(files) - len(chosen))


def _attachments(result: Mapping[str, Any]) -> Iterator[str]:
    for attachment in result.get("attachments", ()):
        yield Path(attachment["source"]).name
    for step in result.get("steps", ()):
        yield from _attachments(step)


def _lay(file: Path, room: Path) -> None:
    """Put a file into a directory without a second copy of it, where the disk allows that."""
    if not file.is_file():
        return
    try:
        os.link(file, room / file.name)
    except OSError:
        shutil.copyfile(file, room / file.name)
