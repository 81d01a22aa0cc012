"""Rules of the authorise endpoint (chapter AZ): what is asked for, where the code goes, and who signed the request."""

import re
from collections.abc import Iterable
from dataclasses import replace

from conformance.reference.attempt import Attempt
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_request, invalid_scope, wrong_method
from conformance.reference.sign_ins import LEVELS

SUBJECT = "urn:TBD"
"""The subject of a request object: nobody has signed in yet."""
BESIDE = ("response_type", "client_id", "scope")
"""The parameters that stand in the form and in the request object alike."""


def agrees_with_the_form(attempt: Attempt) -> bool:
    """What stands in the form and must stand in the request object too is the same in both (OIDC, section 6.1)."""
    return all(attempt.parameter(name) == attempt.claim(name) for name in BESIDE)


def is_redirect_uri_registered(attempt: Attempt) -> bool:
    """The redirect URI is, character by character, one of the client's (RFC 9700, section 2.1)."""
    party, uri = attempt.world.parties.get(attempt.identity or ""), attempt.asked("redirect_uri")
    return party is None or uri is None or uri in party.redirect_uris


def is_state_visible(attempt: Attempt) -> bool:
    """The state is visible ASCII and blanks (RFC 6749, appendix A.5)."""
    state = attempt.asked("state")
    return state is None or re.fullmatch(r"[ -~]+", state) is not None


def has_known_level(attempt: Attempt) -> bool:
    """Where levels of assurance are asked for, one of them is one of iSHARE's."""
    levels = attempt.asked("acr_values")
    return levels is None or not set(levels.split()).isdisjoint(LEVELS)


def is_challenge_s256(attempt: Attempt) -> bool:
    """A challenge, where there is one, is made with S256 and looks so (RFC 7636, sections 4.2 and 4.3)."""
    challenge = attempt.asked("code_challenge")
    if challenge is None:
        return True
    return attempt.asked("code_challenge_method") == "S256" and bool(re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge))


def about_the_request_object(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules of a client assertion, asked of the request object, which is another JWT of the same signer."""
    return tuple(
        replace(
            rule,
            refusal=replace(rule.refusal, description=rule.refusal.description.replace("client assertion", "request")),
        )
        for rule in rules
    )


METHOD_RULES = (
    Rule(
        "method-is-get-or-post",
        lambda attempt: attempt.incoming.method in {"GET", "POST"},
        wrong_method("GET, POST"),
    ),
)

PRESENCE_RULES = (
    Rule("request-present", lambda attempt: attempt.assertion != "", invalid_request("The signed request is missing")),
)

SUBJECT_RULES = (
    Rule(
        "subject-is-open",
        lambda attempt: attempt.claim("sub") == SUBJECT,
        invalid_request(f"sub of the request is not {SUBJECT}"),
    ),
)

AGREEMENT_RULES = (
    Rule(
        "form-agrees-with-request",
        agrees_with_the_form,
        invalid_request("The form says another thing than the signed request"),
    ),
)

CONTENT_RULES = (
    Rule(
        "response-type-is-code",
        lambda attempt: attempt.asked("response_type") == "code",
        invalid_request("The response type is not code"),
    ),
    Rule(
        "scope-has-openid",
        lambda attempt: "openid" in (attempt.asked("scope") or "").split(" "),
        invalid_scope("The scope lacks openid"),
    ),
    Rule(
        "redirect-uri-present",
        lambda attempt: attempt.asked("redirect_uri") is not None,
        invalid_request("The redirect URI is missing"),
    ),
    Rule(
        "redirect-uri-is-registered",
        is_redirect_uri_registered,
        invalid_request("The redirect URI is not registered for the client"),
    ),
    Rule("state-present", lambda attempt: attempt.asked("state") is not None, invalid_request("The state is missing")),
    Rule("state-is-visible", is_state_visible, invalid_request("The state holds other characters than visible ones")),
    Rule("nonce-present", lambda attempt: attempt.asked("nonce") is not None, invalid_request("The nonce is missing")),
    Rule("level-is-known", has_known_level, invalid_request("No known level of assurance is asked for")),
    Rule("challenge-is-s256", is_challenge_s256, invalid_request("The code challenge is not made with S256")),
)

PKCE_RULES = (
    Rule(
        "challenge-present",
        lambda attempt: attempt.asked("code_challenge") is not None,
        invalid_request("The code challenge is missing"),
    ),
)
