"""How many wrong secrets a run sends: never more than the target file says, however many workers it has.

Every worker collects the same checks in the same order, so each can work out by itself which share of the limit each
check has. Nothing has to be said between them, and what one check leaves over no other one takes. In a run without
workers checks that ask for one answer together have one share, and what is over is there for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pytest

from conformance.guesses import Share, Spare
from conformance.items import target_of

SHARE = pytest.StashKey[Share]()
"""On an item: its share."""


def share_out(items: Iterable[pytest.Item], is_shared: bool) -> None:
    """Give every check that could lock a client out its share of what is allowed for that client.

    Each has one as long as there are any, in the order of the run; what is over lets checks be repeated after a hiccup:
    the first ones where the checks are shared by workers (``is_shared``), else whichever meets one.
    """
    for sending in _by_client(items).values():
        limit, checks = min(limit for _, limit in sending), [item for item, _ in sending]
        shares = _apart(checks, limit) if is_shared else _together(checks, limit)
        for item, share in zip(checks, shares, strict=True):
            item.stash[SHARE] = share


def _apart(checks: Sequence[pytest.Item], limit: int) -> list[Share]:
    return [Share(_part(place, len(checks), limit), limit) for place in range(len(checks))]


def _together(checks: Sequence[pytest.Item], limit: int) -> list[Share]:
    groups = [_group_of(item) for item in checks]
    needed = list(dict.fromkeys(groups))
    spare = Spare(max(0, limit - len(needed)))
    shares = {group: Share(int(place < limit), limit, spare) for place, group in enumerate(needed)}
    return [shares[group] for group in groups]


def _group_of(item: pytest.Item) -> str:
    """Name what a check sends: the same for those that ask for one answer together (see ``check.locks_once``)."""
    marker, target = item.get_closest_marker("locks"), target_of(item)
    # another target of the same client has a session, and an answer, of its own
    return f"{target and target.name} {marker.args[0]}" if marker is not None and marker.args else item.nodeid


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
