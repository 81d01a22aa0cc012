"""What deals the checks of a fleet out to the workers of pytest-xdist: those of one target as one piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from conformance.items import target_part


class WholeTargets(LoadScopeScheduling):  # type: ignore[misc]
    """Deals targets out as pytest-xdist does files: a worker gets one more when it is nearly through with its own."""

    def _split_scope(self, nodeid: str) -> str:
        return target_part(nodeid)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Note what a worker has collected."""
        super().add_node_collection(node, collection)
        if node in self.registered_collections:
            self.registered_collections[node] = _Numbered(self.registered_collections[node])

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Note that a check is over, and give the worker more where it has little left."""
        super().mark_test_complete(node, item_index, duration)
        # what is done would be looked through at each further check
        units = self.assigned_work[node]
        part = target_part(self.registered_collections[node][item_index])
        if all(units[part].values()):
            del units[part]

    def remove_node(self, node: WorkerController) -> str | None:
        """Give what a worker that is gone has left over to the others; name the check that it died in, if any."""
        units = {part: unit for part, unit in self.assigned_work.pop(node).items() if not all(unit.values())}
        if not units:
            return None
        unit = next(iter(units.values()))
        crashed: str = next(nodeid for nodeid, done in unit.items() if not done)
        # pytest-xdist lets it run again, where it would end the next worker too
        unit[crashed] = True
        # a piece of which nothing is left would leave whoever gets it waiting
        self.workqueue.update({part: unit for part, unit in units.items() if not all(unit.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return crashed


class _Numbered(list[str]):
    """A list that finds a name without looking through all: a fleet has a hundred thousand of them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self._numbers = {name: number for number, name in enumerate(names)}

    def index(self, name: str, *_: Any) -> int:
        """Give the place of a name."""
        return self._numbers[name]
