"""TOML of a target file: from bytes to a table, or a fault with line and column."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from conformance.target_faults import Reading
from conformance.target_structure import Table
from conformance.target_values import problem_of_file

_POSITION = re.compile(r"^(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)$", re.DOTALL)


def load_toml(path: Path, reading: Reading) -> Table | None:
    """Parse the file; None and a fault where it cannot be read or is not TOML."""
    problem = problem_of_file(path)
    if problem is not None:
        reading.fault((), f"The target file {problem}.", "Correct the path, or make the file readable.")
        return None
    try:
        # An editor may have put a byte order mark in front, which TOML has no place for.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        reading.fault((), f"The file is not UTF-8: byte {error.start + 1} fits nowhere.", "Save it as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        _note_syntax(reading, str(error))
    except RecursionError:
        reading.fault((), "Lists or tables are nested too deeply to be read.", "Write them flat, as the docs show.")
    return None


def _note_syntax(reading: Reading, message: str) -> None:
    # The parser's message names single characters at most, never the line: a secret may stand in it.
    found = _POSITION.match(message)
    where, what = (found["where"], found["what"]) if found else ("somewhere", message)
    sentence = f"At {where} this is not TOML: {what[:1].lower()}{what[1:]}."
    reading.fault((), sentence, f"Correct {where}; texts and paths stand in quotes.")
