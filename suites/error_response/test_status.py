"""Chapter ERR: the status of a refusal, and the headers that belong to it (RFC 6749, section 5.2)."""

from conformance.check import each, looks_back, requirement
from conformance.client import Client
from conformance.exchange import Exchange
from conformance.header_fields import HeaderError, challenges, directives
from conformance.outcome import NotApplicable, NotTestable, judge
from conformance.refusals import FAILED_ASSERTIONS, Refusals, answer_of, refusal_of, refusals_of, with_guesses

JUDGED = ("no-grant-type", "wrong-grant-type", "wrong-scope", "wrong-code", *FAILED_ASSERTIONS)


@requirement("ERR-400")
@each("name", {name: name for name in JUDGED})
def test_a_faulty_request_is_answered_400(client: Client, name: str) -> None:
    status = answer_of(refusal_of(client, name)).status
    failed = name in FAILED_ASSERTIONS
    expected = "400, or 401 for a failed client authentication" if failed else "400"
    judge(status == 400 or (failed and status == 401), expected, f"status {status}")


@requirement("ERR-400-AUTH")
def test_a_failed_client_authentication_is_answered_400(client: Client) -> None:
    def trouble(exchange: Exchange) -> str | None:
        status = answer_of(exchange).status
        if status not in (400, 401):
            raise NotTestable(f"it needs ERR-400: status {status}")
        return "status 401" if status == 401 else None

    refusals_of(client, *FAILED_ASSERTIONS).are("400, as iSHARE has it", trouble)


@requirement("ERR-NO-REDIRECT")
def test_a_refusal_is_no_redirect(refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        answer = answer_of(exchange)
        place = ", ".join(answer.values("Location"))
        return f"status {answer.status}, Location {place!r:.100}" if 300 <= answer.status < 400 else None

    refusals.are("no status of the 3xx family", trouble)


@requirement("ERR-CHALLENGE")
@looks_back
def test_every_401_carries_a_challenge(client: Client, refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        if answer_of(exchange).status != 401:
            raise NotApplicable("no refusal has the status 401")
        return missing_challenge(exchange, client.target.profile)

    expected = "WWW-Authenticate with the scheme Basic and a realm" if client.target.profile == "basic" else ""
    with_guesses(client, refusals).are(expected or "WWW-Authenticate with a challenge", trouble)


def missing_challenge(exchange: Exchange, profile: str) -> str | None:
    """Say what is wrong with the challenge of a 401; basic needs its own scheme and a realm (RFC 7617, section 2)."""
    values = answer_of(exchange).values("WWW-Authenticate")
    if not values:
        return "401 without WWW-Authenticate"
    try:
        found = challenges(values)
    except HeaderError as fault:
        return f"401 with a WWW-Authenticate that cannot be read: {fault}"
    if profile == "basic" and not any(one.scheme == "basic" and "realm" in one.parameters for one in found):
        return f"401 with {', '.join(values):.100}"
    return None


@requirement("ERR-NO-STORE")
def test_refusals_forbid_storing_as_well(refusals: Refusals) -> None:
    def trouble(exchange: Exchange) -> str | None:
        answer = answer_of(exchange)
        stored = "no-store" not in directives(answer.values("Cache-Control"))
        cached = "no-cache" not in directives(answer.values("Pragma"))
        missing = ["Cache-Control: no-store"] * stored + ["Pragma: no-cache"] * cached
        return f"without {' and '.join(missing)}" if missing else None

    refusals.are("Cache-Control: no-store and Pragma: no-cache", trouble)
