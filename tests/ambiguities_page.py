"""docs/ambiguities.md, made from the catalogue: the points that the documents leave open, and how each is read.

`python -m tests.ambiguities_page` prints it; `--write FILE` writes it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from conformance.catalogue import Reading, Requirement, load_catalogue, load_readings

PROFILES = ("m2m", "h2m", "ciam", "basic")
HEAD = """# Where the documents leave a choice or contradict themselves

Made by `make table` from the catalogue (`conformance/requirements/readings.toml`).

A checker that decides such a point silently is right or wrong by luck. So each has a number, a reading, and what
every side says. A finding that rests on a reading names it and cites the sides; where the reading is not yours, the
finding is the place to say so, and `accepted.toml` the place to write it down.
"""


def page() -> str:
    """The text of the page."""
    parts = [HEAD, *_overview(), *(line for reading in load_readings().values() for line in _section(reading))]
    return "\n".join(parts).rstrip() + "\n"


def _overview() -> Iterator[str]:
    yield "| | point | flows |"
    yield "|---|---|---|"
    for one in load_readings().values():
        yield f"| [{one.id}](#{one.id.lower()}) | {_cell(one.point)} | {_flows(one)} |"
    yield ""


def _section(reading: Reading) -> Iterator[str]:
    yield f"## {reading.id}"
    yield ""
    yield f"**{reading.point}** ({_flows(reading)})"
    yield ""
    for side in reading.sides:
        document = f"[{side.document}]({side.link})" if side.link else side.document
        yield f"- {document}: {side.says}"
    yield ""
    yield f"**Read here:** {reading.reading}"
    yield ""
    rows = [row for row in load_catalogue().values() if reading.id in row.readings]
    if rows:
        yield f"Requirements that rest on it: {', '.join(_row(row) for row in rows)}."
        yield ""


def _row(row: Requirement) -> str:
    return f"`{row.id}` ({'/'.join(dict.fromkeys(row.levels.values()))})"


def _flows(reading: Reading) -> str:
    return ", ".join(profile for profile in PROFILES if profile in reading.profiles)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    if chosen.write:
        chosen.write.write_text(page(), encoding="utf-8")
    else:
        print(page(), end="")


if __name__ == "__main__":
    main()
