"""How many wrong secrets a run sends: never more than the target file says, however many workers it has.

Every worker collects the same checks in the same order, so each can work out by itself which share of the limit each
check has. Nothing has to be said between them, and what one check leaves over no other one takes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest

from conformance.guesses import Share
from conformance.items import target_of

SHARE = pytest.StashKey[Share]()
"""On an item: its share."""


def share_out(items: Iterable[pytest.Item]) -> None:
    """Give every check that could lock a client out its share of what is allowed for that client.

    Each has one as long as there are any, in the order of the run; what is over lets the first ones be repeated after
    a hiccup.
    """
    for sending in _by_client(items).values():
        limit = min(limit for _, limit in sending)
        for place, (item, _) in enumerate(sending):
            item.stash[SHARE] = Share(_part(place, len(sending), limit), limit)


def _part(place: int, number: int, limit: int) -> int:
    return limit // number + (place < limit % number)


def _by_client(items: Iterable[pytest.Item]) -> Mapping[tuple[str, str], list[tuple[pytest.Item, int]]]:
    found: dict[tuple[str, str], list[tuple[pytest.Item, int]]] = defaultdict(list)
    for item in items:
        target = target_of(item)
        if target is not None and item.get_closest_marker("locks") is not None:
            found[target.endpoint, target.client.id].append((item, target.limits.wrong_secrets))
    return found


def share_of(item: pytest.Item) -> Share:
    """Give the share of a check: none where it is not one of those that could lock a client out."""
    target = target_of(item)
    return item.stash.get(SHARE, Share(0, target.limits.wrong_secrets if target else 0))
