"""Faults in refusing the algorithm none (CA-ALG-NONE): each spelling, with and without a signature."""

import re
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed
from conformance.reference.design import Change
from conformance.reference.fault import Fault

_BLOCKED = ("none", "None", "NONE")
_SPELLINGS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "lower-case": ("The library knows none, and nobody turned it off", lambda alg: alg == "none"),
    "capitalised": ("A missing algorithm is written None in the list of those allowed", lambda alg: alg == "None"),
    "upper-case": ("The algorithms are the names of an enum's constants, NONE among them", lambda alg: alg == "NONE"),
    "mixed-case": (
        "Three spellings of none are forbidden, and the library knows it in any",
        lambda alg: alg.lower() == "none" and alg not in _BLOCKED,
    ),
    "leading-space": (
        "none is forbidden, and the library trims in front",
        lambda alg: alg not in _BLOCKED and alg.lstrip() == "none",
    ),
    "trailing-space": (
        "none is forbidden, and algorithms are looked up in a table that counts no spaces at the end",
        lambda alg: alg not in _BLOCKED and alg.rstrip(" ") == "none",
    ),
    "trailing-line-break": (
        "none is forbidden, and then matched by an expression whose end may have a line break behind it",
        lambda alg: alg not in _BLOCKED and re.match(r"none$", alg) is not None,
    ),
    "trailing-null": (
        "none is forbidden, and then compared by a function for strings that end with a null byte",
        lambda alg: alg not in _BLOCKED and alg.split("\0")[0] == "none",
    ),
}


def _taking_none(is_none: Callable[[str], bool], signed: bool) -> Change:
    def is_taken(attempt: Attempt) -> bool:
        algorithm = attempt.header.get("alg")
        return isinstance(algorithm, str) and is_none(algorithm) and bool(attempt.signature) is signed

    return both(relaxed("algorithm-is-allowed", is_taken), relaxed("signature-is-right", is_taken))


_UNSIGNED = tuple(
    Fault(
        f"takes-none-{name}-unsigned",
        f"{slip}; its signature has to be empty, as RFC 7518 says.",
        {"CA-ALG-NONE": {name}},
        _taking_none(is_none, False),
    )
    for name, (slip, is_none) in _SPELLINGS.items()
)

_SIGNED = tuple(
    Fault(
        f"takes-none-{name}-signed",
        f"{slip}; an empty signature is refused early, and any other is not looked at.",
        {"CA-ALG-NONE": {f"{name}-signed"}},
        _taking_none(is_none, True),
    )
    for name, (slip, is_none) in _SPELLINGS.items()
)

FAULTS: tuple[Fault, ...] = (*_UNSIGNED, *_SIGNED)
