"""Faults in reading typ and further headers (CA-TYP, CA-HEADERS)."""

from typing import Any

from conformance.reference.changes import relaxed, replaced, setting_from
from conformance.reference.design import Change
from conformance.reference.fault import Fault

# Of the headers in IANA's registry those that are not wanted.
_REGISTERED = frozenset({"b64", "crit", "cty", "enc", "epk", "jku", "jwk", "kid", "p2c", "p2s", "x5t", "x5u", "zip"})
_CLAIMS = frozenset({"aud", "exp", "iat", "iss", "jti", "nbf", "sub"})


def _type_among(*names: Any) -> Change:
    return replaced("type-is-jwt", lambda attempt: attempt.header.get("typ") in names)


def _allowing(*names: str) -> Change:
    return setting_from(lambda settings: {"headers": settings.headers | set(names)})


_TYPES = (
    Fault(
        "needs-no-typ",
        "typ is compared where it is there.",
        {"CA-TYP": {"missing"}},
        relaxed("type-is-jwt", lambda attempt: "typ" not in attempt.header),
    ),
    Fault(
        "takes-the-type-of-an-access-token",
        "The verifier is shared with the one of access tokens, and takes both of their types.",
        {"CA-TYP": {"at-jwt"}},
        _type_among("JWT", "at+jwt"),
    ),
    Fault(
        "takes-the-type-of-a-proof-of-possession",
        "The verifier is shared with the one for proofs of possession.",
        {"CA-TYP": {"dpop-jwt"}},
        _type_among("JWT", "dpop+jwt"),
    ),
    Fault(
        "takes-the-type-of-a-request-object",
        "The verifier is shared with the authorise endpoint.",
        {"CA-TYP": {"oauth-authz-req-jwt"}},
        _type_among("JWT", "oauth-authz-req+jwt"),
    ),
    Fault(
        "takes-the-type-of-any-compact-jws",
        "The list of types was copied from RFC 7515.",
        {"CA-TYP": {"jose"}},
        _type_among("JWT", "JOSE"),
    ),
    Fault(
        "compares-a-typ-that-is-text",
        "typ is compared where it is a string.",
        {"CA-TYP": {"number"}},
        relaxed("type-is-jwt", lambda attempt: isinstance(attempt.header.get("typ"), int | float)),
    ),
)

_HEADERS = (
    Fault(
        "allows-kid",
        "kid is allowed, as most clients of OpenID Connect send it.",
        {"CA-HEADERS": {"kid"}},
        _allowing("kid"),
    ),
    Fault(
        "allows-claims-in-the-header",
        "Claims may be repeated in the header, as RFC 7519 has it for encrypted ones.",
        {"CA-HEADERS": {"nbf"}},
        _allowing(*_CLAIMS),
    ),
    Fault(
        "allows-cty",
        "cty is allowed beside typ.",
        {"CA-HEADERS": {"cty"}},
        _allowing("cty"),
    ),
    Fault(
        "allows-headers-that-nobody-registered",
        "A list of forbidden headers, made from the registry, stands in the place of the list of allowed ones.",
        {"CA-HEADERS": {"unknown"}},
        relaxed("headers-are-known", lambda attempt: attempt.header.keys().isdisjoint(_REGISTERED | _CLAIMS)),
    ),
)

FAULTS: tuple[Fault, ...] = (*_TYPES, *_HEADERS)
