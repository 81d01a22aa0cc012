"""Faults in taking the algorithm from the header (CA-ALG)."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, setting, taking_algorithm
from conformance.reference.decoding import read_json
from conformance.reference.design import Change
from conformance.reference.fault import Fault
from conformance.reference.signatures import VERIFIERS, is_signed_by
from conformance.reference.unseparated import Unseparated

_RS256 = VERIFIERS["RS256"]


def _alg_read_as(read: Callable[[dict[str, Any]], Any]) -> Change:
    """The algorithm is what `read` makes of the header."""

    def read_header(data: bytes) -> Any:
        header = read_json(data)
        return header | {"alg": read(header)} if isinstance(header, dict) else header

    return setting(read_header=read_header)


def _by_number(header: dict[str, Any]) -> Any:
    """Enums of many languages are read from their number as well as from their name."""
    value = header.get("alg")
    return dict(enumerate(("none", *VERIFIERS))).get(value, value) if type(value) is int else value


def _in_capitals(header: dict[str, Any]) -> Any:
    value = header.get("alg")
    return value.upper() if isinstance(value, str) else value


def _or_default_for_null(header: dict[str, Any]) -> Any:
    return "RS256" if "alg" in header and header["alg"] is None else header.get("alg")


def _is_of_rsa(attempt: Attempt) -> bool:
    algorithm = attempt.header.get("alg")
    return isinstance(algorithm, str) and algorithm.startswith("RS")


def _by_pss(attempt: Attempt) -> bool:
    padding = PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH)
    return is_signed_by(attempt.key, attempt.signature, attempt.signed, padding, SHA256())


def _by_id(attempt: Attempt) -> bool:
    expected = hmac.digest((attempt.identity or "").encode(), attempt.signed, hashlib.sha256)
    return hmac.compare_digest(expected, attempt.signature)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "assumes-an-algorithm",
        "alg has a default in the reading of the header.",
        {"CA-ALG": {"missing"}},
        _alg_read_as(lambda header: header.get("alg", "RS256")),
    ),
    Fault(
        "assumes-an-algorithm-for-null",
        "That alg is there is asked of the text, and its value has a default where it is null.",
        {"CA-ALG": {"null"}},
        _alg_read_as(_or_default_for_null),
    ),
    Fault(
        "takes-an-algorithm-by-its-number",
        "alg is bound to an enum, whose members go by their number too.",
        {"CA-ALG": {"number"}},
        _alg_read_as(_by_number),
    ),
    Fault(
        "takes-every-rs-for-rs256",
        "An algorithm that begins with RS is taken, and any but RS384 and RS512 verified as RS256.",
        {"CA-ALG": {"unknown"}},
        both(
            relaxed("algorithm-is-allowed", _is_of_rsa),
            relaxed("signature-is-right", lambda attempt: _is_of_rsa(attempt) and _RS256(attempt)),
        ),
    ),
    Fault(
        "takes-ps256",
        "PS256 was added for another framework, and the list of algorithms is one for all.",
        {"CA-ALG": {"ps256"}},
        taking_algorithm("PS256", _by_pss),
    ),
    Fault(
        "takes-es256-for-a-digest",
        "Of ES256 only the digest is used: the way to verify is chosen by the key, which is RSA's.",
        {"CA-ALG": {"es256"}},
        taking_algorithm("ES256", _RS256),
    ),
    Fault(
        "takes-hs256-keyed-with-the-id",
        "HS256 is taken too, and the secret of a client that has none is its id.",
        {"CA-ALG": {"hs256"}},
        taking_algorithm("HS256", _by_id),
    ),
    Fault(
        "takes-the-algorithm-in-any-case",
        "alg is put into capitals before it is looked up.",
        {"CA-ALG": {"letter-case"}},
        _alg_read_as(_in_capitals),
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "CA-ALG-GRANTED",
        "rs256",
        "The unchanged request is signed with RS256: an endpoint that refuses it grants nothing, and nothing about it "
        "can be tested. RS384 and RS512 have faults of their own among those that are too strict.",
    ),
)
