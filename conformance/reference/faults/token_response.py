"""Faults in the answer that grants (chapter RES)."""

from conformance.reference.changes import REMOVED, grant_header
from conformance.reference.fault import EVERY, Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "forgets-pragma",
        "Only Cache-Control was set; Pragma was taken for a thing of the past.",
        {"RES-PRAGMA": EVERY},
        grant_header("Pragma", REMOVED),
    ),
)
