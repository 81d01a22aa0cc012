"""Faults in the answer that refuses (chapter ERR)."""

from conformance.reference.changes import refusal_with
from conformance.reference.fault import EVERY, Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "redirects-when-it-refuses",
        "The error handler of the web pages was left in, which sends everyone to the start page.",
        {"ERR-NO-REDIRECT": EVERY, "ERR-400": EVERY},
        refusal_with(status=302, headers={"Location": "/"}),
    ),
)
