"""The id_token: an iSHARE JWT about the human who signed in, made as a draft that can be edited before it is signed."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.access_tokens import segment
from conformance.reference.attempt import Attempt
from conformance.reference.certificates import x5c_of
from conformance.reference.codes import code_of
from conformance.reference.design import IdToken, Provider
from conformance.reference.sign_ins import Code
from conformance.reference.world import World

LIFE = 30
"""Seconds from `iat` to `exp`, as in every iSHARE JWT."""


def id_token(provider: Provider, attempt: Attempt) -> str | None:
    """The id_token for this granted request, with the design's edits; None where there is no code to make it of."""
    code = code_of(attempt)
    if code is None:
        return None
    draft = IdToken(_header(attempt), _claims(attempt, code), sign=lambda signed: _signature(attempt, signed))
    for edit in provider.id_token_edits:
        draft = edit(attempt, draft)
    return written(draft)


def written(draft: IdToken) -> str:
    """The draft as a compact JWS (RFC 7515, section 7.1)."""
    signed = ".".join(segment(json.dumps(dict(part)).encode("utf-8")) for part in (draft.header, draft.claims))
    return f"{signed}.{segment(draft.sign(signed.encode('ascii')))}"


def _signature(attempt: Attempt, signed: bytes) -> bytes:
    return attempt.world.key.sign(signed, PKCS1v15(), SHA256())


def _header(attempt: Attempt) -> Mapping[str, Any]:
    return {"alg": "RS256", "typ": "JWT", "x5c": _x5c(attempt.world)}


def _x5c(world: World) -> list[str]:
    """The endpoint's own chain, written once: that takes a while, and it stays the same."""
    chain, written_before = world.notes.get("x5c", (None, ()))
    if chain is not world.chain:
        written_before = x5c_of(world.chain)
        world.notes["x5c"] = world.chain, written_before
    return list(written_before)


def _claims(attempt: Attempt, code: Code) -> Mapping[str, Any]:
    issued, client = int(attempt.now), code.asked.client
    with attempt.world.lock:
        pseudonym = attempt.world.sign_ins.pseudonym(code.human, client)
    return {
        "iss": attempt.world.party,
        "sub": pseudonym,
        "aud": client,
        "jti": str(uuid.uuid4()),
        "iat": issued,
        "exp": issued + LIFE,
        "auth_time": int(code.signed_in),
        "nonce": code.asked.nonce,
        "acr": code.human.level,
        "azp": client,
    }
