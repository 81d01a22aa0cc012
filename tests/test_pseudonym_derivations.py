"""Every usual way to compute a pseudonym from what others know is found, and named as a programmer would name it."""

import base64
import hashlib
import hmac
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from conformance.outcome import Violated
from conformance.pseudonym import is_unpredictable
from conformance.pseudonym_derivations import FAMILIES, NOT_DETECTABLE, derivation_of
from conformance.pseudonym_facts import Seen, facts_of
from tests.pseudonym_samples import ALICE, base64url

USER, MAIL = ALICE.user, ALICE.email or ""
CLIENT, PROVIDER = ALICE.client, ALICE.provider
SHORT = CLIENT.removeprefix("did:ishare:")


def digest(text: str, name: str = "sha256") -> bytes:
    return hashlib.new(name, text.encode()).digest()


def keyed(key: str, text: str, name: str = "sha256") -> bytes:
    return hmac.new(key.encode(), text.encode(), name).digest()


NESTED = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, PROVIDER), USER)
DIGESTS = {
    "SHA-256 of user name and client id, joined by '|', in hex, first 32 characters": digest(f"{USER}|{CLIENT}").hex()[
        :32
    ],
    "MD5 of e-mail, in hex, in upper case": digest(MAIL, "md5").hex().upper(),
    "SHA-1 of user name, in hex, backwards": digest(USER, "sha1").hex()[::-1],
    "MD5 of user name, in hex, characters 9 to 24": digest(USER, "md5").hex()[8:24],
    "SHA-256 of user name and client id, joined without a separator, in base64url, last 20 characters": base64url(
        digest(USER + CLIENT)
    )[-20:],
    "SHA-512 of provider id, client id and user name, joined by ':', in base64": base64.b64encode(
        digest(f"{PROVIDER}:{CLIENT}:{USER}", "sha512")
    ).decode(),
    "SHA-1 of user name, in base32, in lower case": base64.b32encode(digest(USER, "sha1")).decode().lower(),
    "SHA-256 of user name, in hex, in base64": base64.b64encode(digest(USER).hex().encode()).decode(),
    "SHA-256 of user name, as a number": str(int.from_bytes(digest(USER), "big")),
    "SHA3-256 of user name and client id without did:ishare:, joined by '-', in hex": digest(
        f"{USER}-{SHORT}", "sha3_256"
    ).hex(),
    "BLAKE2b of client id and e-mail, joined by '/', in hex, first 40 characters": hashlib.blake2b(
        f"{CLIENT}/{MAIL}".encode()
    ).hexdigest()[:40],
    "MD5 of user name and client id, joined without a separator, as a UUID of version 3": str(
        uuid.UUID(bytes=digest(USER + CLIENT, "md5"), version=3)
    ),
    "SHA-256 of user name and client id, joined by '|', as a UUID of version 4": str(
        uuid.UUID(bytes=digest(f"{USER}|{CLIENT}")[:16], version=4)
    ),
    "MD5 of user name, written as a GUID of .NET": str(uuid.UUID(bytes_le=digest(USER, "md5"))),
    "SHA-1 of user name, in hex, beside something else": f"usr_{digest(USER, 'sha1').hex()}",
    "SHA-256 of user name, followed by a line feed, in hex": digest(f"{USER}\n").hex(),
    "SHA-256 of user name, in UTF-16, in hex": hashlib.sha256(USER.encode("utf-16-le")).hexdigest(),
    "SHA-256 of user name and the word 'salt', joined without a separator, in hex": digest(f"{USER}salt").hex(),
    "SHA-256 of host of the redirect URI and user name, joined without a separator, in hex": digest(
        f"client.example{USER}"
    ).hex(),
    "SHA-256 of user name and client id, as a JSON array without blanks, in hex": digest(
        f'["{USER}","{CLIENT}"]'
    ).hex(),
    "MD5 of MD5 in hex of user name, in hex": digest(digest(USER, "md5").hex(), "md5").hex(),
    "MD5 of the number 17, in hex": digest("17", "md5").hex(),
    "SHA-1 of client id and the number 42, joined by ':', in hex": digest(f"{CLIENT}:42", "sha1").hex(),
    "CRC-32 of user name, in hex": f"{zlib.crc32(USER.encode()):08x}",
    "SHA-256 of nonce, in hex": digest(ALICE.nonce).hex(),
    "SHA-256 of user name and time of the sign-in in seconds, joined by '-', in hex": digest(
        f"{USER}-{int(ALICE.at) + 1}"
    ).hex(),
    "SHA-256 of user name and endpoint, joined by '|', in hex": digest(f"{USER}|{ALICE.endpoint}").hex(),
}
FOUND: dict[str, dict[str, str]] = {
    "digest": DIGESTS,
    "keyed-digest": {
        "HMAC-SHA-256 with an empty key of user name and client id, joined by '|', in hex": keyed(
            "", f"{USER}|{CLIENT}"
        ).hex(),
        "HMAC-SHA-1 with the client id as key of user name, in hex": keyed(CLIENT, USER, "sha1").hex(),
        "HMAC-SHA-256 with the key 'secret' of e-mail, in base64url": base64url(keyed("secret", MAIL)),
        "HMAC-SHA-512 with the provider id as key of user name and client id, joined by ':', in hex": keyed(
            PROVIDER, f"{USER}:{CLIENT}", "sha512"
        ).hex(),
        "HMAC-MD5 with the key 'changeit' of user name, in hex": keyed("changeit", USER, "md5").hex(),
    },
    "name-uuid": {
        "UUIDv5 in the DNS namespace of user name": str(uuid.uuid5(uuid.NAMESPACE_DNS, USER)),
        "UUIDv3 in the URL namespace of e-mail and client id, joined by '|'": str(
            uuid.uuid3(uuid.NAMESPACE_URL, f"{MAIL}|{CLIENT}")
        ),
        "UUIDv5 in the OID namespace of client id and user name, joined by '/'": (
            uuid.uuid5(uuid.NAMESPACE_OID, f"{CLIENT}/{USER}").hex
        ),
        "UUIDv5 in the namespace of the provider id in the DNS namespace of user name": str(NESTED),
    },
    "encoding": {
        "user name, in base64": base64.b64encode(USER.encode()).decode(),
        "user name and client id, joined by ':', in base64url": base64url(f"{USER}:{CLIENT}".encode()),
        "e-mail, in hex": MAIL.encode().hex(),
        "e-mail, backwards": MAIL[::-1],
        "client id and user name, joined by '/'": f"{CLIENT}/{USER}",
        "user name and client id, joined by '|', in base32": base64.b32encode(f"{USER}|{CLIENT}".encode()).decode(),
        "upper-cased e-mail": MAIL.upper(),
    },
}
PAIRS = [(family, told, value) for family, found in FOUND.items() for told, value in found.items()]


def having(value: str) -> Seen:
    return replace(ALICE, pseudonym=value)


@pytest.mark.parametrize("family, told, value", PAIRS, ids=[told for _, told, _ in PAIRS])
def test_a_derivation_is_found_and_named(family: str, told: str, value: str) -> None:
    """It is a finding of its own case alone."""
    found = {other: derivation_of([having(value)], other) for other in FAMILIES}
    assert found == dict.fromkeys(FAMILIES) | {family: told}


def test_a_finding_names_the_pseudonym_and_its_derivation() -> None:
    with pytest.raises(Violated, match=r'has "6384e2b2184bcbf58eccf10ca7a6563c": MD5 of user name, in hex') as found:
        is_unpredictable([having(digest("alice", "md5").hex())], "digest")
    assert found.value.expected == "it is no digest of what others know"


def test_a_checksum_of_a_late_joining_takes_two_humans() -> None:
    """32 bits could be chance among so many; that it fits twice could not."""
    seen = [
        replace(ALICE, user=user, email=None, pseudonym=str(zlib.crc32(f"{CLIENT}~{user}".encode())))
        for user in ("alice", "bob", "carol")
    ]
    assert derivation_of(seen[:1], "digest") is None
    assert derivation_of(seen, "digest") == "CRC-32 of client id and user name, joined by '~', as a number"


def test_a_secret_key_cannot_be_found() -> None:
    assert derivation_of([having(keyed("d41b0c57a9e2", USER).hex())], "keyed-digest") is None
    assert NOT_DETECTABLE


def test_the_dictionary_of_one_human_is_small_enough_for_every_run() -> None:
    """Three millionths of a second each on a usual machine."""
    known = facts_of(replace(ALICE, user="Zoe.Zebra", email="Zoe.Zebra@Acme.example"))
    groups = (group for family in FAMILIES.values() for group in family(known))
    assert 100_000 < sum(len(ways) * sum(1 for _ in inputs) for _, ways, inputs in groups) < 500_000


def test_the_dictionary_of_one_human_takes_little_beside_its_digests() -> None:
    """Six to sixteen times as long was measured, on a machine that is not always equally fast."""
    users = [replace(ALICE, user=f"Zoe.Zebra{number}", email=f"Zoe.Zebra{number}@Acme.example") for number in range(3)]
    digests = min(seconds_for(digested) for _ in users)
    assert min(seconds_for(partial(searched, user)) for user in users) < 30 * digests


def digested() -> None:
    for _ in range(400_000):
        hashlib.sha256(b"Zoe.Zebra").digest()


def searched(user: Seen) -> None:
    for family in FAMILIES:
        derivation_of([user], family)


def seconds_for(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
