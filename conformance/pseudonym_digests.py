"""The functions by which a pseudonym may have been computed: digests, checksums, UUIDs of names, keyed digests."""

import hashlib
import uuid
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

Compute = Callable[[bytes], bytes]


class Way(NamedTuple):
    """A function with its name in words."""

    told: str
    compute: Compute


def _hashed(name: str, length: int | None, data: bytes) -> bytes:
    made = hashlib.new(name, data, usedforsecurity=False)
    return made.digest() if length is None else made.digest(length)  # type: ignore[call-arg]


def _direct(make: Callable[..., Any], **options: int) -> Compute:
    return lambda data: bytes(make(data, usedforsecurity=False, **options).digest())


_MD5, _SHA1 = _direct(hashlib.md5), _direct(hashlib.sha1)
_OPTIONAL = {"RIPEMD-160": "ripemd160", "SHA-512/256": "sha512_256", "SM3": "sm3"}
"""Digests that the cryptographic library of a machine may lack."""

USUAL = (
    Way("MD5", _MD5),
    Way("SHA-1", _SHA1),
    Way("SHA-256", _direct(hashlib.sha256)),
    Way("SHA-512", _direct(hashlib.sha512)),
)
DIGESTS = (
    *USUAL,
    Way("SHA-224", _direct(hashlib.sha224)),
    Way("SHA-384", _direct(hashlib.sha384)),
    Way("SHA3-256", _direct(hashlib.sha3_256)),
    Way("SHA3-224", _direct(hashlib.sha3_224)),
    Way("SHA3-384", _direct(hashlib.sha3_384)),
    Way("SHA3-512", _direct(hashlib.sha3_512)),
    Way("BLAKE2b", _direct(hashlib.blake2b)),
    Way("BLAKE2b-256", _direct(hashlib.blake2b, digest_size=32)),
    Way("BLAKE2b-160", _direct(hashlib.blake2b, digest_size=20)),
    Way("BLAKE2b-128", _direct(hashlib.blake2b, digest_size=16)),
    Way("BLAKE2s", _direct(hashlib.blake2s)),
    Way("BLAKE2s-128", _direct(hashlib.blake2s, digest_size=16)),
    Way("SHAKE-128", partial(_hashed, "shake_128", 32)),
    Way("SHAKE-256", partial(_hashed, "shake_256", 64)),
    *(Way(t, partial(_hashed, name, None)) for t, name in _OPTIONAL.items() if name in hashlib.algorithms_available),
)
PLAIN = Way("", lambda data: data)
"""No function at all: the facts themselves, encoded or turned round."""


def twice() -> Iterator[Way]:
    """Digests of digests, as bytes and in hex."""
    for told, compute in USUAL:
        yield Way(f"{told} of {told}", lambda data, c=compute: c(c(data)))  # type: ignore[misc]
        yield Way(f"{told} of {told} in hex", lambda data, c=compute: c(c(data).hex().encode()))  # type: ignore[misc]


# --- checksums --------------------------------------------------------------------------------------------------


def _fnv1a(bits: int, prime: int, start: int, data: bytes) -> bytes:
    value = start
    for byte in data:
        value = (value ^ byte) * prime % 2**bits
    return value.to_bytes(bits // 8, "big")


def _times(factor: int, start: int, data: bytes) -> bytes:
    value = start
    for byte in data:
        value = (value * factor + byte) % 2**32
    return value.to_bytes(4, "big")


CHECKSUMS = (
    Way("CRC-32", lambda data: zlib.crc32(data).to_bytes(4, "big")),
    Way("hashCode() of Java", partial(_times, 31, 0)),
    Way("FNV-1a", partial(_fnv1a, 32, 0x01000193, 0x811C9DC5)),
    Way("FNV-1a of 64 bits", partial(_fnv1a, 64, 0x100000001B3, 0xCBF29CE484222325)),
    Way("Adler-32", lambda data: zlib.adler32(data).to_bytes(4, "big")),
    Way("djb2", partial(_times, 33, 5381)),
)

# --- UUIDs of names ---------------------------------------------------------------------------------------------

NAMESPACES = {
    "the DNS namespace": uuid.NAMESPACE_DNS,
    "the URL namespace": uuid.NAMESPACE_URL,
    "the OID namespace": uuid.NAMESPACE_OID,
    "the X.500 namespace": uuid.NAMESPACE_X500,
    "the nil namespace": uuid.UUID(int=0),
}


def name_uuids(told: str, namespace: uuid.UUID) -> tuple[Way, Way]:
    """The two UUIDs of names in a namespace, before their version is written into them (RFC 9562, section 5.3)."""
    start = namespace.bytes
    return (
        Way(f"UUIDv3 in {told}", lambda data: _MD5(start + data)),
        Way(f"UUIDv5 in {told}", lambda data: _SHA1(start + data)[:16]),
    )


# --- keyed digests ----------------------------------------------------------------------------------------------

_BLOCKS = {"MD5": 64, "SHA-1": 64, "SHA-256": 64, "SHA-512": 128}


def keyed(told: str, key: bytes) -> Iterator[Way]:
    """HMAC (RFC 2104) with a key, by each usual digest."""
    for name, compute in USUAL:
        block = _BLOCKS[name]
        padded = (compute(key) if len(key) > block else key).ljust(block, b"\0")
        inner, outer = (bytes(byte ^ mask for byte in padded) for mask in (0x36, 0x5C))
        yield Way(f"HMAC-{name} with {told}", _hmac(compute, inner, outer))


def _hmac(compute: Compute, inner: bytes, outer: bytes) -> Compute:
    return lambda data: compute(outer + compute(inner + data))
