"""The strict endpoint of the flow iSHARE M2M: its rules in order, and its grant."""

import secrets

from conformance.reference import rules_certificate, rules_claims, rules_http, rules_jwt, rules_parameters
from conformance.reference.attempt import Attempt, Settings
from conformance.reference.design import Design, Draft
from conformance.reference.message import Incoming
from conformance.reference.signatures import VERIFIERS
from conformance.reference.world import World

RULES = (
    *rules_http.RULES,
    *rules_parameters.ONCE_RULES,
    *rules_parameters.GRANT_RULES,
    *rules_parameters.SCOPE_RULES,
    *rules_parameters.CLIENT_RULES,
    *rules_jwt.FORM_RULES,
    *rules_certificate.CERTIFICATE_RULES,
    *rules_jwt.SIGNATURE_RULES,
    *rules_jwt.PAYLOAD_RULES,
    *rules_claims.RULES,
    *rules_certificate.PARTY_RULES,
    # Last, for an assertion is used up only by a request that is granted otherwise.
    *rules_claims.REPLAY_RULES,
)


def opaque_token(_: Attempt) -> str:
    """Forty-three characters with 256 bits from the system's randomness (RFC 6749, section 10.10)."""
    return secrets.token_urlsafe(32)


def bearer_grant(attempt: Attempt, draft: Draft) -> Draft:
    """The answer of RFC 6749, section 5.1; the token is remembered, so that it opens the protected resource."""
    token, life = attempt.notes["token"], attempt.settings.token_life
    attempt.world.issue(token, attempt.identity or "", attempt.now + life)
    members = (("access_token", token), ("token_type", "Bearer"), ("expires_in", life))
    return Draft(draft.status, members, draft.headers, draft.render)


def is_token_alive(world: World, _: Incoming, token: str) -> bool:
    """The protected resource is opened by a token that was handed out here and still lives."""
    return world.opens(token)


def good_m2m() -> Design:
    """The strict M2M endpoint: every MUST and every SHOULD of the profile holds."""
    return Design("m2m", RULES, Settings(verifiers=VERIFIERS), opaque_token, bearer_grant, is_token_alive)
