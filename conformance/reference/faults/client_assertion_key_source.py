"""Faults in taking the key from elsewhere than the first certificate of x5c (CA-KEY-SOURCE, CA-SIGNATURE-KEY)."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference.attempt import Attempt
from conformance.reference.certificates import rsa_key
from conformance.reference.changes import both, relaxed, setting
from conformance.reference.decoding import read_segment
from conformance.reference.design import Change
from conformance.reference.fault import Fault
from conformance.reference.signatures import is_signed_by
from conformance.reference.unseparated import Unseparated

Resolve = Callable[[Any], RSAPublicKey | None]
_SPOILED = (ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error)


def _number(text: str) -> int:
    return int.from_bytes(read_segment(text) or b"", "big")


def _from_jwk(value: Any) -> RSAPublicKey:
    return RSAPublicNumbers(_number(value["e"]), _number(value["n"])).public_key()


def _data(address: str) -> bytes:
    """What an address of the scheme `data:` holds (RFC 2397); ValueError for any other: it would have to be fetched."""
    head, comma, content = address.partition(";base64,")
    if not head.startswith("data:") or not comma:
        raise ValueError("this address is not fetched here")
    return base64.b64decode(content)


def _from_key_set(value: Any) -> RSAPublicKey:
    return _from_jwk(json.loads(_data(value))["keys"][0])


def _from_certificate(value: Any) -> RSAPublicKey | None:
    return rsa_key(x509.load_pem_x509_certificates(_data(value))[0])


def _from_identifier(value: Any) -> RSAPublicKey:
    """The key of a did:jwk, which holds it whole."""
    if not value.startswith("did:jwk:"):
        raise ValueError("no such identifier")
    identifier = value.removeprefix("did:jwk:").partition("#")[0]
    return _from_jwk(json.loads(read_segment(identifier) or b""))


def _key_from(name: str, resolve: Resolve) -> Change:
    """Where this header gives a key, that one verifies; where not, the leaf's does."""

    def offered(attempt: Attempt) -> RSAPublicKey | None:
        try:
            return resolve(attempt.header[name])
        except _SPOILED:
            return None

    def key(attempt: Attempt) -> RSAPublicKey | None:
        return offered(attempt) or (rsa_key(attempt.leaf) if attempt.leaf else None)

    def is_known(attempt: Attempt) -> bool:
        return attempt.header.keys() <= attempt.settings.headers | {name} and offered(attempt) is not None

    return both(setting(key=key), relaxed("headers-are-known", is_known))


def _believed_when_unreachable(name: str) -> Change:
    """No signature is verified with a key that could not be fetched; nothing is fetched here, the way is barred."""

    def is_unreachable(attempt: Attempt) -> bool:
        address = attempt.header.get(name)
        return isinstance(address, str) and address.startswith("https://")

    def is_known(attempt: Attempt) -> bool:
        return attempt.header.keys() <= attempt.settings.headers | {name} and is_unreachable(attempt)

    return both(relaxed("headers-are-known", is_known), relaxed("signature-is-right", is_unreachable))


def _is_signed_by_any_client(attempt: Attempt) -> bool:
    certificates = (party.certificate for party in attempt.world.parties.values())
    keys = [rsa_key(each) for each in certificates if each is not None]
    return any(is_signed_by(key, attempt.signature, attempt.signed, PKCS1v15(), SHA256()) for key in keys)


FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-the-key-from-jwk",
        "The library's resolver looks for a key in jwk before it looks at x5c.",
        {"CA-KEY-SOURCE": {"jwk"}},
        _key_from("jwk", _from_jwk),
    ),
    Fault(
        "believes-a-jku-that-it-cannot-fetch",
        "The error of an address in jku that cannot be reached is noted, and the verifying skipped.",
        {"CA-KEY-SOURCE": {"jku"}},
        _believed_when_unreachable("jku"),
    ),
    Fault(
        "takes-the-key-from-jku",
        "The key set is read from the address in jku, by a function that knows data: as well.",
        {"CA-KEY-SOURCE": {"jku-data"}},
        _key_from("jku", _from_key_set),
    ),
    Fault(
        "believes-an-x5u-that-it-cannot-fetch",
        "The error of an address in x5u that cannot be reached is noted, and the verifying skipped.",
        {"CA-KEY-SOURCE": {"x5u"}},
        _believed_when_unreachable("x5u"),
    ),
    Fault(
        "takes-the-key-from-x5u",
        "The certificate is read from the address in x5u, by a function that knows data: as well.",
        {"CA-KEY-SOURCE": {"x5u-data"}},
        _key_from("x5u", _from_certificate),
    ),
    Fault(
        "takes-the-key-from-kid",
        "kid is resolved as a decentralised identifier by a library that knows did:jwk, where the key is the name.",
        {"CA-KEY-SOURCE": {"kid"}},
        _key_from("kid", _from_identifier),
    ),
    Fault(
        "tries-the-keys-of-all-clients",
        "The signature is tried with the key of every certificate in the register, and one of them will do.",
        {"CA-SIGNATURE-KEY": {"other-client"}},
        relaxed("signature-is-right", _is_signed_by_any_client),
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "CA-SIGNATURE-KEY",
        "stranger",
        "Nothing in the request tells who the stranger is, so only an endpoint that verifies no signature at all takes "
        "his; every case of CA-SIGNATURE finds that as well (fault never-verifies-the-signature).",
    ),
)
