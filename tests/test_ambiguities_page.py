"""docs/ambiguities.md says what the catalogue says."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.catalogue import load_catalogue, load_readings
from tests.ambiguities_page import page

FILE = Path(__file__).parents[1] / "docs" / "ambiguities.md"


def test_the_page_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "docs/ambiguities.md is old; run: make table"


def test_every_reading_has_its_section_with_all_sides() -> None:
    text = page()
    assert re.findall(r"^## (A\d+)$", text, re.MULTILINE) == list(load_readings())
    for reading in load_readings().values():
        section = text.partition(f"## {reading.id}\n")[2].partition("\n## ")[0]
        assert reading.reading in section
        assert all(side.says in section and side.document in section for side in reading.sides)
        assert all(f"`{row.id}`" in section for row in load_catalogue().values() if reading.id in row.readings)
