"""The certificates of a header `x5c`, read strictly (RFC 7515, section 4.1.6): plain base64 of DER, the leaf first."""

import base64
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from conformance.strict_json import kind_of

_URL_ALPHABET = re.compile(r"[-_]")
_BLANK = re.compile(r"\s")


@dataclass(frozen=True)
class X5c:
    """The certificates up to the first that cannot be read, and why that one, or the header, cannot."""

    certificates: tuple[x509.Certificate, ...] = ()
    fault: str | None = None


def read_x5c(header: Mapping[str, Any]) -> X5c:
    """Read the certificates of a JWS header; never raises."""
    if "x5c" not in header:
        return X5c(fault="x5c is missing")
    entries = header["x5c"]
    if not isinstance(entries, list):
        return X5c(fault=f"x5c is {kind_of(entries)} in place of an array")
    if not entries:
        return X5c(fault="x5c is an empty array")
    found: list[x509.Certificate] = []
    for number, entry in enumerate(entries, 1):
        fault = _entry_fault(entry)
        certificate = None if fault else _certificate(entry)
        if certificate is None:
            return X5c(tuple(found), f"entry {number} of x5c {fault or 'is base64, but not of a certificate in DER'}")
        found.append(certificate)
    return X5c(tuple(found))


def _entry_fault(entry: object) -> str | None:
    """Say what keeps an entry from being plain base64 and nothing else; None where it is."""
    if not isinstance(entry, str):
        return f"is {kind_of(entry)} in place of a string"
    if "-----" in entry:
        return "has PEM armour around it"
    if _BLANK.search(entry):
        return "has line breaks or blanks in it"
    try:
        is_plain = base64.b64encode(base64.b64decode(entry, validate=True)).decode("ascii") == entry
    except ValueError:
        is_plain = False
    if is_plain:
        return None
    return "is base64url in place of plain base64" if _URL_ALPHABET.search(entry) else "is not base64"


def _certificate(entry: str) -> x509.Certificate | None:
    with warnings.catch_warnings():
        # What the library finds odd about a certificate is no news for the reader of a report.
        warnings.simplefilter("ignore")
        try:
            certificate = x509.load_der_x509_certificate(base64.b64decode(entry))
            # These are parsed when they are asked for: what cannot be read is told once, here.
            _ = certificate.subject, certificate.issuer, certificate.not_valid_before_utc
            _ = certificate.not_valid_after_utc
        except (ValueError, x509.InvalidVersion):
            return None
    return certificate
