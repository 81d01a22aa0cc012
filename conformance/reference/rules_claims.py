"""Rules about the claims of the client assertion (chapter CA), and the memory that takes each one once."""

from conformance.reference.attempt import Attempt
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_client

DATES = ("iat", "exp", "nbf")
"""The claims that are a NumericDate (RFC 7519, section 2)."""


def is_missing_or_number(attempt: Attempt, name: str) -> bool:
    """The claim is a finite JSON number, where it is there."""
    return name not in attempt.claims or attempt.number(name) is not None


def is_unexpired(attempt: Attempt) -> bool:
    """`exp` lies ahead, or behind by less than the skew. Where it is no number, another rule says so."""
    expiry = attempt.number("exp")
    return expiry is None or expiry > attempt.now - attempt.settings.skew


def is_issued_in_the_past(attempt: Attempt) -> bool:
    """`iat` lies behind, or ahead by no more than the skew."""
    issued = attempt.number("iat")
    return issued is None or issued <= attempt.now + attempt.settings.skew


def has_right_lifetime(attempt: Attempt) -> bool:
    """`exp` is `iat` and thirty seconds."""
    issued, expiry = attempt.number("iat"), attempt.number("exp")
    try:
        return issued is None or expiry is None or expiry - issued == attempt.settings.assertion_life
    except OverflowError:
        # an integer may be beyond any float
        return False


def has_not_before_come(attempt: Attempt) -> bool:
    """`nbf`, where it is there, lies behind, or ahead by no more than the skew."""
    start = attempt.number("nbf")
    return start is None or start <= attempt.now + attempt.settings.skew


def has_whole_dates(attempt: Attempt) -> bool:
    """`iat` and `exp` are written as whole numbers."""
    return not any(isinstance(attempt.number(name), float) for name in ("iat", "exp"))


def is_new(attempt: Attempt) -> bool:
    """The assertion was not taken before; from now on it has been."""
    return attempt.world.first_use(attempt.settings.replay_key(attempt), attempt.settings.remember_until(attempt))


RULES = (
    Rule(
        "issuer-is-the-client",
        lambda attempt: attempt.claim("iss") == attempt.identity,
        invalid_client("iss is not the client"),
    ),
    Rule(
        "subject-is-the-client",
        lambda attempt: attempt.claim("sub") == attempt.identity,
        invalid_client("sub is not the client"),
    ),
    Rule(
        "audience-is-this-server",
        lambda attempt: attempt.claim("aud") == attempt.world.party,
        invalid_client("aud is not this server alone"),
    ),
    Rule(
        "jti-present",
        lambda attempt: attempt.claim("jti") is not None,
        invalid_client("jti is missing"),
    ),
    Rule(
        "jti-is-text",
        lambda attempt: (
            attempt.claim("jti") is None or (isinstance(attempt.claim("jti"), str) and attempt.claim("jti"))
        ),
        invalid_client("jti is no text"),
    ),
    Rule("issued-at-present", lambda attempt: "iat" in attempt.claims, invalid_client("iat is missing")),
    Rule("expiry-present", lambda attempt: "exp" in attempt.claims, invalid_client("exp is missing")),
    Rule(
        "dates-are-numbers",
        lambda attempt: all(is_missing_or_number(attempt, name) for name in DATES),
        invalid_client("A date is no number"),
    ),
    Rule("dates-are-whole", has_whole_dates, invalid_client("A date has a fraction")),
    Rule("not-issued-in-the-future", is_issued_in_the_past, invalid_client("iat lies in the future")),
    Rule("not-expired", is_unexpired, invalid_client("The client assertion has expired")),
    Rule("lifetime-is-right", has_right_lifetime, invalid_client("exp is not thirty seconds after iat")),
    Rule("not-before-has-come", has_not_before_come, invalid_client("nbf lies in the future")),
)

REPLAY_RULES = (Rule("assertion-is-new", is_new, invalid_client("The client assertion was taken before")),)
