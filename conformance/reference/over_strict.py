"""Over-strict faults: slips that refuse something legal."""

import json

from conformance.reference import over_strict_basic, over_strict_ciam, over_strict_generated
from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, replaced, setting_from
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, OverStrict
from conformance.reference.refusals import invalid_client, invalid_request
from conformance.reference.rules_http import FORM

_PARAMETERS = (
    *("grant_type", "scope", "client_id", "client_assertion_type", "client_assertion"),
    *("redirect_uri", "code", "code_verifier", "client_secret"),
)
_OF_FORMS = ("m2m", "h2m", "basic")
_CLAIMS = {"iss", "sub", "aud", "jti", "iat", "exp", "nbf"}


def _without_algorithm(name: str) -> Change:
    return setting_from(
        lambda settings: {"verifiers": {each: way for each, way in settings.verifiers.items() if each != name}}
    )


def _has_no_charset(attempt: Attempt) -> bool:
    return attempt.media_type == FORM and ";" not in (attempt.incoming.header("Content-Type") or "")


def _has_small_letters(attempt: Attempt) -> bool:
    return (attempt.incoming.header("Content-Type") or "").partition(";")[0].strip() == FORM


def _stands_in_order(attempt: Attempt) -> bool:
    names = [name for name, _ in attempt.parameters if name in _PARAMETERS]
    return names == sorted(names, key=_PARAMETERS.index)


def _is_plainly_written(data: bytes) -> bool:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return True  # another rule says so
    return any(
        json.dumps(value, separators=separators, ensure_ascii=ascii_alone).encode() == data
        for separators in ((",", ":"), (", ", ": "))
        for ascii_alone in (True, False)
    )


def _algorithm_comes_first(attempt: Attempt) -> bool:
    return next(iter(attempt.header), "alg") == "alg"


def _issuer_comes_before_expiry(attempt: Attempt) -> bool:
    names = list(attempt.claims)
    return "iss" not in names or "exp" not in names or names.index("iss") < names.index("exp")


OVER_STRICT: tuple[OverStrict, ...] = (
    OverStrict(
        "refuses-a-charset",
        "The whole content type is compared, parameters and all.",
        {"REQ-MEDIA-TYPE": {"charset"}},
        replaced("content-type-is-form", _has_no_charset),
        profiles=_OF_FORMS,
    ),
    OverStrict(
        "refuses-a-content-type-in-capitals",
        "The content type is compared letter by letter.",
        {"REQ-MEDIA-TYPE": {"letter-case"}},
        replaced("content-type-is-form", _has_small_letters),
        profiles=_OF_FORMS,
    ),
    OverStrict(
        "refuses-unknown-parameters",
        "The form is bound to a model that allows no other member.",
        {"REQ-UNKNOWN": EVERY},
        before(
            "parameters-once",
            Rule(
                "parameters-are-known",
                lambda attempt: all(name in _PARAMETERS for name, _ in attempt.parameters),
                invalid_request("A parameter is not known"),
            ),
        ),
        profiles=_OF_FORMS,
    ),
    OverStrict(
        "refuses-empty-parameters",
        "An empty parameter is an error, whatever its name.",
        {"REQ-EMPTY": {"client-secret"}},
        before(
            "parameters-once",
            Rule(
                "no-empty-parameter",
                lambda attempt: all(value for _, value in attempt.parameters),
                invalid_request("A parameter is empty"),
            ),
        ),
    ),
    OverStrict(
        "demands-an-order-of-parameters",
        "The form is matched by one regular expression.",
        {"REQ-ORDER": EVERY},
        before(
            "parameters-once",
            Rule("parameters-in-order", _stands_in_order, invalid_request("The parameters are out of order")),
        ),
        profiles=_OF_FORMS,
    ),
    OverStrict(
        "refuses-rs384",
        "The list of algorithms was typed by hand, and one was left out.",
        {"CA-ALG-GRANTED": {"rs384"}},
        _without_algorithm("RS384"),
    ),
    OverStrict(
        "refuses-rs512",
        "The list of algorithms ends with RS384.",
        {"CA-ALG-GRANTED": {"rs512"}},
        _without_algorithm("RS512"),
    ),
    OverStrict(
        "refuses-unknown-claims",
        "The claims are bound to a model that allows no other member.",
        {"CA-EXTRA-CLAIMS": EVERY},
        before(
            "issuer-is-the-client",
            Rule(
                "claims-are-known",
                lambda attempt: attempt.claims.keys() <= _CLAIMS,
                invalid_client("A claim is not known"),
            ),
        ),
    ),
    OverStrict(
        "refuses-nbf",
        "nbf is no claim of the page, so it was taken for forbidden.",
        {"CA-NBF": {"equal-to-iat"}},
        before(
            "issuer-is-the-client",
            Rule("no-nbf", lambda attempt: "nbf" not in attempt.claims, invalid_client("nbf is not allowed")),
        ),
    ),
    OverStrict(
        "demands-nbf-before-iat",
        "nbf is compared with iat by less-than, so that an assertion that may be used at once is too early.",
        {"CA-NBF": {"equal-to-iat"}},
        before(
            "not-before-has-come",
            Rule(
                "not-before-precedes-issue",
                lambda attempt: (attempt.number("nbf") or 0) < (attempt.number("iat") or 1),
                invalid_client("nbf is not before iat"),
            ),
        ),
    ),
    OverStrict(
        "demands-alg-at-the-beginning",
        "The beginning of the header is compared with the text that every assertion of the test client had.",
        {"CA-JSON-FORM": {"header-order"}},
        before(
            "header-is-strict-json",
            Rule("algorithm-comes-first", _algorithm_comes_first, invalid_client("The header is not understood")),
        ),
    ),
    OverStrict(
        "refuses-white-space-in-the-header",
        "The header is written again and compared with what was sent.",
        {"CA-JSON-FORM": {"header-white-space"}},
        before(
            "header-is-strict-json",
            Rule(
                "header-is-tight",
                lambda attempt: _is_plainly_written(attempt.header_bytes),
                invalid_client("The header holds white space"),
            ),
        ),
    ),
    OverStrict(
        "refuses-white-space-in-the-claims",
        "The claims are written again and compared with what was sent.",
        {"CA-JSON-FORM": {"claims-white-space"}},
        before(
            "payload-is-strict-json",
            Rule(
                "claims-are-tight",
                lambda attempt: _is_plainly_written(attempt.claims_bytes),
                invalid_client("The claims hold white space"),
            ),
        ),
    ),
    OverStrict(
        "demands-an-order-of-claims",
        "The claims are read by a parser of its own that expects iss in front of exp.",
        {"CA-JSON-FORM": {"claims-order"}},
        before(
            "payload-is-strict-json",
            Rule("claims-in-order", _issuer_comes_before_expiry, invalid_client("The claims are out of order")),
        ),
    ),
    OverStrict(
        "refuses-further-scopes",
        "The scope is compared as a whole.",
        {"M2M-SCOPE-MORE": EVERY},
        before(
            "scope-present",
            Rule(
                "scope-is-the-one",
                lambda attempt: (
                    attempt.parameter("scope") is None
                    or attempt.settings.scope not in attempt.scopes
                    or attempt.parameter("scope") == attempt.settings.scope
                ),
                invalid_request("The scope must be the one value"),
            ),
        ),
        profiles=("m2m",),
    ),
)


def all_over_strict(profile: str | None = None) -> tuple[OverStrict, ...]:
    """Every over-strict fault, or those of one profile."""
    known = (
        *OVER_STRICT,
        *over_strict_basic.OVER_STRICT,
        *over_strict_ciam.OVER_STRICT,
        *over_strict_generated.OVER_STRICT,
    )
    return tuple(each for each in known if profile is None or profile in each.profiles)
