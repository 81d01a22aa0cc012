"""The authorise request: signed as iSHARE has it, or plain OpenID Connect, and either "but with …".

Sources: the iSHARE authorise page (POST, form, `request` holds a signed JWT), RFC 6749 section 4.1.1, OpenID Connect
Core 1.0 sections 3.1.2.1 and 6.1, RFC 7636 section 4.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.assertion import Assertion, base64url, good_assertion
from conformance.changes import in_url, unchanged
from conformance.outcome import NotTestable
from conformance.request import FORM, Change, Material, Pairs, TokenRequest, Value, text_of
from conformance.sign_in.model import Asked
from conformance.target import SignIn

SUBJECT = "urn:TBD"
"""The subject of a request object: nobody is signed in yet. It must not be the client, whose assertion it would be."""


@dataclass(frozen=True)
class Parts:
    """What an authorise request says, before it is written: the same value stands wherever it is written twice."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    nonce: str
    response_type: str = "code"
    acr: str | None = None
    verifier: str | None = field(default=None, repr=False)

    @property
    def pairs(self) -> Pairs:
        """The parameters of OpenID Connect, in their order."""
        found = [
            ("response_type", self.response_type),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", self.scope),
            ("state", self.state),
            ("nonce", self.nonce),
        ]
        found += [("acr_values", self.acr)] if self.acr else []
        if self.verifier:
            found += [("code_challenge", challenge_of(self.verifier)), ("code_challenge_method", "S256")]
        return tuple(found)


PartsChange = Callable[[Parts], Parts]
"""What a check does to the parts, before they are written and signed."""


def challenge_of(verifier: str) -> str:
    """Give the S256 challenge of a code verifier (RFC 7636, section 4.2)."""
    return base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def good_parts(material: Material) -> Parts:
    """Make the right parts, with a state, a nonce and a verifier of their own; raise ``NotTestable`` without a way."""
    sign_in, client = sign_in_of(material), material.target.client
    if client.redirect_uri is None:
        raise NotTestable("the client has no redirect URI; add redirect_uri to the target file")
    return Parts(
        client.id,
        client.redirect_uri,
        sign_in.scope,
        secrets.token_urlsafe(16),
        secrets.token_urlsafe(16),
        acr=sign_in.acr,
        verifier=secrets.token_urlsafe(32) if sign_in.pkce else None,
    )


def sign_in_of(material: Material) -> SignIn:
    """Give the table [sign_in]; raise ``NotTestable`` where there is none."""
    if material.target.sign_in is None:
        raise NotTestable("it takes a sign-in: add [sign_in] and [[sign_in.user]] to the target file")
    return material.target.sign_in


def changed_parts(**values: str | None) -> PartsChange:
    """Set parts to other values, in the request object and beside it alike."""
    return lambda parts: replace(parts, **values)  # type: ignore[arg-type]


def authorise(material: Material, but: PartsChange | None = None, change: Change = unchanged) -> Asked:
    """Make one authorise request.

    ``but`` changes its parts before they are written; ``change`` changes what was written: the request object is the
    parameter ``request``, an assertion like others, so the changes of token requests change it too. Material that
    has another client asks for that one.
    """
    good = good_parts(material)
    parts = good if but is None else but(good)
    request = change(_written(parts, material))
    if sign_in_of(material).method == "GET":
        request = replace(in_url()(request), method="GET", headers=())
    further = () if parts.redirect_uri == good.redirect_uri else (good.redirect_uri,)
    plain = dict(request.query) | {name: text_of(value) for name, value in request.parameters}
    beside = plain.get("redirect_uri", parts.redirect_uri)
    return Asked(
        request.wire_url,
        request.method,
        parts.redirect_uri,
        parts.state,
        parts.nonce,
        request.wire_body,
        request.headers,
        parts.verifier,
        further if beside in (parts.redirect_uri, *further) else (*further, beside),
    )


def _written(parts: Parts, material: Material) -> TokenRequest:
    """Write the parts as the parameters of a form."""
    sign_in = sign_in_of(material)
    parameters: tuple[tuple[str, Value], ...] = parts.pairs
    if sign_in.request == "signed":
        named = [(name, value) for name, value in parts.pairs if name in ("response_type", "client_id", "scope")]
        parameters = (*named, ("request", request_object(parts, material)))
    return TokenRequest("POST", sign_in.endpoint, (("Content-Type", FORM),), parameters, material)


def request_object(parts: Parts, material: Material) -> Assertion:
    """Make the plan of a right request object: an iSHARE JWT whose claims are the parameters."""
    plan = good_assertion(material.identity, str(material.target.server.id), material.now)
    return replace(plan, claims=plan.claims | {"sub": SUBJECT} | dict(parts.pairs))
