"""Faults in reading the client's certificates and in judging the leaf (CA-X5C, -DATES, -USAGE, -PARTY)."""

import base64
import binascii
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from conformance.reference import certificates, decoding
from conformance.reference.attempt import Attempt, Chain
from conformance.reference.changes import both, relaxed, setting, without
from conformance.reference.fault import EVERY, Fault

_ARMOUR = "-----BEGIN CERTIFICATE-----"


def _remembered_key(attempt: Attempt) -> RSAPublicKey | None:
    """The leaf's key; where there is no leaf, the one that this client used last."""
    place = ("key", attempt.identity)
    if attempt.leaf is not None:
        attempt.world.notes[place] = certificates.rsa_key(attempt.leaf)
    key: RSAPublicKey | None = attempt.world.notes.get(place)
    return key


def _x5c(attempt: Attempt) -> Any:
    """The header `x5c` as it was sent."""
    value = decoding.read_json(attempt.header_bytes)
    return value.get("x5c") if isinstance(value, dict) else None


def _is_list_without_text(attempt: Attempt) -> bool:
    entries = attempt.header.get("x5c")
    return isinstance(entries, list) and entries != [] and not any(isinstance(entry, str) for entry in entries)


def _read_header_with_lone_certificate(data: bytes) -> Any:
    header = decoding.read_json(data)
    if isinstance(header, dict) and isinstance(header.get("x5c"), str):
        return header | {"x5c": [header["x5c"]]}
    return header


def _completed_where_it_was_a_string(attempt: Attempt, chain: Chain) -> Chain:
    return (*chain, *attempt.world.authorities) if isinstance(_x5c(attempt), str) else chain


def _read_armoured(text: str) -> x509.Certificate | None:
    return certificates.read_certificate("".join(line for line in text.splitlines() if not line.startswith("-----")))


def _read_either_alphabet(text: str) -> x509.Certificate | None:
    return certificates.read_certificate(text.translate({ord("-"): "+", ord("_"): "/"}) + "=" * (-len(text) % 4))


def _is_either_alphabet(attempt: Attempt) -> bool:
    try:
        for entry in attempt.x5c:
            padded = entry + "=" * (-len(entry) % 4)
            base64.b64decode(padded.translate({ord("-"): "+", ord("_"): "/"}).encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FAULTS: tuple[Fault, ...] = (
    Fault(
        "needs-no-x5c",
        "x5c is read where it is there; else the key is taken that the client used last.",
        {"CA-X5C": {"missing"}},
        both(
            relaxed("certificates-are-present", lambda attempt: "x5c" not in attempt.header),
            setting(key=_remembered_key),
        ),
    ),
    Fault(
        "walks-an-empty-chain",
        "Every certificate of the list is checked in a loop, which has nothing to do for an empty one.",
        {"CA-X5C": {"empty"}},
        both(
            relaxed("certificates-are-present", lambda attempt: attempt.header.get("x5c") == []),
            setting(key=_remembered_key),
        ),
    ),
    Fault(
        "takes-a-string-for-x5c",
        "A string is taken for the leaf, as older clients send it, and completed with the endpoint's own chain.",
        {"CA-X5C": {"string"}},
        setting(read_header=_read_header_with_lone_certificate, arrange=_completed_where_it_was_a_string),
    ),
    Fault(
        "skips-what-is-no-text-in-x5c",
        "Entries of x5c that are no text are filtered out, and nobody asks whether one is left.",
        {"CA-X5C": {"numbers"}},
        both(relaxed("certificates-are-present", _is_list_without_text), setting(key=_remembered_key)),
    ),
    Fault(
        "forgives-a-chain-that-cannot-be-read",
        "The exception of the certificate parser is logged, and the key taken that the client used last.",
        {"CA-X5C": {"garbage"}},
        both(
            relaxed("certificates-are-readable", lambda attempt: attempt.chain == ()),
            setting(key=_remembered_key),
        ),
    ),
    Fault(
        "skips-certificates-that-cannot-be-read",
        "Entries of x5c that are no certificate are passed over.",
        {"CA-X5C": {"garbage-behind"}},
        relaxed("certificates-are-readable", lambda attempt: attempt.chain != ()),
    ),
    Fault(
        "takes-pem-in-x5c",
        "The library that reads certificates takes PEM as well as DER.",
        {"CA-X5C": {"pem-armour"}},
        both(
            setting(read_certificate=_read_armoured),
            relaxed(
                "certificates-are-strict-base64",
                lambda attempt: all(entry.startswith(_ARMOUR) for entry in attempt.x5c),
            ),
        ),
    ),
    Fault(
        "takes-base64url-in-x5c",
        "x5c is decoded by the function that decodes the segments of the JWT.",
        {"CA-X5C": {"base64url"}},
        both(
            setting(read_certificate=_read_either_alphabet),
            relaxed("certificates-are-strict-base64", _is_either_alphabet),
        ),
    ),
    Fault(
        "ignores-the-end-of-a-certificate",
        "The clock is compared with notBefore alone.",
        {"CA-X5C-DATES": {"expired"}},
        without("chain-has-not-ended"),
    ),
    Fault(
        "ignores-the-begin-of-a-certificate",
        "The clock is compared with notAfter alone.",
        {"CA-X5C-DATES": {"not-yet-valid"}},
        without("chain-has-begun"),
    ),
    Fault(
        "ignores-dates-of-certificates",
        "The path validation runs with the flag that leaves dates out, set for the test environment.",
        {"CA-X5C-DATES": EVERY},
        without("chain-has-begun", "chain-has-not-ended"),
    ),
    Fault(
        "ignores-key-usage",
        "The extension keyUsage of the leaf is not read.",
        {"CA-X5C-USAGE": {"no-signature-usage"}},
        without("leaf-may-sign"),
    ),
    Fault(
        "takes-weak-keys",
        "The size of the leaf's key is not looked at.",
        {"CA-X5C-USAGE": {"weak-key"}},
        without("leaf-key-is-strong"),
    ),
    Fault(
        "checks-the-chain-but-not-its-party",
        "Any certificate of a trusted chain will do: nobody compares its party with the client.",
        {"CA-X5C-PARTY": EVERY},
        without("leaf-is-the-clients"),
    ),
)
