"""Faults in the answer that grants, of what is demanded of H2M and not of M2M (chapter RES)."""

from dataclasses import replace

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, grant_edited, grant_header, grant_with
from conformance.reference.design import Change, Draft
from conformance.reference.fault import EVERY, Fault

H2M = ("h2m",)
_SMALL, _CAPITALS = "bearer", "BEARER"


def _cache_control_twice(_: Attempt, draft: Draft) -> Draft:
    return replace(draft, headers=(*draft.headers, ("Cache-Control", "max-age=0")))


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


FAULTS = (
    _fault(
        "writes-bearer-in-small-letters",
        "The framework has small letters, and letter case was said to mean nothing.",
        "RES-TOKEN-TYPE-SPELLING",
        grant_with(token_type=_SMALL),
    ),
    _fault(
        "writes-bearer-in-capitals",
        "The name of the constant is written, and not its value.",
        "RES-TOKEN-TYPE-SPELLING",
        grant_with(token_type=_CAPITALS),
    ),
    _fault(
        "adds-max-age-to-no-store",
        "The framework's helper against caches writes all that it knows.",
        "RES-CACHE-EXACT",
        grant_header("Cache-Control", "no-store, max-age=0"),
    ),
    _fault(
        "appends-a-second-cache-control",
        "A filter for all pages appends its own header in place of setting it.",
        "RES-CACHE-EXACT",
        grant_edited(_cache_control_twice),
    ),
    _fault(
        "writes-both-words-into-both-headers",
        "One constant is written into Cache-Control and into Pragma.",
        "RES-CACHE-EXACT",
        both(grant_header("Cache-Control", "no-cache, no-store"), grant_header("Pragma", "no-cache, no-store")),
    ),
)
