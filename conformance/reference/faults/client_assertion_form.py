"""Faults in reading the client assertion: its form, header and signature (chapter CA)."""

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed
from conformance.reference.fault import Fault


def _is_none_in_mixed_case(attempt: Attempt) -> bool:
    algorithm = attempt.header.get("alg")
    return isinstance(algorithm, str) and algorithm.lower() == "none" and algorithm != "none"


FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-none-in-mixed-case",
        "The algorithm none is looked for in lower case, while the library knows it in any.",
        {"CA-ALG-NONE": {"mixed-case"}},
        both(
            relaxed("algorithm-is-allowed", _is_none_in_mixed_case),
            relaxed("signature-is-right", _is_none_in_mixed_case),
        ),
    ),
)
