"""Identities: read from files, used to sign, asked whose they are; the page's own signed examples among them."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from conformance.fixtures import certificates_directory
from conformance.identity import (
    Identity,
    IdentityFault,
    belongs_to,
    load_certificates,
    party_ids_of,
    read_chain,
    read_identity,
    read_key,
)

PARTY = "did:ishare:EU.NL.NTRNL-10000001"
KEY = certificates_directory() / "service_consumer.key.pem"
CHAIN = certificates_directory() / "service_consumer.chain.pem"
DATA = Path(__file__).parent / "data"
HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


@pytest.fixture(scope="module")
def client() -> Identity:
    return read_identity(PARTY, KEY, CHAIN)


def public_key_of(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def chain_of(jwt: str) -> tuple[x509.Certificate, ...]:
    entries = json.loads(decoded(jwt.partition(".")[0]))["x5c"]
    return tuple(x509.load_der_x509_certificate(base64.b64decode(entry, validate=True)) for entry in entries)


@pytest.mark.parametrize("algorithm", HASHES)
def test_a_signature_is_the_leafs_by_the_named_algorithm_alone(client: Identity, algorithm: str) -> None:
    signature = client.sign(b"signed", algorithm)
    key = public_key_of(client.chain[0])
    key.verify(signature, b"signed", padding.PKCS1v15(), HASHES[algorithm])
    for other in HASHES.keys() - {algorithm}:
        with pytest.raises(InvalidSignature):
            key.verify(signature, b"signed", padding.PKCS1v15(), HASHES[other])


def test_rs256_is_the_algorithm_unless_another_is_named(client: Identity) -> None:
    assert client.sign(b"signed") == client.sign(b"signed", "RS256")


@pytest.mark.parametrize("algorithm", ["PS256", "HS256", "none", "rs256"])
def test_an_identity_signs_by_no_other_algorithm(client: Identity, algorithm: str) -> None:
    with pytest.raises(ValueError, match=algorithm):
        client.sign(b"signed", algorithm)


def test_x5c_is_the_chain_as_der_in_plain_base64_and_is_made_once(client: Identity) -> None:
    read_back = tuple(x509.load_der_x509_certificate(base64.b64decode(entry, validate=True)) for entry in client.x5c)
    assert read_back == client.chain
    assert client.x5c is client.x5c


def test_neither_the_key_nor_its_numbers_stand_in_the_repr(client: Identity) -> None:
    shown = repr(client)
    assert PARTY in shown
    assert "RSAPrivateKey" not in shown
    assert str(client.key.private_numbers().d) not in shown


@pytest.mark.parametrize("missing", ["key", "chain"])
def test_a_file_that_is_not_there_is_a_fault_with_its_place(tmp_path: Path, missing: str) -> None:
    nowhere = tmp_path / "nowhere.pem"
    with pytest.raises(IdentityFault) as caught:
        read_identity(PARTY, nowhere if missing == "key" else KEY, nowhere if missing == "chain" else CHAIN)
    assert caught.value.place == missing
    assert str(nowhere) in caught.value.sentence


def pem_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, passphrase: bytes | None = None) -> bytes:
    encryption: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "no private key"),
        (b"rubbish", "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key"),
        (CHAIN.read_bytes(), "no private key"),
        (pem_of(ec.generate_private_key(ec.SECP256R1())), "not RSA"),
        (pem_of(ec.generate_private_key(ec.SECP256R1()), b"passphrase"), "passphrase"),
    ],
    ids=["empty", "rubbish", "spoiled", "certificates", "elliptic-curve", "locked"],
)
def test_a_key_that_is_not_usable_is_a_fault_that_says_why(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "some.key.pem"
    path.write_bytes(content)
    with pytest.raises(IdentityFault, match=word) as caught:
        read_key(path)
    assert caught.value.place == "key"


@pytest.mark.parametrize(
    "content",
    [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", KEY.read_bytes()],
    ids=["empty", "rubbish", "spoiled", "key"],
)
def test_a_chain_that_is_not_usable_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.chain.pem"
    path.write_bytes(content)
    with pytest.raises(IdentityFault, match="no certificates") as caught:
        read_chain(path)
    assert caught.value.place == "chain"


def test_a_directory_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(IdentityFault, match="cannot be read"):
        read_chain(tmp_path)


def test_certificates_keep_the_order_of_the_file() -> None:
    leaf, *_, root = load_certificates(CHAIN.read_bytes())
    assert leaf.subject != leaf.issuer
    assert root.subject == root.issuer


def test_the_party_ids_of_a_leaf_are_the_bare_one_and_the_one_with_its_country(client: Identity) -> None:
    assert party_ids_of(client.chain[0]) == ("NTRNL-10000001", PARTY)


def test_an_old_certificate_names_its_party_in_the_serial_number() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, "EU.EORI.NL123456789")])
    day = datetime(2024, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2025))
    assert party_ids_of(builder.sign(key, hashes.SHA256())) == ("EU.EORI.NL123456789",)


@pytest.mark.parametrize("party", [PARTY, "NTRNL-10000001", "did:ishare:EU.BE.NTRNL-10000001"])
def test_a_leaf_belongs_to_its_party_bare_or_in_any_country(client: Identity, party: str) -> None:
    assert belongs_to(client.chain[0], party)


@pytest.mark.parametrize(
    "party",
    [
        "did:ishare:EU.NL.NTRNL-10000002",
        "did:ishare:EU.NL.NTRNL-100000011",
        "did:ishare:EU.NL.ntrnl-10000001",
        "did:ishare:EU.NL.NTRNL-10000001\n",
        "did:other:EU.NL.NTRNL-10000001",
        "10000001",
        "",
    ],
)
def test_a_leaf_belongs_to_nobody_else(client: Identity, party: str) -> None:
    assert not belongs_to(client.chain[0], party)


@pytest.mark.parametrize("file, party", [("client_assertion", PARTY), ("id_token", "did:ishare:EU.NL.NTRNL-10000006")])
def test_the_signed_examples_of_the_page_hold_link_by_link(file: str, party: str) -> None:
    jwt = (DATA / f"{file}.jwt").read_text().strip()
    chain = chain_of(jwt)
    assert len(chain) == 4
    for certificate, issuer in zip(chain, (*chain[1:], chain[-1]), strict=True):
        certificate.verify_directly_issued_by(issuer)
        assert certificate.not_valid_before_utc <= datetime(2025, 6, 1, tzinfo=UTC) <= certificate.not_valid_after_utc
    assert belongs_to(chain[0], party)
    assert party in party_ids_of(chain[0])
    signed, _, signature = jwt.rpartition(".")
    public_key_of(chain[0]).verify(decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
