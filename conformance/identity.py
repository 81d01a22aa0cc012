"""A party's key and certificate chain: read from files, used to sign, and asked whose they are."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID
from jose import jwk
from jose.backends.base import Key

ALGORITHMS = ("RS256", "RS384", "RS512")
_DECENTRALISED_ID = re.compile(r"did:ishare:EU\.[A-Z]{2}\.(?P<organization>.+)")


class IdentityFault(Exception):  # noqa: N818 - a fault in what the user gave, as in TargetFaults
    """A key or chain that cannot be used.

    `place` is "key" or "chain"; `sentence` says what is wrong with that file, and never quotes its content.
    """

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True)
class Identity:
    """A party id with the key that signs for it and the certificates that vouch for the key.

    `chain` has the leaf first and the root last (iSHARE JWT, header `x5c`). Nothing here promises that the key is the
    leaf's, that the chain holds or that the leaf names the party: forged identities are identities too.
    """

    party: str
    key: RSAPrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...]

    def sign(self, data: bytes, algorithm: str = "RS256") -> bytes:
        """The signature over data by RS256, RS384 or RS512 (RFC 7518, section 3.3); ValueError for another one."""
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm} is none of {', '.join(ALGORITHMS)}")
        signature: bytes = self._signers[algorithm].sign(data)
        return signature

    @cached_property
    def x5c(self) -> tuple[str, ...]:
        """The chain as the header `x5c` carries it: DER in plain base64 (RFC 7515, section 4.1.6)."""
        return tuple(base64.b64encode(each.public_bytes(Encoding.DER)).decode("ascii") for each in self.chain)

    @cached_property
    def _signers(self) -> Mapping[str, Key]:
        # python-jose takes a hundred times as long for a signature when it has to parse the key first.
        # It takes key objects; its type stubs know texts alone.
        return {algorithm: jwk.construct(self.key, algorithm) for algorithm in ALGORITHMS}  # type: ignore[arg-type]


def read_identity(party: str, key_path: Path, chain_path: Path) -> Identity:
    """The identity whose key and chain stand in two PEM files; IdentityFault for the first that is unusable.

    Whether key, leaf and party belong together is not asked here.
    """
    return Identity(party, read_key(key_path), read_chain(chain_path))


def read_key(path: Path) -> RSAPrivateKey:
    """The RSA private key of a PEM file; IdentityFault where there is none that can be used."""
    content = _content_of(path, "key")
    try:
        # The library's own test of an RSA key takes 30 ms, and a fault table reads thousands; see _is_sound.
        key = load_pem_private_key(content, password=None, unsafe_skip_rsa_key_validation=True)
    except TypeError:
        raise IdentityFault("key", f"{path} is locked with a passphrase; it is needed without one.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise IdentityFault("key", f"{path} holds no private key in PEM form that can be read.") from None
    if not isinstance(key, RSAPrivateKey):
        raise IdentityFault("key", f"{path} holds a key that is not RSA; the RS algorithms need an RSA key.")
    if not _is_sound(key):
        raise IdentityFault("key", f"{path} holds an RSA key whose numbers do not fit together.")
    return key


def _is_sound(key: RSAPrivateKey) -> bool:
    """Whether what the private half signs is what the public half verifies: all that a client needs of its key."""
    try:
        key.public_key().verify(key.sign(b"", PKCS1v15(), SHA256()), b"", PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature, InternalError):
        return False
    return True


def read_chain(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file in their order; IdentityFault where there are none that can be read."""
    try:
        return load_certificates(_content_of(path, "chain"))
    except ValueError:
        raise IdentityFault("chain", f"{path} holds no certificates in PEM form that can be read.") from None


def load_certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Certificates that stand one behind another as PEM; ValueError where one cannot be read or there is none."""
    return tuple(x509.load_pem_x509_certificates(pem))


def party_ids_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The party ids that a certificate's subject gives its holder, without repetition.

    These are the organizationIdentifier (2.5.4.97) as it stands, the same as an iSHARE DID in the subject's country,
    and the subject's serial number, where certificates from before 2024 carry the EORI number.
    """
    organizations = _attributes(certificate, NameOID.ORGANIZATION_IDENTIFIER)
    countries = _attributes(certificate, NameOID.COUNTRY_NAME)
    decentralised = (f"did:ishare:EU.{country}.{each}" for each in organizations for country in countries)
    return tuple(dict.fromkeys((*organizations, *decentralised, *_attributes(certificate, NameOID.SERIAL_NUMBER))))


def belongs_to(certificate: x509.Certificate, party: str) -> bool:
    """Whether the organizationIdentifier is the party id, or what follows `did:ishare:EU.<country>.` in it."""
    names = {party}
    if match := _DECENTRALISED_ID.fullmatch(party):
        names.add(match["organization"])
    return not names.isdisjoint(_attributes(certificate, NameOID.ORGANIZATION_IDENTIFIER))


def _content_of(path: Path, place: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IdentityFault(place, f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None


def _attributes(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> tuple[str, ...]:
    return tuple(str(attribute.value) for attribute in certificate.subject.get_attributes_for_oid(name))
