"""Specimens of shared chapters that are run at further flows than the one they were written for.

One check serves every flow that has its row, and one flow proves that it can fail. A sample shows that it does so at
another flow too, where every request takes a code of its own and other rules stand around the one that is broken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from conformance.reference import shared_secrets
from conformance.reference.fault import Fault, Variation

Shared = TypeVar("Shared", bound=Fault | Variation)

FAULTS: Mapping[str, tuple[str, ...]] = {
    **shared_secrets.FAULTS,
    "h2m": (
        *("answers-201", "remembers-the-client-of-a-connection", "serves-get", "says-405-without-allow"),
        *("counts-an-empty-secret", "reads-json", "takes-two-authentications", "ignores-the-grant-type"),
        *("hands-nul-to-the-database", "has-no-room-for-40-kb"),
        *("sends-html-as-content-type", "writes-seconds-as-text", "issues-a-refresh-token", "says-no-cache-alone"),
        *("counts-from-its-start", "forgets-the-signature", "draws-32-bits", "caches-tokens-by-scope"),
        *("forgets-tokens-after-two-seconds", "refuses-with-200", "refuses-with-500"),
        *("answers-401-without-a-challenge", "serialises-refusals-twice", "shows-a-trace-of-python"),
        "writes-codes-in-capitals",
        *("needs-no-x5c", "knows-the-root-by-its-name", "checks-the-chain-but-not-its-party", "needs-no-audience"),
        *("never-verifies-the-signature", "takes-the-key-from-jwk", "gives-five-minutes-of-grace"),
        *("forgets-every-assertion", "looks-and-then-marks", "dies-of-depth"),
    ),
}
"""By flow, the names of faults."""

VARIATIONS: Mapping[str, tuple[str, ...]] = {
    **shared_secrets.VARIATIONS,
    "h2m": (
        *("jwt-access-token", "access-token-of-4000-characters", "same-token-while-it-lives"),
        *("expires-in-left-out", "expires-in-five-minutes", "more-members", "escapes-every-letter"),
        *("401-for-failed-authentication", "415-for-another-content-type", "refusals-without-description"),
        *("other-codes-that-fit", "uses-up-what-it-refuses", "allows-options-too"),
        *("skew-of-ten", "takes-the-last-of-two-equal-names", "refuses-a-query"),
        *("knows-the-client-by-its-certificate", "ignores-further-headers", "charset-in-the-content-type"),
        *("headers-in-lower-case", "more-cache-directives", "closes-after-every-answer", "speaks-http-1-0"),
        *("chunked-answers", "compressed-answers"),
    ),
}
"""By flow, the names of legal variations."""


def also_at(found: Iterable[Shared], sample: Mapping[str, tuple[str, ...]]) -> tuple[Shared, ...]:
    """Give the specimens, those of the sample with its flows added; ValueError for a name that none of them has."""
    specimens = tuple(found)
    unknown = {name for names in sample.values() for name in names} - {one.name for one in specimens}
    if unknown:
        raise ValueError(f"no such specimens: {', '.join(sorted(unknown))}")
    return tuple(_at(one, [flow for flow, names in sample.items() if one.name in names]) for one in specimens)


def _at(specimen: Shared, flows: list[str]) -> Shared:
    added = tuple(flow for flow in flows if flow not in specimen.profiles)
    return replace(specimen, profiles=(*specimen.profiles, *added)) if added else specimen
