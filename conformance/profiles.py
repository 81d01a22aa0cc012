"""The four flows as data: what differs between them stands here and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.assertion import good_assertion
from conformance.changes import flip_signature_bit, without
from conformance.credentials import basic, of_unknown_client, secret_of
from conformance.outcome import NotTestable
from conformance.request import FORM, JSON, Change, Material, TokenRequest

CIAM_GRANTS = ("client_credentials", "client_credential")
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Profile:
    """One flow: how its good request is made and by which two requests its ordinary refusal is learned."""

    name: str
    good: Callable[[Material], TokenRequest]
    plain_refusals: Mapping[str, Change]
    """Requests that every endpoint refuses, by what is wrong with them: they show its ordinary way of refusing."""
    takes_code: bool = False
    """Whether every request spends an authorization code."""
    grant_types: tuple[str, ...] = ()
    """The spellings of the grant, where the flow's page has several (reading A14)."""
    notes: tuple[str, ...] = ()
    """What a report says of the flow itself, once: where its page departs from a standard and says so."""


def _m2m_request(material: Material) -> TokenRequest:
    target = material.target
    if target.server.id is None:
        raise NotTestable("[server] has no id; add the party id of the server, the audience of every assertion")
    assertion = good_assertion(material.identity, target.server.id, material.now)
    parameters = (
        ("grant_type", "client_credentials"),
        ("scope", target.client.scope or "iSHARE"),
        ("client_id", target.client.id),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
    )
    return TokenRequest("POST", target.endpoint, (("Content-Type", FORM),), parameters, material)


def _h2m_request(material: Material) -> TokenRequest:
    target, code = material.target, material.code
    if target.server.id is None:
        raise NotTestable("[server] has no id; add the party id of the server, the audience of every assertion")
    if code is None:
        raise NotTestable("it takes an authorization code: add [sign_in] and [[sign_in.user]] to the target file")
    assertion = good_assertion(material.identity, target.server.id, material.now)
    verifier = (("code_verifier", code.verifier),) if code.verifier else ()
    parameters = (
        ("grant_type", "authorization_code"),
        ("client_id", target.client.id),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
        ("redirect_uri", code.redirect_uri),
        ("code", code.value),
        *verifier,
    )
    return TokenRequest("POST", target.endpoint, (("Content-Type", FORM),), parameters, material)


def _ciam_request(material: Material) -> TokenRequest:
    party = material.target.client
    members = (
        ("grant_type", material.grant_type or CIAM_GRANTS[0]),
        ("client_id", party.id),
        ("client_secret", secret_of(party)),
    )
    return TokenRequest("POST", material.target.endpoint, (("Content-Type", JSON),), members, material, is_json=True)


def _basic_request(material: Material) -> TokenRequest:
    party = material.target.client
    scope = (("scope", party.scope),) if party.scope else ()
    headers = (("Content-Type", FORM), ("Authorization", basic(party.id, secret_of(party), party.credentials)))
    parameters = (("grant_type", "client_credentials"), *scope)
    return TokenRequest("POST", material.target.endpoint, headers, parameters, material)


_REFUSED_WITH_A_SECRET = {"no grant_type": without("grant_type"), "failed authentication": of_unknown_client}
_DEPARTURE = (
    "The page has the client's secret in a JSON body, where RFC 6749 knows forms and HTTP Basic alone: "
    "a departure that it declares, and no finding (A15)."
)

PROFILES: Mapping[str, Profile] = {
    "m2m": Profile(
        "m2m",
        _m2m_request,
        {"no grant_type": without("grant_type"), "failed authentication": flip_signature_bit},
    ),
    "h2m": Profile(
        "h2m",
        _h2m_request,
        {"no grant_type": without("grant_type"), "failed authentication": flip_signature_bit},
        takes_code=True,
    ),
    "ciam": Profile("ciam", _ciam_request, _REFUSED_WITH_A_SECRET, grant_types=CIAM_GRANTS, notes=(_DEPARTURE,)),
    "basic": Profile("basic", _basic_request, _REFUSED_WITH_A_SECRET),
}
