"""The exchanges of a run, kept on disk when they are many: those of a fleet would fill the memory."""

from __future__ import annotations

import json
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, overload

from conformance.results import ExchangeRecord

IN_MEMORY = 16 * 1024 * 1024
"""Bytes up to which nothing is written: some four runs of one target."""
_NAMES = tuple(field.name for field in fields(ExchangeRecord))
_PAIRS = ("request_headers", "response_headers")


class Spool(Sequence[ExchangeRecord]):
    """Records in the order of their numbers, which begin with 1; each is made anew when it is looked at.

    The file has no name and ends with this object. Only records without secrets come here.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is closed with this object
        weakref.finalize(self, self._file.close)
        self._places = array("Q")
        self._differences: dict[int, str] = {}

    def add(self, record: dict[str, Any]) -> int:
        """Keep a record, given as the fields of an ExchangeRecord but for its number; give the number."""
        number = len(self._places) + 1
        self._places.append(self._file.seek(0, 2))
        line = json.dumps([number if name == "number" else record[name] for name in _NAMES])
        self._file.write(line.encode("ascii") + b"\n")
        return number

    def tell_difference(self, number: int, difference: str) -> None:
        """Add what was changed in an exchange, unless it is known already."""
        if not self[number - 1].difference:
            self._differences[number] = difference

    @overload
    def __getitem__(self, index: int) -> ExchangeRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ExchangeRecord]: ...
    def __getitem__(self, index: int | slice) -> ExchangeRecord | Sequence[ExchangeRecord]:
        """Read one record, or some."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        self._file.seek(self._places[index])
        return self._record(self._file.readline())

    def __len__(self) -> int:
        """Say how many there are."""
        return len(self._places)

    def __iter__(self) -> Iterator[ExchangeRecord]:
        """Read one after the other."""
        return (self[place] for place in range(len(self)))

    def _record(self, line: bytes) -> ExchangeRecord:
        values = dict(zip(_NAMES, json.loads(line), strict=True))
        values |= {name: tuple((a, b) for a, b in values[name]) for name in _PAIRS}
        values["difference"] = values["difference"] or self._differences.get(values["number"])
        return ExchangeRecord(**values)
