"""Chapter ID: what the claims of an id_token have to be, but for its dates (page of the H2M access token)."""

from collections.abc import Mapping
from typing import Any

from conformance.id_token import IdToken
from conformance.id_token_facts import Expectations, Undecided, needing, said, shown
from conformance.outcome import NotApplicable, NotTestable, judge

LEVELS = tuple(f"urn:http://eidas.europa.eu/LoA/NotNotified/{name}" for name in ("low", "substantial", "high"))
"""The levels of assurance of the page, the lowest first."""
LONGEST_SUBJECT = 255


def has_issuer(token: IdToken, known: Expectations) -> None:
    """ID-ISS: the party id of the identity provider."""
    actual = said(token.claims, "iss")
    judge(_is_text(token.claims.get("iss")), "iss is the party id of the signer", actual)
    if known.signer is None:
        raise Undecided("the party id of the signer is not known")
    judge(token.claims["iss"] == known.signer, f"iss is {shown(known.signer)}", actual)


def has_subject(token: IdToken, _: Expectations) -> None:
    """ID-SUB: a string of 1 to 255 ASCII characters (OpenID Connect Core, section 2)."""
    subject = token.claims.get("sub")
    holds = isinstance(subject, str) and subject.isascii() and 0 < len(subject) <= LONGEST_SUBJECT
    judge(holds, f"sub is a string of 1 to {LONGEST_SUBJECT} ASCII characters", said(token.claims, "sub"))


def has_audience(token: IdToken, known: Expectations) -> None:
    """ID-AUD: the client and nobody else; an array of one says the same as a string (reading A20)."""
    found, actual = _audience(token), said(token.claims, "aud")
    judge(found is not None, "aud is one audience: the client's id", actual)
    if known.audience is None:
        raise Undecided("the id of the audience is not known")
    judge(found == known.audience, f"aud is {shown(known.audience)}", actual)


def has_audience_as_string(token: IdToken, _: Expectations) -> None:
    """ID-AUD-STRING: a string, not an array of one."""
    actual = said(token.claims, "aud")
    needing("ID-AUD", actual if _audience(token) is None else None)
    judge(isinstance(token.claims["aud"], str), "aud is a string", actual)


def has_identifier(token: IdToken, known: Expectations) -> None:
    """ID-JTI: there, and in no other id_token."""
    identifier = token.claims.get("jti")
    judge(_is_text(identifier), "jti is there, a string that is not empty", said(token.claims, "jti"))
    if known.others is None:
        raise Undecided("no other id_token is known")
    taken = [other for other in known.others if other.claims.get("jti") == identifier]
    judge(not taken, "jti is new in every id_token", f"another id_token has the same {said(token.claims, 'jti')}")


def has_nonce(token: IdToken, known: Expectations) -> None:
    """ID-NONCE: that of the authorise request, unchanged."""
    actual = said(token.claims, "nonce")
    judge(_is_text(token.claims.get("nonce")), "nonce is that of the authorise request", actual)
    if known.nonce is None:
        raise Undecided("the nonce of the authorise request is not known")
    judge(token.claims["nonce"] == known.nonce, f"nonce is {shown(known.nonce)}", actual)


def has_level(token: IdToken, _: Expectations) -> None:
    """ID-ACR: one of the three URNs of the page, exactly."""
    judge(_level(token.claims) is not None, f"acr is one of {', '.join(LEVELS)}", said(token.claims, "acr"))


def has_level_asked_for(token: IdToken, known: Expectations) -> None:
    """ID-ACR-REQUESTED: not lower than (the lowest of) what the authorise request asked for."""
    level = _level(token.claims)
    if level is None:
        raise NotTestable(f"it needs ID-ACR: {said(token.claims, 'acr')}")
    if known.acr is None:
        raise Undecided("the level that was asked for is not known")
    asked = [LEVELS.index(name) for name in known.acr.split() if name in LEVELS]
    if not asked:
        raise NotApplicable("no level was asked for")
    judge(level >= min(asked), f"acr is {LEVELS[min(asked)]} or higher", said(token.claims, "acr"))


def has_authorized_party(token: IdToken, known: Expectations) -> None:
    """ID-AZP: where it is there, the client; it agrees with aud (reading A13)."""
    if "azp" not in token.claims:
        raise NotApplicable("there is no azp, which is optional")
    found, actual = token.claims["azp"], said(token.claims, "azp")
    judge(_is_text(found), "azp is the client's id", actual)
    if known.audience is not None:
        judge(found == known.audience, f"azp is {shown(known.audience)}", actual)
        return
    needing("ID-AUD", said(token.claims, "aud") if _audience(token) is None else None)
    judge(found == _audience(token), "azp is the same as aud", f"{actual}, {said(token.claims, 'aud')}")
    raise Undecided("the client's id is not known; azp agrees with aud")


def _audience(token: IdToken) -> str | None:
    """The audience where there is one and no more."""
    found = token.claims.get("aud")
    only = found[0] if isinstance(found, list) and len(found) == 1 else found
    return only if isinstance(only, str) and only else None


def _level(claims: Mapping[str, Any]) -> int | None:
    return LEVELS.index(claims["acr"]) if claims.get("acr") in LEVELS else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""
