"""Chapter REQ: what a right request gets, and that nothing of it lingers on the connection (RFC 6749, section 5.1)."""

from conformance.changes import both, http_header, unchanged, without
from conformance.check import requirement
from conformance.client import Client, Sender
from conformance.exchange import Exchange
from conformance.granted import Grant
from conformance.outcome import NotTestable, judge
from conformance.verdict import Kind

WITHOUT_CREDENTIALS = both(
    without("client_id", "client_secret", "client_assertion_type", "client_assertion"),
    http_header("Authorization", None),
)


@requirement("REQ-GRANTED")
def test_every_right_request_is_answered_with_status_200(client: Client, grants: list[Grant]) -> None:
    found = {one.number: one for one in [*granted_so_far(client), *(grant.exchange for grant in grants)]}
    wrong = [one for one in found.values() if one.answer and one.answer.status != 200]
    client.uses(*wrong[:1])
    statuses = sorted({str(one.answer.status) for one in wrong if one.answer})
    actual = f"{len(wrong)} of {len(found)} right requests got their token with status {', '.join(statuses)}"
    judge(not wrong, "status 200 exactly for every right request", actual)


def granted_so_far(client: Client) -> list[Exchange]:
    """The unchanged requests of this run that were granted: late grants show what early ones do not."""
    session = client.session
    sent = (one for one in session.endpoint.log if one.good is None and one.request.url == client.target.endpoint)
    return [one for one in sent if session.kind(one) is Kind.GRANTED]


@requirement("REQ-ALONE")
def test_a_request_without_credentials_on_a_connection_that_was_granted_a_token_is_refused(client: Client) -> None:
    asked = client.tries(after_a_grant)
    before = next(one for one in reversed(client.exchanges) if one.purpose == "first step")
    if asked.exchange.connection != before.connection:
        client.note("The endpoint closed the connection behind its grant, so that nothing can linger on it.")
    if asked.kind is Kind.GRANTED and client.tries(on_a_fresh_connection).kind is Kind.GRANTED:
        raise NotTestable("it is granted on a fresh connection as well, so nothing lingers; another row judges that")
    asked.is_refused()


def after_a_grant(send: Sender) -> Exchange:
    """A granted request, and at once one without credentials over the same connection."""
    send.granted(unchanged)
    return send(WITHOUT_CREDENTIALS)


def on_a_fresh_connection(send: Sender) -> Exchange:
    """One without credentials where nothing came before it."""
    send.hang_up()
    return send(WITHOUT_CREDENTIALS, purpose="request to compare with")
