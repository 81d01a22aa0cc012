"""Words for the parts of an assertion that are too long to be shown as they are: certificates and JSON texts."""

import base64
import binascii
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

LONGEST = 120
_BESIDE = 12
"""Characters of an unchanged text that are shown beside what was changed in it."""
_VISIBLE = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})


def short(text: str | bytes, longest: int = LONGEST) -> str:
    """The beginning of a text, on one line."""
    shown = text[: longest + 1].decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text[: longest + 1]
    cut = shown if len(shown) <= longest else f"{shown[:longest]}…"
    return cut.translate(_VISIBLE)


def told_text(good: bytes, sent: bytes) -> str:
    """What was changed in a JSON text: from the first character that differs to the last one."""
    order = _order(good, sent)
    if order:
        return f"members in the order {order}"
    shorter = min(len(good), len(sent))
    start = next((n for n in range(shorter) if good[n] != sent[n]), shorter)
    end = 0
    while end < shorter - start and good[-1 - end] == sent[-1 - end]:
        end += 1
    begin = max(0, start - _BESIDE)
    ahead, behind = "…" if begin else "", "…" if end else ""
    old, new = (text[begin : len(text) - end] for text in (good, sent))
    return f"'{ahead}{short(old)}{behind}' → '{ahead}{short(new)}{behind}'"


def _order(good: bytes, sent: bytes) -> str:
    """The names of the members, where both are objects that differ in their order alone."""
    try:
        one, other = json.loads(good), json.loads(sent)
    except (ValueError, RecursionError):
        return ""
    same = isinstance(one, dict) and one == other and list(one) != list(other)
    return ", ".join(other) if same else ""


def told_chain(good: Sequence[Any], sent: Any) -> str:
    """What stands in `x5c`, each certificate by its place in the client's own chain or by what it says of itself."""
    if not isinstance(sent, list):
        return short(json.dumps(sent), 40)
    if not sent:
        return "an empty list"
    read = [certificate_of(entry) for entry in sent]
    lines = [_entry(good, entry, found) for entry, found in zip(sent, read, strict=True)]
    for place, (found, issuer) in enumerate(pairwise(read)):
        if found and issuer and sent[place] not in good:
            lines[place] += ", signed by the next" if _is_signed_by(found, issuer) else ", not signed by the next"
    return "; ".join(f"[{place}] {line}" for place, line in enumerate(lines, start=1))


def _entry(good: Sequence[Any], entry: Any, found: x509.Certificate | None) -> str:
    if entry in good:
        return f"the client's no. {good.index(entry) + 1}" + (f" ({_name(found.subject)})" if found else "")
    if found is None:
        return f"no DER in base64: {short(json.dumps(entry), 40)}"
    dates = f"{found.not_valid_before_utc:%Y-%m-%d} to {found.not_valid_after_utc:%Y-%m-%d}"
    return f"another of {_name(found.subject)}, in the name of issuer {_name(found.issuer)}, {dates}, {_key(found)}"


def certificate_of(entry: Any) -> x509.Certificate | None:
    """The certificate of an entry of `x5c`; None where it is none."""
    try:
        return x509.load_der_x509_certificate(base64.b64decode(entry, validate=True))
    except (ValueError, TypeError, binascii.Error):
        return None


def _name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return f"'{found[0].value!s}'" if found else f"'{name.rfc4514_string()}'"


def _key(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "a key that cannot be read"
    return f"RSA of {key.key_size} bits" if isinstance(key, RSAPublicKey) else "no RSA key"


def _is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        key, digest = issuer.public_key(), certificate.signature_hash_algorithm
        if not isinstance(key, RSAPublicKey) or digest is None:
            return False
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, PKCS1v15(), digest)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True
