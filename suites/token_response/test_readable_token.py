"""Chapter RES: a token that happens to be a JWT; an opaque one gives nothing to judge."""

import pytest

from conformance.check import requirement
from conformance.client import Client
from conformance.granted import Grant
from conformance.lifetime import lifetime_of
from conformance.outcome import NotApplicable, judge
from conformance.strict_json import kind_of

A_MINUTE = 60


@requirement("RES-TOKEN-SIGNED")
def test_a_token_that_is_a_jwt_is_signed(grant: Grant) -> None:
    token = grant.readable
    algorithm = token.header["alg"]
    named = isinstance(algorithm, str) and algorithm.lower() != "none"
    actual = f"alg is {algorithm!r:.60}" if not named else "its signature is empty"
    judge(named and token.signature != b"", "a signature algorithm and a signature", actual)


@requirement("RES-TOKEN-CLIENT")
def test_a_readable_token_names_the_client_that_asked_for_it(client: Client, grant: Grant) -> None:
    claims = grant.readable.claims
    if "client_id" not in claims:
        raise NotApplicable("the token is a JWT without client_id")
    own = client.target.client.id
    judge(claims["client_id"] == own, f"client_id {own}", f"client_id {claims['client_id']!r:.200}")


@requirement("RES-TOKEN-CLOCK")
def test_the_exp_of_a_readable_token_agrees_with_expires_in(
    client: Client, grant: Grant, request: pytest.FixtureRequest
) -> None:
    claims = grant.readable.claims
    if "exp" not in claims:
        raise NotApplicable("the token is a JWT without exp")
    # asked for here: where there is no exp, nobody's clock matters
    request.getfixturevalue("agreed_clock")
    ends = claims["exp"]
    is_number = isinstance(ends, int | float) and not isinstance(ends, bool)
    judge(is_number, "exp, a number of Unix seconds", f"exp is {kind_of(ends)}")
    left = ends - (grant.exchange.started + client.session.ahead)
    judge(left > 0, "exp in the future", f"exp lies {-left:.0f} s back")
    if "expires_in" in grant.members:
        promised = lifetime_of(grant, client.target.profile)
        actual = f"exp is {left:.0f} s away and expires_in says {promised:.0f} s"
        judge(abs(left - promised) <= A_MINUTE, "exp and expires_in within a minute of each other", actual)


@requirement("RES-SCOPE")
def test_a_client_learns_when_its_scope_is_not_the_one_it_asked_for(grant: Grant) -> None:
    given = granted_scope(grant)
    asked = set(grant.asked_scope.split())
    if not asked:
        raise NotApplicable("no scope was asked for ([client] scope in the target file)")
    if given == asked:
        raise NotApplicable("the token shows the scope that was asked for")
    told = grant.members.get("scope")
    says = isinstance(told, str) and set(told.split(" ")) == given
    actual = f"scope is {told!r:.200}" if "scope" in grant.members else "the answer has no scope"
    judge(says, f"scope, which says what the token holds: {' '.join(sorted(given))}", actual)


def granted_scope(grant: Grant) -> set[str]:
    """The scope values in a readable token (``scope``, or ``scp`` as some products call it)."""
    claims = grant.readable.claims
    found = claims.get("scope", claims.get("scp"))
    if isinstance(found, str):
        found = found.split(" ")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise NotApplicable("the token is a JWT that shows no scope")
    return {one for one in found if one}
