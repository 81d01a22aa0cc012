"""Faults in reading the base64url of the client assertion (CA-COMPACT-STRICT)."""

import re
from collections.abc import Callable

from conformance.reference.changes import replaced
from conformance.reference.decoding import is_strict_segment
from conformance.reference.design import Change
from conformance.reference.fault import Fault


def _cleaned(clean: Callable[[str], str]) -> Change:
    """The segments are strict when they are cleaned."""
    return replaced(
        "segments-are-strict-base64url",
        lambda attempt: all(is_strict_segment(clean(segment)) for segment in attempt.segments),
    )


def _is_decodable(segment: str) -> bool:
    """Only characters of the alphabet, in a number that can be decoded."""
    return re.fullmatch(r"[A-Za-z0-9_-]*", segment) is not None and len(segment) % 4 != 1


FAULTS: tuple[Fault, ...] = (
    Fault(
        "cuts-padding",
        "The decoder wants base64 without padding, so it is taken away from whatever comes.",
        {"CA-COMPACT-STRICT": {"padding"}},
        _cleaned(lambda segment: segment.rstrip("=")),
    ),
    Fault(
        "takes-either-alphabet",
        "The decoder knows both alphabets of base64.",
        {"CA-COMPACT-STRICT": {"plain-alphabet"}},
        _cleaned(lambda segment: segment.replace("+", "-").replace("/", "_")),
    ),
    Fault(
        "takes-spaces-out",
        "Spaces, which a copied assertion often has, are taken out.",
        {"CA-COMPACT-STRICT": {"space"}},
        _cleaned(lambda segment: segment.replace(" ", "")),
    ),
    Fault(
        "takes-line-breaks-out",
        "The decoder is the one for e-mail, which lets lines end anywhere.",
        {"CA-COMPACT-STRICT": {"line-break"}},
        _cleaned(lambda segment: "".join(segment.splitlines())),
    ),
    Fault(
        "forgives-spare-bits",
        "The decoder looks at the alphabet and throws spare bits away.",
        {"CA-COMPACT-STRICT": {"spare-bits"}},
        replaced(
            "segments-are-strict-base64url",
            lambda attempt: all(_is_decodable(segment) for segment in attempt.segments),
        ),
    ),
)
