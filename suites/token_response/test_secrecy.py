"""Chapter RES: the client's secret never comes back (RFC 6749, section 10.2)."""

import contextlib

from conformance.check import locks_once, looks_back, requirement
from conformance.client import Client
from conformance.granted import Grant
from conformance.outcome import NotApplicable, NotTestable, Violated
from conformance.refusals import WRONG_SECRET, Refusals, refusal_of
from conformance.secret_echoes import echo_in, is_a_word

WORD = "it is short or may be a word, which stands in answers by chance; give the client a longer, random one"


@requirement("RES-NO-SECRET")
@locks_once
@looks_back
def test_no_answer_and_no_readable_token_carries_the_secret(client: Client, grant: Grant, refusals: Refusals) -> None:
    """Every answer of the run so far is looked at, granting or refusing."""
    with contextlib.suppress(NotTestable, NotApplicable):
        # most often another check has asked for it; of several workers this one may not have had that check
        refusal_of(client, WRONG_SECRET)
    parties = (client.target.client, client.target.other_client)
    secrets = [party.secret for party in parties if party is not None and party.secret is not None]
    judged = [secret for secret in secrets if not is_a_word(secret)]
    client.uses(grant.exchange, *refusals.found.values())
    for exchange in client.session.endpoint.log:
        told = (echo_in(exchange.answer, secret) for secret in judged if exchange.answer)
        if found := next(filter(None, told), None):
            client.uses(exchange)
            raise Violated("no secret of the client in any answer", f"{found} (exchange {exchange.number})")
    if len(judged) < len(secrets):
        raise NotTestable(f"the client's secret cannot be looked for: {WORD}")
