"""The sessions of one process: opened at the first check of a target, closed behind its last one."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field

import pytest

from conformance.clock import Clock
from conformance.dealing import deals_whole_targets
from conformance.items import target_of
from conformance.session import Session
from conformance.session_opening import open_session
from conformance.target import Target


@dataclass
class OpenSessions:
    """At most one session a target. whole: this process alone asks each target, all of its checks in a row."""

    clock: Clock
    agent: str
    whole: bool
    by_target: dict[str, Session] = field(default_factory=dict)
    opened: int = 0

    def of(self, target: Target) -> Session:
        """Give the session with a target."""
        if target.name not in self.by_target:
            workers = 1 if self.whole else int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
            session = open_session(target, self.clock, self.agent, 1 / workers)
            self.opened += 1
            session.number = self.opened
            self.by_target[target.name] = session
        return self.by_target[target.name]

    def done_with(self, item: pytest.Item, following: pytest.Item | None) -> None:
        """Hang up and forget where the next check asks another target: a fleet's exchanges would fill the memory."""
        target = target_of(item)
        if not self.whole or target is None or (following is not None and target_of(following) is target):
            return
        session = self.by_target.pop(target.name, None)
        if session is not None:
            # a browser that does not end says nothing about an endpoint, and the next one is waiting
            with contextlib.suppress(Exception):
                session.close()
            # what was sent and found is a circle of objects, and waits long for the garbage collector
            session.endpoint.log.clear()
            session.memory.clear()

    def close(self) -> None:
        """Hang up everywhere."""
        for session in self.by_target.values():
            session.close()


def sessions_for(config: pytest.Config, clock: Clock, agent: str) -> OpenSessions:
    """Prepare for the targets of a run; nothing is opened yet."""
    return OpenSessions(clock, agent, deals_whole_targets(config))
