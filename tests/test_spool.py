"""Exchanges on disk are what they were."""

from dataclasses import asdict, replace

import pytest

from conformance import spool
from conformance.spool import Spool
from tests.report_samples import HOSTILE, exchange

ODD = HOSTILE.replace("\ud800\udfff", "\ud800")  # two halves in a row are one character to JSON


@pytest.mark.parametrize("in_memory", [1, 1_000_000])
def test_what_goes_in_comes_out(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", in_memory)
    records = [exchange(number, response_body=f"{number} {ODD}", status=None) for number in range(1, 20)]
    kept = Spool()
    assert [kept.add(asdict(record)) for record in records] == list(range(1, 20))
    assert (len(kept), list(kept)) == (19, records)
    assert (kept[4], kept[-1], kept[2:4]) == (records[4], records[-1], records[2:4])
    with pytest.raises(IndexError):
        kept[19]


def test_what_was_changed_is_told_later_and_stays() -> None:
    kept = Spool()
    for difference in (None, "first"):
        kept.add(asdict(exchange(difference=difference)))
    for number in (1, 2):
        kept.tell_difference(number, "second")
        kept.tell_difference(number, "third")
    assert [one.difference for one in kept] == ["second", "first"]
    kept.add(asdict(replace(exchange(), target="another")))
    assert kept[2].target == "another"
