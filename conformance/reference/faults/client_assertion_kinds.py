"""Faults in telling a client assertion from other kinds of JWT (CA-OTHER-JWT)."""

from conformance.reference.changes import relaxed
from conformance.reference.design import Change
from conformance.reference.fault import Fault


def _skips_subject_of(*claims: str) -> Change:
    """A JWT with one of these claims is told to be of another kind, whose subject is looked at elsewhere."""
    return relaxed("subject-is-the-client", lambda attempt: not attempt.claims.keys().isdisjoint(claims))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "looks-up-the-subject-of-an-id-token",
        "One verifier serves all kinds of JWT; of one with auth_time the subject is a human, looked up later.",
        {"CA-OTHER-JWT": {"id-token"}},
        _skips_subject_of("auth_time"),
    ),
    Fault(
        "knows-no-subject-of-a-request-object",
        "One verifier serves all kinds of JWT; one with a response_type has no subject yet.",
        {"CA-OTHER-JWT": {"authorise-request"}},
        _skips_subject_of("response_type"),
    ),
)
