"""The refusals of a token endpoint (RFC 6749, section 5.2; RFC 7523, section 3.2), with the status iSHARE demands."""

from conformance.reference.design import Refusal


def invalid_request(description: str) -> Refusal:
    """The request is malformed: 400."""
    return Refusal(400, "invalid_request", description)


def invalid_client(description: str) -> Refusal:
    """The client could not be authenticated: 400, as iSHARE has it."""
    return Refusal(400, "invalid_client", description)


def invalid_grant(description: str) -> Refusal:
    """The authorization code, or what belongs to it, is wrong: 400."""
    return Refusal(400, "invalid_grant", description)


def unsupported_grant_type(description: str) -> Refusal:
    """The grant type is not served here: 400."""
    return Refusal(400, "unsupported_grant_type", description)


def invalid_scope(description: str) -> Refusal:
    """The scope is missing, unknown or malformed: 400."""
    return Refusal(400, "invalid_scope", description)


def wrong_method(allowed: str) -> Refusal:
    """The method is not served here: 405 with the methods that are (RFC 9110, section 15.5.6)."""
    return Refusal(405, "invalid_request", f"Use {allowed}", (("Allow", allowed),))


def unauthorized(description: str, realm: str = "token") -> Refusal:
    """The client could not be authenticated: 401 with the challenge of HTTP Basic (RFC 7617, section 2)."""
    challenge = (("WWW-Authenticate", f'Basic realm="{realm}", charset="UTF-8"'),)
    return Refusal(401, "invalid_client", description, challenge)
