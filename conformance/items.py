"""What a pytest item is for this project: the requirement that it judges, its target, its case, its id."""

import re
from collections.abc import Mapping, Sequence

import pytest

from conformance.catalogue import Requirement, load_catalogue
from conformance.target import Target

TELLING = ("id_token", "token_response", "pseudonym", "h2m", "error_response", "authorization")
"""Chapters in the order of what one sign-in shows in them."""
PART = "part_of_inputs"
"""What an argument of a check is called that says which part of its generated input is sent."""
TARGETS = pytest.StashKey[Sequence[Target]]()
"""On the configuration: every target of the run."""
ORDER = {"waits": 1, "locks": 2, "looks_back": 3}
"""Checks that let time pass come after the others, then those that could lock a client out, then what looks back."""
_BETWEEN_WORDS = re.compile(r"[^\w.]+")


def is_check(item: pytest.Item | pytest.Collector) -> bool:
    """Tell whether an item judges a requirement."""
    return isinstance(item, pytest.Item) and item.get_closest_marker("requirement") is not None


def requirement_of(item: pytest.Item, catalogue: Mapping[str, Requirement] | None = None) -> Requirement | None:
    """Find the requirement that an item judges; None where it names none. Raises ``pytest.UsageError`` for a slip."""
    mark = item.get_closest_marker("requirement")
    if mark is None:
        return None
    found = (load_catalogue() if catalogue is None else catalogue).get(mark.args[0])
    if found is None:
        raise pytest.UsageError(f"{item.nodeid}: the catalogue has no requirement {mark.args[0]!r}")
    return found


def target_of(item: pytest.Item) -> Target | None:
    """Find the target that an item asks; None where it asks none of several."""
    callspec = getattr(item, "callspec", None)
    if callspec is not None and "target" in callspec.params:
        chosen: Target = callspec.params["target"]
        return chosen
    targets = item.config.stash[TARGETS]
    return targets[0] if len(targets) == 1 else None


def named_targets(targets: Sequence[Target]) -> Mapping[str, Target]:
    """Give each target by what pytest's ids call it: its name in one word, so that the name of a case can follow."""
    found: dict[str, Target] = {}
    for target in targets:
        word = free = _BETWEEN_WORDS.sub("_", target.name)
        while free in found:
            free = f"{word}.{len(found)}"
        found[free] = target
    return found


def target_part(nodeid: str) -> str:
    """Give what a pytest id calls the target, where there are several: the first word in its brackets."""
    return nodeid.partition("[")[2].removesuffix("]").partition("-")[0]


def put_in_order(items: list[pytest.Item], *, whole: bool) -> None:
    """Sort the checks of a run; ``whole``: all of one target, then all of the next."""
    targets = items[0].config.stash[TARGETS] if whole and items else ()
    places = {id(target): place for place, target in enumerate(targets)}
    items.sort(key=lambda item: (places.get(id(target_of(item)), 0), _late(item), rank_of(item)))


def _late(item: pytest.Item) -> int:
    return max((ORDER.get(mark.name, 0) for mark in item.iter_markers()), default=0)


def rank_of(item: pytest.Item) -> int:
    """Say how late an item runs where few sign-ins are asked for: first what one of them shows much by."""
    target = target_of(item) if is_check(item) else None
    if target is None or target.sign_in is None or target.sign_in.most_sign_ins is None:
        return 0
    chapter = item.path.parent.name
    return TELLING.index(chapter) if chapter in TELLING else len(TELLING)


def case_of(item: pytest.Item) -> str | None:
    """Give the named case: the ids of all parameters but the target, and the part of what is generated."""
    return _ids_without(item, "target", PART)


def _ids_without(item: pytest.Item, *left_out: str) -> str | None:
    callspec = getattr(item, "callspec", None)
    if callspec is None:
        return None
    ids = callspec._idlist  # noqa: SLF001 - pytest gives them no public name
    # one argument a parametrization (`conformance.check.each`), so arguments and ids go together
    named = zip(callspec.params, ids, strict=False)
    return "-".join(one for argument, one in named if argument not in left_out) or None


def id_of(item: pytest.Item) -> str:
    """Give the pytest id of a check without its target."""
    function, case = item.nodeid.partition("[")[0], _ids_without(item, "target")
    return f"{function}[{case}]" if case else function


def name_of(item: pytest.Item) -> str:
    """Give the name of the function behind an item."""
    return str(getattr(item, "originalname", None) or item.name)
