"""Which worker of pytest-xdist asks which target: one worker a target, where there are targets enough.

A target that one worker asks has one session, all of its requests per second, and its controls are not sent twice. One
that hangs holds up its worker alone: the others go on with what is left. And who is done with a target can forget it.
"""

from __future__ import annotations

from typing import Any

import pytest

from conformance.items import TARGETS

_TOLD = "conformance_whole_targets"


def deals_whole_targets(config: pytest.Config) -> bool:
    """Tell whether each of several targets is asked from its first check to its last by one process.

    So it is without pytest-xdist, and with it where there are as many targets as workers; with fewer each check is
    dealt out for itself, so that no worker stands idle. Whoever chooses another ``--dist`` than the usual gets that.
    """
    targets = config.stash[TARGETS]
    if hasattr(config, "workerinput"):
        return bool(config.workerinput.get(_TOLD))
    if config.getoption("dist", "no") == "no":
        return len(targets) > 1
    return config.getoption("dist") == "load" and len(targets) > 1 and len(targets) >= _workers(config)


def tell_worker(node: Any) -> None:
    """Let a worker know, which cannot see how checks are dealt out."""
    node.workerinput[_TOLD] = deals_whole_targets(node.config)


def _workers(config: pytest.Config) -> int:
    # a run without workers does without it
    from xdist.workermanage import parse_tx_spec_config  # type: ignore[import-untyped]  # noqa: PLC0415

    return len(parse_tx_spec_config(config))


def make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give pytest-xdist what deals whole targets out."""
    from conformance.whole_targets import WholeTargets  # noqa: PLC0415 - the same

    return WholeTargets(config, log)
