"""Over-strict faults that no named case meets, only generated input."""

import re
from collections.abc import Callable
from itertools import groupby

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before
from conformance.reference.design import Change, Refusal, Rule
from conformance.reference.fault import OverStrict
from conformance.reference.refusals import invalid_client, invalid_request

_CREDENTIALS = ("client_id", "client_assertion_type", "client_assertion")
_KNOWN = ("grant_type", "scope", *_CREDENTIALS, "client_secret", "redirect_uri", "code", "code_verifier")
_CLAIMS = ("iss", "sub", "aud", "jti", "iat", "exp", "nbf")
_LONGEST = 100
_JTI = re.compile(rb'"jti"\s*:\s*"((?:[^"\\]|\\.)*)"')


def _only_where(rule: str, holds: Callable[[Attempt], bool], refusal: Refusal) -> Change:
    """In front of that rule whatever is not like this is refused."""
    return before(rule, Rule("as-expected", holds, refusal))


def _brings_credentials_together(attempt: Attempt) -> bool:
    sent = {name for name, _ in attempt.parameters if name in _CREDENTIALS}
    groups = groupby((name for name, _ in attempt.parameters), lambda name: name in _CREDENTIALS)
    return next((set(names) for is_credential, names in groups if is_credential), set()) == sent


def _has_short_unknown_values(attempt: Attempt) -> bool:
    return all(len(value) <= _LONGEST for name, value in attempt.parameters if name not in _KNOWN)


def _binds_unknown_members(attempt: Attempt) -> bool:
    return all(isinstance(value, str) for name, value in attempt.body_value.items() if name not in _KNOWN)


def _finds_jti_in_the_text(attempt: Attempt) -> bool:
    return "jti" not in attempt.claims or _JTI.search(attempt.claims_bytes) is not None


def _binds_unknown_claims(attempt: Attempt) -> bool:
    unknown = [value for name, value in attempt.claims.items() if name not in _CLAIMS]
    return all(isinstance(value, str | int | dict) for value in unknown)


OVER_STRICT: tuple[OverStrict, ...] = (
    OverStrict(
        "collects-credentials-while-they-follow-one-another",
        "The parameters of client authentication are collected until another one comes, so an order may lose some.",
        {"REQ-ORDER": {"generated"}},
        _only_where("client-id-present", _brings_credentials_together, invalid_client("The credentials are missing")),
        profiles=("m2m",),
    ),
    OverStrict(
        "refuses-long-unknown-parameters",
        "A filter in front allows 100 characters in whatever it does not know.",
        {"REQ-UNKNOWN": {"generated"}},
        _only_where("grant-type-present", _has_short_unknown_values, invalid_request("A parameter is too long")),
        profiles=("m2m", "basic"),
    ),
    OverStrict(
        "binds-unknown-members-to-strings",
        "The body is bound to a map of strings, and a member of another type is an error, whatever its name.",
        {"REQ-UNKNOWN": {"generated"}},
        _only_where("grant-type-present", _binds_unknown_members, invalid_request("A member is no string")),
        profiles=("ciam",),
    ),
    OverStrict(
        "looks-for-jti-in-the-text",
        "The replay check takes jti out of the text of the claims by a regular expression.",
        {"CA-JSON-FORM": {"generated"}},
        _only_where("jti-present", _finds_jti_in_the_text, invalid_client("jti is missing")),
        profiles=("m2m",),
    ),
    OverStrict(
        "binds-unknown-claims-to-few-types",
        "The types of claims that the model knows are strings, whole numbers, booleans and objects.",
        {"CA-EXTRA-CLAIMS": {"generated"}},
        _only_where("issuer-is-the-client", _binds_unknown_claims, invalid_client("A claim is malformed")),
        profiles=("m2m",),
    ),
)
