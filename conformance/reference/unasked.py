"""Slips by which a rule is not asked: an exception that is swallowed, an `if` around a check, an early return."""

from conformance.reference import rules_certificate, rules_claims, rules_jwt
from conformance.reference.changes import Holds, both, relaxed
from conformance.reference.design import Change

HEADER = tuple(rule.name for rule in rules_jwt.FORM_RULES)
"""The form of the assertion and its header."""
SIGNATURE = tuple(rule.name for rule in (*rules_certificate.CERTIFICATE_RULES, *rules_jwt.SIGNATURE_RULES))
"""The certificates and the signature."""
CLAIMS = tuple(rule.name for rule in (*rules_jwt.PAYLOAD_RULES, *rules_claims.RULES, *rules_claims.REPLAY_RULES))
"""The payload, every claim, and that the assertion is new."""
ASSERTION = (*HEADER, *SIGNATURE, *CLAIMS)
"""Everything about the assertion but that it is there and whose certificate it has."""


def unasked(when: Holds, *rules: str) -> Change:
    """The rules of these names let everything pass where `when` says so."""
    return both(*(relaxed(name, when) for name in rules))
