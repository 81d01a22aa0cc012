"""Faults of what an id_token says of its parties, of the human and of the sign-in (chapter ID)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED
from conformance.reference.codes import code_of
from conformance.reference.design import Change
from conformance.reference.fault import EVERY, Fault
from conformance.reference.provider_changes import id_token_edited, id_token_with
from conformance.reference.sign_ins import LOW, Code

H2M = ("h2m",)
DID = "did:ishare:"


def _claim(name: str, write: Callable[[Any], Any]) -> Change:
    """A claim of the id_token is written in another way."""
    return id_token_edited(lambda _, draft: replace(draft, claims={**draft.claims, name: write(draft.claims[name])}))


def _of_code(tell: Callable[[Code], Any]) -> Callable[[Attempt], Any]:
    """What a code knows: who signed in, when, and what was asked for."""

    def told(attempt: Attempt) -> Any:
        code = code_of(attempt)
        return REMOVED if code is None else tell(code)

    return told


def _number(attempt: Attempt) -> int:
    return attempt.world.count("id_tokens")


def _nonce_of_the_session(attempt: Attempt) -> Any:
    """The nonce that is kept with the session, where it came with the request that opened it."""
    code = code_of(attempt)
    if code is None:
        return REMOVED
    return attempt.world.notes.setdefault(("nonce", code.human.name, code.signed_in), code.asked.nonce)


def _fault(name: str, slip: str, row: str, change: Change) -> Fault:
    return Fault(name, slip, {row: EVERY}, change, H2M)


_PARTIES = (
    _fault(
        "issues-in-the-name-of-its-url",
        "OpenID Connect has a URL as issuer.",
        "ID-ISS",
        id_token_with(iss="https://login.example"),
    ),
    _fault(
        "issues-without-the-did",
        "The settings hold the identifier as it was before there were DIDs.",
        "ID-ISS",
        _claim("iss", lambda party: party.removeprefix(DID)),
    ),
    _fault(
        "makes-subjects-too-long",
        "The pseudonym is written behind a whole path.",
        "ID-SUB",
        _claim("sub", lambda pseudonym: "pseudonym/" * 25 + pseudonym),
    ),
    _fault(
        "makes-subjects-of-more-than-ascii",
        "The pseudonym is written behind the name of its realm.",
        "ID-SUB",
        _claim("sub", lambda pseudonym: f"Identité:{pseudonym}"),
    ),
    _fault(
        "adds-itself-to-the-audience",
        "The userinfo endpoint, which reads the id_token too, wanted to be meant.",
        "ID-AUD",
        id_token_with(aud=lambda attempt: [attempt.identity, attempt.world.party]),
    ),
    _fault(
        "means-itself",
        "The function for JWTs writes the party of the server into iss and aud alike.",
        "ID-AUD",
        id_token_with(aud=lambda attempt: attempt.world.party),
    ),
    _fault(
        "means-the-redirect-uri",
        "Clients are known by their redirect URIs in the framework.",
        "ID-AUD",
        id_token_with(aud=_of_code(lambda code: code.asked.redirect_uri)),
    ),
    _fault(
        "lists-the-audience",
        "The library writes every audience as a list.",
        "ID-AUD-STRING",
        id_token_with(aud=lambda attempt: [attempt.identity]),
    ),
    _fault(
        "authorises-itself",
        "azp was taken for the party that authorises.",
        "ID-AZP",
        id_token_with(azp=lambda attempt: attempt.world.party),
    ),
    _fault(
        "lists-the-authorised-parties", "azp is written like aud.", "ID-AZP", _claim("azp", lambda client: [client])
    ),
)

_IDENTIFIERS = (
    _fault("forgets-jti-in-the-id-token", "OpenID Connect does not ask for it.", "ID-JTI", id_token_with(jti=REMOVED)),
    _fault(
        "numbers-no-id-token",
        "The jti is a constant out of the example.",
        "ID-JTI",
        id_token_with(jti="378a47c4-2822-4ca5-a49a-7e5a1cc7ea59"),
    ),
    _fault(
        "names-id-tokens-after-their-session",
        "The jti is the name of the session, which brings many id_tokens.",
        "ID-JTI",
        id_token_with(jti=_of_code(lambda code: f"session-{code.human.name}-{code.signed_in:.0f}")),
    ),
    _fault(
        "counts-its-id-tokens",
        "The jti is the number of a row, written as a number.",
        "ID-JTI",
        id_token_with(jti=_number),
    ),
)

_SIGN_IN = (
    _fault("forgets-the-nonce", "The nonce was not kept with the code.", "ID-NONCE", id_token_with(nonce=REMOVED)),
    _fault(
        "cuts-the-nonce-off",
        "The column for it has sixteen characters.",
        "ID-NONCE",
        _claim("nonce", lambda nonce: nonce[:16]),
    ),
    _fault(
        "answers-with-the-nonce-of-the-session",
        "The nonce is kept where the login is, and stays what it was when the human signed in.",
        "ID-NONCE",
        id_token_with(nonce=_nonce_of_the_session),
    ),
    _fault(
        "takes-the-state-for-the-nonce",
        "Two random values come and go, and they were mixed up.",
        "ID-NONCE",
        id_token_with(nonce=_of_code(lambda code: code.asked.state)),
    ),
    _fault(
        "names-a-level-of-eidas-itself",
        "The URN of a notified scheme was copied.",
        "ID-ACR",
        id_token_with(acr="http://eidas.europa.eu/LoA/high"),
    ),
    _fault("writes-levels-in-small-letters", "URNs are stored in small letters.", "ID-ACR", _claim("acr", str.lower)),
    _fault("counts-levels", "ISO/IEC 29115 has numbers for levels.", "ID-ACR", id_token_with(acr="3")),
    _fault("forgets-acr", "OpenID Connect leaves it open.", "ID-ACR", id_token_with(acr=REMOVED)),
    _fault(
        "answers-the-lowest-level-always",
        "The level that is asked for is not looked at.",
        "ID-ACR-REQUESTED",
        id_token_with(acr=LOW),
    ),
)

FAULTS = _PARTIES + _IDENTIFIERS + _SIGN_IN
