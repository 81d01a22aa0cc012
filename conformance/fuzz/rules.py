"""What becomes of a request whose header, claims or JSON body has another value somewhere, by rule."""

from collections.abc import Mapping

from conformance.fuzz.steps import Expected, rows
from conformance.fuzz.values import Value, is_flat, is_json, is_null, is_plain, number_of

REQUIRED: Mapping[str, Mapping[str, str]] = {
    "header": {"alg": "CA-ALG", "typ": "CA-TYP", "x5c": "CA-X5C"},
    "claims": {
        "iss": "CA-ISS",
        "sub": "CA-SUB",
        "aud": "CA-AUD",
        "jti": "CA-JTI",
        "iat": "CA-IAT",
        "exp": "CA-EXP",
    },
    "body": {"grant_type": "REQ-GRANT-TYPE", "client_id": "CIAM-REQUIRED", "client_secret": "CIAM-REQUIRED"},
}
"""The members that must be there, by part, each with the requirement that judges whether it is, and is right."""
DATES = ("iat", "exp")
_OF_DATES = rows("CA-NUMERIC", "CA-LIFETIME", "CA-SECONDS", "CA-IAT", "CA-EXP")
_SOMEWHEN = (1e9, 2.1e9)
"""Between these (2001 and 2036, Unix seconds) a number may be a date that lives."""


def expected_of(part: str, name: str, value: Value) -> Expected:
    """Say what becomes of the request with this value in that member's place."""
    if not is_json(value):
        return Expected.REFUSED
    if name == "jti" and part == "claims":
        # what a jti may be beside null is left to the endpoint (CA-JTI-STRING recommends)
        return Expected.REFUSED if is_null(value) else Expected.EITHER
    if name in DATES and part == "claims":
        return _of_date(value)
    if name in REQUIRED[part] or (part == "header" and name == "crit"):
        return Expected.REFUSED
    is_ignored = part != "header" and name.startswith("x-") and name.isascii() and name.isprintable()
    # a reader of flat bodies may stumble at an object in one, whoever ignores the member
    is_borne = is_plain(value) and (part != "body" or is_flat(value))
    return Expected.GRANTED if is_ignored and is_borne else Expected.EITHER


def _of_date(value: Value) -> Expected:
    number = number_of(value)
    earliest, latest = _SOMEWHEN
    is_possible = number is not None and earliest < number < latest
    return Expected.EITHER if is_possible else Expected.REFUSED


def rows_of(part: str, name: str, value: Value) -> tuple[str, ...]:
    """Name the requirements that judge this value in that member's place."""
    if not is_json(value):
        broken = {"header": "CA-HEADER-OBJECT", "claims": "CA-NUMERIC" if name in DATES else "", "body": "CIAM-CLIENT"}
        return rows(broken[part])
    if name in DATES and part == "claims" and number_of(value) is not None:
        return rows("CA-LIFETIME", *_OF_DATES)
    if (part, name) in _SEVERAL:
        return _SEVERAL[part, name]
    return rows(REQUIRED[part].get(name, _OTHERS[part]))


_OTHERS = {"header": "CA-HEADERS", "claims": "CA-EXTRA-CLAIMS", "body": "REQ-UNKNOWN"}
_SEVERAL = {
    ("claims", "iat"): _OF_DATES,
    ("claims", "exp"): _OF_DATES,
    ("claims", "aud"): rows("CA-AUD", "CA-AUD-SINGLE", "CA-AUD-STRING"),
    ("header", "alg"): rows("CA-ALG", "CA-ALG-NONE"),
    ("header", "crit"): rows("CA-CRIT"),
}
