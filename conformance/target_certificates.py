"""Whether a client's key and certificate chain can be used: each by itself, one with the other, and for the party."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from conformance.identity import (
    Identity,
    IdentityFault,
    belongs_to,
    load_certificates,
    party_ids_of,
    read_chain,
    read_key,
)
from conformance.target_faults import Keys, Reading
from conformance.target_values import usable_file

Chain = tuple[x509.Certificate, ...]
Loaded = TypeVar("Loaded")

LEAST_BITS = 2048
"""Bits of an RSA key below which a certificate counts as weak (CA-X5C-USAGE)."""

_PARTY_ID = re.compile(r"(did:ishare:EU\.[A-Z]{2}\.|EU\.EORI\.|[A-Z]{5}-).+")
_DEFECTS: Mapping[str, str] = {
    "expired": "its last day has passed",
    "not_yet_valid": "its first day has not come",
    "no_signature_usage": "its key usage allows neither digital signature nor non-repudiation",
    "weak_key": f"its RSA key has fewer than {LEAST_BITS} bits",
}


def read_client_identity(reading: Reading, way: Keys, table: Mapping[str, Any]) -> Identity | None:
    """Read key and chain of a client in whose name good requests are made; None where a fault was noted."""
    key, chain = _read_files(reading, way, table)
    if chain:
        _check_order(reading, (*way, "chain"), chain, key)
        _check_dates(reading, (*way, "chain"), chain)
        for defect in _defects(chain[0], reading.now) & {"no_signature_usage", "weak_key"}:
            reading.remark((*way, "chain"), f"The client's certificate may be refused: {_DEFECTS[defect]}.")
    return _joined(reading, way, table, key, chain)


def read_spoiled_identity(reading: Reading, way: Keys, table: Mapping[str, Any]) -> Identity | None:
    """Read key and chain of a certificate that has one fault, the one after which its table is named."""
    key, chain = _read_files(reading, way, table)
    if chain:
        _check_order(reading, (*way, "chain"), chain, key)
        _check_defects(reading, (*way, "chain"), chain[0], str(way[-1]))
    return _joined(reading, way, table, key, chain)


def check_certificates(reading: Reading, keys: Keys, text: str | None) -> Path | None:
    """Give the path of a PEM file of trusted certificates, or None and a fault."""
    path = usable_file(reading, keys, text)
    if path is not None:
        try:
            load_certificates(path.read_bytes())
        except ValueError:
            reading.fault(keys, f"{path} holds no certificates that can be read.", "Put them there in PEM form.")
    return path


def _read_files(reading: Reading, way: Keys, table: Mapping[str, Any]) -> tuple[RSAPrivateKey | None, Chain]:
    key = _loaded(reading, (*way, "key"), table.get("key"), read_key)
    return key, _loaded(reading, (*way, "chain"), table.get("chain"), read_chain) or ()


def _loaded(reading: Reading, keys: Keys, text: str | None, load: Callable[[Path], Loaded]) -> Loaded | None:
    path = usable_file(reading, keys, text)
    try:
        return load(path) if path is not None else None
    except IdentityFault as fault:
        needed = "an RSA private key without a passphrase" if keys[-1] == "key" else "the chain, leaf first, root last"
        reading.fault(keys, fault.sentence, f"Put {needed} there in PEM form.")
        return None


def _joined(
    reading: Reading, way: Keys, table: Mapping[str, Any], key: RSAPrivateKey | None, chain: Chain
) -> Identity | None:
    party = table.get("id")
    own = next((each for each in chain if key and _is_key_of(key, each)), None)
    if party is not None and chain:
        _check_party(reading, (*way, "id"), party, own or chain[0])
    if key is None or not chain:
        return None
    if own is None:
        sentence = f"The private key is not the one of the first certificate in {table['chain']}."
        reading.fault((*way, "key"), sentence, "Take the key for which that certificate was issued, or its chain.")
    return Identity(party or "", key, chain)


def _is_key_of(key: RSAPrivateKey, certificate: x509.Certificate) -> bool:
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(public, RSAPublicKey) and public.public_numbers() == key.public_key().public_numbers()


def _check_order(reading: Reading, keys: Keys, chain: Chain, key: RSAPrivateKey | None) -> None:
    repair = "Put the client's own certificate first, below it that of its issuer, and so on to the root."
    own = next((number for number, each in enumerate(chain, 1) if key and _is_key_of(key, each)), 1)
    gaps = [number for number in range(1, len(chain)) if not _is_issued_by(chain[number - 1], chain[number])]
    if own > 1:
        reading.fault(keys, f"The certificate of the private key stands at place {own}; the leaf is not first.", repair)
    elif gaps:
        gap = f"Certificate {gaps[0] + 1} of the chain is not the issuer of certificate {gaps[0]}."
        reading.fault(keys, gap, repair)
    elif not _is_issued_by(chain[-1], chain[-1]):
        sentence = "The chain does not end in a root: its last certificate was issued by another one."
        reading.fault(keys, sentence, "Add the missing certificates up to the root at the end of the file.")


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _check_dates(reading: Reading, keys: Keys, chain: Chain) -> None:
    for number, each in enumerate(chain, 1):
        name = "The client's certificate" if number == 1 else f"Certificate {number} of the chain"
        if each.not_valid_after_utc < reading.now:
            day = each.not_valid_after_utc.date()
            reading.fault(keys, f"{name} expired on {day}.", "Have a new one issued and put it there.")
        elif each.not_valid_before_utc > reading.now:
            day = each.not_valid_before_utc.date()
            reading.fault(keys, f"{name} is not valid before {day}.", "Take one that is valid now, or wait.")


def _check_defects(reading: Reading, keys: Keys, leaf: x509.Certificate, name: str) -> None:
    found = _defects(leaf, reading.now)
    if name not in found:
        sentence = f"The first certificate is not spoiled in this way; it is not true that {_DEFECTS[name]}."
        reading.fault(keys, sentence, "Put the spoiled certificate there, or take the table out.")
    for other in sorted(found - {name}):
        sentence = f"The certificate has a second fault: {_DEFECTS[other]}."
        reading.fault(keys, sentence, "Take one with a single fault; a refusal could not tell which one it is for.")


def _defects(leaf: x509.Certificate, now: datetime) -> set[str]:
    tests = {
        "expired": leaf.not_valid_after_utc < now,
        "not_yet_valid": leaf.not_valid_before_utc > now,
        "no_signature_usage": not _may_sign(leaf),
        "weak_key": _is_weak(leaf),
    }
    return {name for name, is_so in tests.items() if is_so}


def _may_sign(leaf: x509.Certificate) -> bool:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):  # without the extension every usage is allowed (RFC 5280, 4.2.1.3)
        return True
    return usage.digital_signature or usage.content_commitment


def _is_weak(leaf: x509.Certificate) -> bool:
    try:
        public = leaf.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(public, RSAPublicKey) and public.key_size < LEAST_BITS


def _check_party(reading: Reading, keys: Keys, party: str, leaf: x509.Certificate) -> None:
    named = party_ids_of(leaf)
    if belongs_to(leaf, party) or party in named:
        return
    if named and _PARTY_ID.fullmatch(party):
        sentence = f"The client's certificate belongs to another party: {named[0]}."
        reading.fault(keys, sentence, "Take the certificate of this party, or write the party id of the certificate.")
    else:
        # Ids are opaque (reading A7): of an unusual one nobody can say that the certificate contradicts it.
        reading.remark(keys, "Whether the client's certificate belongs to this party id cannot be seen from it.")
