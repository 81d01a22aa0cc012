"""Rules about the authorization code of a token request (chapter H2M)."""

import base64
import hashlib

from conformance.reference.attempt import Attempt
from conformance.reference.codes import code_of, spend
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_grant, invalid_request


def is_for_the_client(attempt: Attempt) -> bool:
    """The code was given to the client that asks."""
    code = code_of(attempt)
    return code is None or code.asked.client == attempt.identity


def has_same_redirect_uri(attempt: Attempt) -> bool:
    """The redirect URI is, character by character, the one to which the code was sent."""
    code, uri = code_of(attempt), attempt.parameter("redirect_uri")
    return code is None or uri is None or code.asked.redirect_uri == uri


def is_alive(attempt: Attempt) -> bool:
    """The code's time is not over. One that was spent is for another rule, which also revokes its token."""
    code = code_of(attempt)
    return code is None or code.spent or code.until > attempt.now


def needs_no_verifier(attempt: Attempt) -> bool:
    """There was no challenge, or there is a verifier (RFC 7636, section 4.6)."""
    code = code_of(attempt)
    return code is None or code.asked.challenge is None or attempt.parameter("code_verifier") is not None


def has_right_verifier(attempt: Attempt) -> bool:
    """The verifier is the one from which the challenge was made."""
    code, verifier = code_of(attempt), attempt.parameter("code_verifier")
    if code is None or code.asked.challenge is None or verifier is None:
        return True
    return challenge_of(verifier) == code.asked.challenge


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


PARAMETER_RULES = (
    Rule(
        "redirect-uri-present",
        lambda attempt: attempt.parameter("redirect_uri") is not None,
        invalid_request("The redirect URI is missing"),
    ),
    Rule(
        "code-present",
        lambda attempt: attempt.parameter("code") is not None,
        invalid_request("The authorization code is missing"),
    ),
)

CODE_RULES = (
    Rule(
        "code-is-known",
        lambda attempt: code_of(attempt) is not None,
        invalid_grant("The authorization code is not known"),
    ),
    Rule("code-is-the-clients", is_for_the_client, invalid_grant("The authorization code is another client's")),
    Rule("redirect-uri-is-the-same", has_same_redirect_uri, invalid_grant("The redirect URI is another one")),
    Rule("code-is-alive", is_alive, invalid_grant("The authorization code has expired")),
    Rule("verifier-present", needs_no_verifier, invalid_grant("The code verifier is missing")),
    Rule("verifier-is-right", has_right_verifier, invalid_grant("The code verifier is wrong")),
)

SPENDING_RULES = (Rule("code-is-new", spend, invalid_grant("The authorization code was used before")),)
