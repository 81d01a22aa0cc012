"""Shards of a fleet: each target in exactly one, the same on every machine."""

import pytest

from conformance.results import Shard
from conformance.sharding import part_of, put_together, read_shard, understood, written


@pytest.mark.parametrize("targets", [1, 2, 7, 10, 23])
@pytest.mark.parametrize("of", [1, 2, 3, 10])
def test_each_target_is_in_one_shard_and_the_order_comes_back(of: int, targets: int) -> None:
    whole = list(range(targets))
    parts = [part_of(Shard(number, of, targets), whole) for number in range(1, of + 1)]
    assert sorted(one for part in parts for one in part) == whole
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert put_together(parts) == whole


def test_a_shard_is_read_as_it_is_written() -> None:
    assert read_shard("3/10", 200) == Shard(3, 10, 200) == understood(written(Shard(3, 10, 200)))


@pytest.mark.parametrize("text", ["", "3", "0/10", "3/0", "-1/3", "3/10/2", "a/b", "3 / 10", "\u0663/\u0661", "03/10"])
def test_what_is_no_shard_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="Write --shard NUMBER/OF"):
        read_shard(text, 5)


def test_there_is_no_shard_beyond_the_last() -> None:
    with pytest.raises(ValueError, match="There is no shard 4 of 3"):
        read_shard("4/3", 5)
