"""Chapter ERR: the status of a refusal where a client has a secret (RFC 6749, section 5.2)."""

from conformance.check import each, locks_once, requirement
from conformance.client import Client
from conformance.outcome import judge
from conformance.refusals import WRONG_SECRET, answer_of, refusal_of
from conformance.target import Target

FAULTY = ("no-grant-type", "wrong-grant-type", "wrong-scope", "unreadable-body", "no-client-id", "no-secret")
UNKNOWN_CLIENT, NO_CREDENTIALS = "unknown-client", "no-credentials"


@requirement("ERR-STATUS")
@each("name", {name: name for name in (*FAULTY, NO_CREDENTIALS, UNKNOWN_CLIENT)})
def test_the_status_says_whether_the_request_or_the_authentication_was_at_fault(client: Client, name: str) -> None:
    judge_status(client, name)


@requirement("ERR-STATUS")
@locks_once
@each("name", {WRONG_SECRET: WRONG_SECRET})
def test_the_status_says_that_a_wrong_secret_is_a_failed_authentication(client: Client, name: str) -> None:
    judge_status(client, name)


def judge_status(client: Client, name: str) -> None:
    """Judge the status of one refusal."""
    status, fitting = answer_of(refusal_of(client, name)).status, statuses_of(client.target, name)
    judge(status in fitting, f"status {' or '.join(map(str, fitting))}", f"status {status}")


def statuses_of(target: Target, name: str) -> tuple[int, ...]:
    """Give the statuses that fit: 400 for a faulty request, 401 for a failed authentication, and what else may be said.

    404 says that a client is unknown (reading A16), 403 that one may not have a scope. At ciam 400 and 401 serve for
    both kinds. A generic endpoint may take missing credentials for a missing parameter.
    """
    failed = name not in FAULTY
    either = target.profile == "ciam" or (name == NO_CREDENTIALS and target.expect.error_body == "rfc6749")
    usual = (400, 401) if either else (401,) if failed else (400,)
    further = {UNKNOWN_CLIENT: (404,), "wrong-scope": (403,)}
    return (*usual, *further.get(name, ()))
