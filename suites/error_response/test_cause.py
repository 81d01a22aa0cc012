"""Chapter ERR: the code of a refusal fits its cause (RFC 6749, section 5.2; RFC 7523, section 3.2)."""

from conformance.check import each, requirement
from conformance.client import Client
from conformance.outcome import NotTestable, judge
from conformance.refusals import FAILED_ASSERTIONS, REGISTERED_CODES, error_members, refusal_of

Named = tuple[str, tuple[str, ...]]
CLIENT_OR_REQUEST = ("invalid_client", "invalid_request")
CODES: dict[str, tuple[str, ...]] = {
    "no-grant-type": ("invalid_request", "unsupported_grant_type"),
    # unauthorized_client is said of a grant that is served, but not to this client
    "wrong-grant-type": ("unsupported_grant_type", "unauthorized_client"),
    "wrong-scope": ("invalid_scope",),
    "wrong-code": ("invalid_grant",),
    "no-assertion": CLIENT_OR_REQUEST,
    "no-assertion-type": CLIENT_OR_REQUEST,
    "no-client-id": CLIENT_OR_REQUEST,
    "unreadable-assertion": CLIENT_OR_REQUEST,
    "no-secret": CLIENT_OR_REQUEST,
    "unreadable-body": ("invalid_request",),
    "unknown-client": ("invalid_client",),
}


@requirement("ERR-CLIENT")
@each("name", {name: name for name in FAILED_ASSERTIONS})
def test_a_client_assertion_that_fails_is_answered_with_invalid_client(client: Client, name: str) -> None:
    judge_code(client, name, ("invalid_client",))


@requirement("ERR-CAUSE")
@each("cause", {name: (name, codes) for name, codes in CODES.items()})
def test_the_error_code_fits_the_cause(client: Client, cause: Named) -> None:
    judge_code(client, *cause)


def judge_code(client: Client, name: str, codes: tuple[str, ...]) -> None:
    """Judge the code of one refusal; one that is not registered at all is judged by ERR-CODE."""
    found = error_members(refusal_of(client, name)).get("error")
    if found not in REGISTERED_CODES:
        raise NotTestable(f"it needs ERR-CODE: error is {found!r:.80}")
    judge(found in codes, " or ".join(codes), f"error {found}")
