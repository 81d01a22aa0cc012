"""The target file: which endpoint is asked, in whose name, and with what manners (docs/target-file.md)."""

from conformance.target_faults import TargetFault, TargetFaults
from conformance.target_model import Expect, Limits, Party, Server, SignIn, Target, User

__all__ = [
    "Expect",
    "Limits",
    "Party",
    "Server",
    "SignIn",
    "Target",
    "TargetFault",
    "TargetFaults",
    "User",
]
