"""Chapter RES: several tokens side by side (RFC 6749, sections 10.3 and 10.10)."""

from conformance.check import requirement
from conformance.client import Client
from conformance.granted import Grant, grant_of_other_client, tokens_of
from conformance.jwt_reading import is_signed
from conformance.outcome import NotApplicable, judge
from conformance.unguessable import ENOUGH_BITS, why_guessable


@requirement("RES-UNGUESSABLE")
def test_tokens_cannot_be_guessed_from_earlier_ones(grants: list[Grant]) -> None:
    tokens = list(dict.fromkeys(grant.token for grant in grants))
    if len(tokens) < len(grants):
        raise NotApplicable(f"{len(grants)} grants gave {len(tokens)} different tokens: too few to compare")
    if all(grant.jwt and is_signed(grant.jwt) for grant in grants):
        return
    fault = why_guessable(tokens)
    judge(fault is None, f"at least {ENOUGH_BITS} bits that vary from token to token", fault or "")


@requirement("RES-FRESH")
def test_two_grants_give_two_tokens(grants: list[Grant]) -> None:
    different = len({grant.token for grant in grants})
    actual = f"{different} different tokens in {len(grants)} grants"
    judge(different == len(grants), "a token of its own for each grant", actual)


@requirement("RES-PER-CLIENT")
def test_two_clients_never_receive_the_same_token(client: Client, grant: Grant) -> None:
    own = tokens_of(client) | {grant.token}
    other = grant_of_other_client(client)
    client.uses(other.exchange)
    judge(other.token not in own, "a token that the first client never got", "the second client got the same token")
