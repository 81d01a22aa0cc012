"""Faults in taking the request (chapter REQ)."""

from conformance.reference.changes import both, setting, without
from conformance.reference.fault import EVERY, Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-the-last-of-two-parameters",
        "The form is read into a dictionary, where the last of two equal names stays.",
        {"REQ-REPEATED": EVERY},
        both(without("parameters-once"), setting(choose=lambda values: values[-1])),
    ),
)
