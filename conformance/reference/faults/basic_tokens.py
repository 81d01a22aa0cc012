"""Faults of the id_token and the refresh token that the answer brings along (chapter BASIC)."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable

from conformance.reference.access_tokens import segment
from conformance.reference.attempt import Attempt
from conformance.reference.basic import signed_with_the_secret
from conformance.reference.changes import grant_with
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.basic import BASIC

_SHARED = "one key for all clients, from the settings of the server"


def _secret(attempt: Attempt) -> str:
    return attempt.world.secrets.get(attempt.identity or "", "")


def _with_key(key: Callable[[Attempt], bytes]) -> Callable[[Attempt], str]:
    """An id_token whose HMAC has another key."""

    def make(attempt: Attempt) -> str:
        signed, _, _ = signed_with_the_secret(attempt).rpartition(".")
        return f"{signed}.{segment(hmac.new(key(attempt), signed.encode(), hashlib.sha256).digest())}"

    return make


def _of_another_client(attempt: Attempt) -> bytes:
    return next(secret for client, secret in attempt.world.secrets.items() if client != attempt.identity).encode()


def _half_a_signature(attempt: Attempt) -> str:
    signed, _, signature = signed_with_the_secret(attempt).rpartition(".")
    return f"{signed}.{signature[:22]}"


def _padded(attempt: Attempt) -> str:
    return ".".join(part + "=" * (-len(part) % 4) for part in signed_with_the_secret(attempt).split("."))


def _claims_in_base64(attempt: Attempt) -> str:
    claims = {"iss": "https://id.example", "sub": attempt.identity, "exp": int(attempt.now) + 3600}
    return base64.b64encode(json.dumps(claims).encode()).decode()


_OPTIONAL = (
    Fault(
        "sends-an-empty-id-token",
        "The model has the member, and where there is no login it stays an empty text.",
        {"BASIC-OPTIONAL-TOKENS": {"id-token"}},
        grant_with(id_token=""),
        BASIC,
    ),
    Fault(
        "sends-an-empty-refresh-token",
        "Refreshing was switched off, and the member was left.",
        {"BASIC-OPTIONAL-TOKENS": {"refresh-token"}},
        grant_with(refresh_token=""),
        BASIC,
    ),
    Fault(
        "sends-null-in-place-of-further-tokens",
        "What was not issued is null, and the serialiser writes it.",
        {"BASIC-OPTIONAL-TOKENS": {"id-token", "refresh-token"}, "RES-SCHEMA": EVERY},
        grant_with(id_token=None, refresh_token=None),
        BASIC,
    ),
    Fault(
        "sends-claims-without-a-signature",
        "The id_token is the claims in base64, as the page of the profile shows them.",
        {"BASIC-OPTIONAL-TOKENS": {"jwt"}},
        grant_with(id_token=_claims_in_base64),
        BASIC,
    ),
    Fault(
        "pads-the-id-token-of-basic",
        "The segments are written by the encoder for URLs, which pads them.",
        {"BASIC-OPTIONAL-TOKENS": {"jwt"}},
        grant_with(id_token=_padded),
        BASIC,
    ),
    Fault(
        "sends-a-handle-for-an-id-token",
        "The product issues reference tokens, and the setting is for tokens of every kind.",
        {"BASIC-OPTIONAL-TOKENS": {"jwt"}},
        grant_with(id_token=lambda _: secrets.token_urlsafe(24)),
        BASIC,
    ),
    Fault(
        "lets-the-id-token-end-at-once",
        "The lifetime of the id_token has no entry in the settings, and what is missing is 0.",
        {"BASIC-OPTIONAL-TOKENS": {"expiry"}},
        grant_with(id_token=lambda attempt: signed_with_the_secret(attempt, exp=int(attempt.now))),
        BASIC,
    ),
    Fault(
        "keeps-the-id-token-of-the-last-login",
        "The id_token is made once, when the client is registered, and handed out for ever.",
        {"BASIC-OPTIONAL-TOKENS": {"expiry"}},
        grant_with(
            id_token=lambda attempt: signed_with_the_secret(
                attempt, iat=int(attempt.now) - 86_400, exp=int(attempt.now) - 82_800
            )
        ),
        BASIC,
    ),
    Fault(
        "writes-the-end-of-the-id-token-as-text",
        "Claims are kept in a map of strings.",
        {"BASIC-OPTIONAL-TOKENS": {"expiry"}},
        grant_with(id_token=lambda attempt: signed_with_the_secret(attempt, exp=str(int(attempt.now) + 3600))),
        BASIC,
    ),
    Fault(
        "issues-the-id-token-for-itself",
        "Issuer and audience of the id_token come from one setting.",
        {"BASIC-OPTIONAL-TOKENS": {"audience"}},
        grant_with(id_token=lambda attempt: signed_with_the_secret(attempt, aud="https://id.example")),
        BASIC,
    ),
    Fault(
        "sends-the-access-token-for-a-refresh-token",
        "The store keeps one token for each client, and both members are filled from it.",
        {"BASIC-OPTIONAL-TOKENS": {"distinct"}},
        grant_with(refresh_token=lambda attempt: attempt.notes["token"]),
        BASIC,
    ),
)

_SIGNATURES = tuple(
    Fault(name, slip, {"BASIC-ID-TOKEN-SIGNATURE": EVERY}, grant_with(id_token=make), BASIC)
    for name, slip, make in (
        (
            "signs-with-the-secret-of-another-client",
            "The secret is taken from the first row of the table.",
            _with_key(_of_another_client),
        ),
        (
            "signs-with-the-hash-of-the-secret",
            "The database has no more than the hash of a secret, and that is what signs.",
            _with_key(lambda attempt: hashlib.sha256(_secret(attempt).encode()).hexdigest().encode()),
        ),
        (
            "signs-with-one-key-for-all",
            "The server has one key, from its settings.",
            _with_key(lambda _: _SHARED.encode()),
        ),
        (
            "signs-with-the-secret-in-capitals",
            "Secrets are normalised when they are read from the settings.",
            _with_key(lambda attempt: _secret(attempt).upper().encode()),
        ),
        (
            "cuts-the-signature-in-half",
            "The signature is cut to 128 bits, as that of an access token of the old product was.",
            _half_a_signature,
        ),
    )
)

FAULTS: tuple[Fault, ...] = (*_OPTIONAL, *_SIGNATURES)
