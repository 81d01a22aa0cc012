"""Rules about the client assertion as a JWS: form, header and signature (chapter CA)."""

from conformance.reference.attempt import Attempt
from conformance.reference.decoding import has_repeated_names, is_strict_json, is_strict_segment
from conformance.reference.design import Rule
from conformance.reference.refusals import invalid_client


def is_algorithm_allowed(attempt: Attempt) -> bool:
    """The header names one of the algorithms for which there is a verifier."""
    algorithm = attempt.header.get("alg")
    return isinstance(algorithm, str) and algorithm in attempt.settings.verifiers


def is_signature_right(attempt: Attempt) -> bool:
    """The verifier of the named algorithm says so."""
    algorithm = attempt.header.get("alg")
    verifier = attempt.settings.verifiers.get(algorithm) if isinstance(algorithm, str) else None
    return verifier is not None and verifier(attempt)


FORM_RULES = (
    Rule(
        "assertion-has-three-segments",
        lambda attempt: len(attempt.segments) == 3,
        invalid_client("The client assertion is no compact JWS"),
    ),
    Rule(
        "segments-are-strict-base64url",
        lambda attempt: all(is_strict_segment(segment) for segment in attempt.segments),
        invalid_client("A segment of the client assertion is no base64url"),
    ),
    Rule(
        "header-is-json-object",
        lambda attempt: isinstance(attempt.header_value, dict),
        invalid_client("The header of the client assertion is no JSON object"),
    ),
    Rule(
        "header-is-strict-json",
        lambda attempt: is_strict_json(attempt.header_bytes),
        invalid_client("The header of the client assertion is no JSON"),
    ),
    Rule(
        "header-names-once",
        lambda attempt: not has_repeated_names(attempt.header_bytes),
        invalid_client("A name stands twice in the header of the client assertion"),
    ),
    Rule("algorithm-is-allowed", is_algorithm_allowed, invalid_client("The algorithm is not allowed")),
    Rule(
        "type-is-jwt",
        lambda attempt: attempt.header.get("typ") == "JWT",
        invalid_client("The typ of the client assertion is not JWT"),
    ),
    Rule(
        "no-critical-headers",
        lambda attempt: "crit" not in attempt.header and "b64" not in attempt.header,
        invalid_client("A critical header is not understood"),
    ),
    Rule(
        "headers-are-known",
        lambda attempt: attempt.header.keys() <= attempt.settings.headers,
        invalid_client("The client assertion has a header that is not allowed"),
    ),
)

SIGNATURE_RULES = (
    Rule(
        "signature-is-right",
        is_signature_right,
        invalid_client("The signature of the client assertion is wrong"),
    ),
)

PAYLOAD_RULES = (
    Rule(
        "payload-is-json-object",
        lambda attempt: isinstance(attempt.claims_value, dict),
        invalid_client("The payload of the client assertion is no JSON object"),
    ),
    Rule(
        "payload-is-strict-json",
        lambda attempt: is_strict_json(attempt.claims_bytes),
        invalid_client("The payload of the client assertion is no JSON"),
    ),
    Rule(
        "claim-names-once",
        lambda attempt: not has_repeated_names(attempt.claims_bytes),
        invalid_client("A claim stands there twice"),
    ),
)
