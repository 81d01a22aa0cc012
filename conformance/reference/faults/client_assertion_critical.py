"""Faults in reading critical headers (CA-CRIT)."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from conformance.reference import decoding
from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, setting
from conformance.reference.design import Change
from conformance.reference.fault import Fault
from conformance.reference.unasked import unasked

_STANDARD = frozenset({"alg", "typ", "x5c"})


def _passing(is_understood: Callable[[Attempt, Any], bool]) -> Change:
    """A header crit passes where this function says so; the headers that it names are then allowed."""

    def passes(attempt: Attempt) -> bool:
        critical = attempt.header.get("crit")
        return "crit" in attempt.header and "b64" not in attempt.header and is_understood(attempt, critical)

    return both(relaxed("no-critical-headers", passes), relaxed("headers-are-known", passes))


def _is_list_of_names(critical: Any) -> bool:
    return isinstance(critical, list) and all(isinstance(name, str) for name in critical)


def _is_well_formed(attempt: Attempt, critical: Any) -> bool:
    return (
        _is_list_of_names(critical)
        and critical != []
        and len(set(critical)) == len(critical)
        and not _STANDARD.intersection(critical)
        and attempt.header.keys() >= set(critical)
    )


def _has_none_unknown(known: Collection[str], critical: Any) -> bool:
    return _is_list_of_names(critical) and all(name in known for name in critical)


def _raises_at_a_second_equal_name(critical: Any) -> bool:
    return _is_list_of_names(critical) and max(Counter(critical).values(), default=0) > 1


def _has_critical_b64(attempt: Attempt) -> bool:
    return attempt.header.get("b64") is False and attempt.header.get("crit") == ["b64"]


def _has_plain_payload(attempt: Attempt) -> bool:
    return _has_critical_b64(attempt) and attempt.segments[1].startswith("{")


def _read_plain_or_encoded(text: str) -> bytes | None:
    return text.encode() if text.startswith("{") else decoding.read_segment(text)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "looks-at-the-form-of-crit-alone",
        "crit has to be well formed, but nobody asks whether its names are understood.",
        {"CA-CRIT": {"unknown"}},
        _passing(_is_well_formed),
    ),
    Fault(
        "walks-an-empty-crit",
        "Every name of crit has to be understood: of an empty list, every one is.",
        {"CA-CRIT": {"empty"}},
        _passing(lambda _, critical: _has_none_unknown((), critical)),
    ),
    Fault(
        "looks-at-a-crit-that-is-a-list",
        "The names are looked at where crit is a list.",
        {"CA-CRIT": {"string"}},
        _passing(lambda _, critical: not isinstance(critical, list)),
    ),
    Fault(
        "swallows-the-error-of-a-name-twice-in-crit",
        "The names are put into a map, which raises an error for a second equal one; that is noted and swallowed.",
        {"CA-CRIT": {"twice"}},
        _passing(lambda _, critical: _raises_at_a_second_equal_name(critical)),
    ),
    Fault(
        "understands-the-standard-headers-in-crit",
        "The headers that the library reads count as understood extensions.",
        {"CA-CRIT": {"registered-name"}},
        _passing(lambda _, critical: critical != [] and _has_none_unknown(_STANDARD, critical)),
    ),
    Fault(
        "looks-at-critical-headers-that-are-there",
        "A name of crit has to be understood where the header has that member.",
        {"CA-CRIT": {"name-absent"}},
        _passing(
            lambda attempt, critical: (
                critical != [] and _is_list_of_names(critical) and attempt.header.keys().isdisjoint(critical)
            )
        ),
    ),
    Fault(
        "skips-b64-without-crit",
        "b64 counts where crit names it, and is skipped elsewhere.",
        {"CA-CRIT": {"b64"}},
        both(
            relaxed("no-critical-headers", lambda attempt: "crit" not in attempt.header),
            relaxed("headers-are-known", lambda attempt: attempt.header.keys() <= attempt.settings.headers | {"b64"}),
        ),
    ),
    Fault(
        "understands-b64-by-name-alone",
        "b64 stands in the list of understood extensions, and nobody wrote what it means.",
        {"CA-CRIT": {"b64-critical"}},
        both(
            relaxed("no-critical-headers", _has_critical_b64),
            relaxed("headers-are-known", _has_critical_b64),
        ),
    ),
    Fault(
        "understands-b64",
        "A library for signed HTTP messages is used, which understands b64 as no JWT may.",
        {"CA-CRIT": {"b64-unencoded"}},
        both(
            setting(read_segment=_read_plain_or_encoded),
            unasked(_has_plain_payload, "segments-are-strict-base64url", "no-critical-headers", "headers-are-known"),
        ),
    ),
)
