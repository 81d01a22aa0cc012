"""Chapter BASIC: the id_token and the refresh token that may stand in the answer (OpenID Connect Core, section 2)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from conformance.check import each, requirement
from conformance.client import Client
from conformance.credentials import secret_of
from conformance.granted import Grant
from conformance.optional_tokens import (
    audience_fault,
    equality_fault,
    expiry_fault,
    id_token_of,
    is_signed_with,
    jwt_fault,
    key_that_signed,
    readable_id_token,
    text_fault,
)
from conformance.outcome import NotApplicable, judge


@requirement("BASIC-OPTIONAL-TOKENS")
@each(
    "fault_of",
    id_token=partial(text_fault, name="id_token"),
    refresh_token=partial(text_fault, name="refresh_token"),
    jwt=jwt_fault,
    distinct=equality_fault,
)
def test_a_further_token_can_be_used(grant: Grant, fault_of: Callable[[Mapping[str, Any]], str | None]) -> None:
    fault = fault_of(grant.members)
    judge(fault is None, "each token a text of its own that is not empty, and an id_token a JWT", fault or "")


@requirement("BASIC-OPTIONAL-TOKENS")
@each("claim", expiry="exp")
def test_an_id_token_lives(client: Client, grant: Grant, claim: str, request: pytest.FixtureRequest) -> None:
    claims = readable_id_token(grant.members).claims
    # asked for here: where there is no id_token, nobody's clock matters
    request.getfixturevalue("agreed_clock")
    fault = expiry_fault(claims, grant.exchange.started + client.session.ahead)
    judge(fault is None, f"{claim}, a number of Unix seconds in the future", fault or "")


@requirement("BASIC-OPTIONAL-TOKENS")
@each("claim", audience="aud")
def test_an_id_token_is_for_the_client(client: Client, grant: Grant, claim: str) -> None:
    own = client.target.client.id
    fault = audience_fault(readable_id_token(grant.members).claims, own)
    judge(fault is None, f"{claim} {own}, or an array with it", fault or "")


@requirement("BASIC-ID-TOKEN-SIGNATURE")
def test_an_hs256_id_token_is_signed_with_the_secret_of_the_client(client: Client, grant: Grant) -> None:
    algorithm = readable_id_token(grant.members).header["alg"]
    if algorithm != "HS256":
        raise NotApplicable(f"the id_token's alg is {algorithm!r:.40}, and no key for it is known")
    token, secret, other = id_token_of(grant.members), secret_of(client.target.client), client.target.other_client
    if is_signed_with(token, secret.encode("utf-8")):
        return
    found = key_that_signed(token, secret, other.secret if other else None)
    actual = f"{found} verifies it" if found else "the secret does not verify it"
    judge(False, "an HMAC with the bytes of the client secret in UTF-8", actual)
