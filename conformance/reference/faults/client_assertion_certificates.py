"""Faults in looking at the certificates of the client assertion (CA-X5C and its neighbours)."""

from conformance.reference.changes import without
from conformance.reference.fault import EVERY, Fault

FAULTS: tuple[Fault, ...] = (
    Fault(
        "checks-the-chain-but-not-its-party",
        "Any certificate of a trusted chain will do: nobody compares its party with the client.",
        {"CA-X5C-PARTY": EVERY},
        without("leaf-is-the-clients"),
    ),
)
