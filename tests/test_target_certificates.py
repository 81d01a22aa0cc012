"""Faults of the files that a target file names: keys, chains, parties, and certificates that are spoiled on purpose."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from conformance.places import certificates
from tests.target_files import CANARY, CONSUMER, OTHER, FaultsOf, Read, client, faults_of, m2m, read

__all__ = ["faults_of", "read"]


def own_client(key: str = "own.key.pem", chain: str = "own.chain.pem", party: str = CONSUMER) -> str:
    return f'[client]\nid = "{party}"\nkey = "{key}"\nchain = "{chain}"\n'


@pytest.fixture
def own_files(tmp_path: Path) -> list[str]:
    """Copies of the client's key and chain beside the target file; gives the certificates of the chain."""
    for kind in ("key", "chain"):
        source = certificates() / f"service_consumer.{kind}.pem"
        (tmp_path / f"own.{kind}.pem").write_bytes(source.read_bytes())
    end = "-----END CERTIFICATE-----\n"
    return [part + end for part in (tmp_path / "own.chain.pem").read_text().split(end) if part.strip()]


FILES = {"nope.pem": "does not exist", "directory": "is not a regular file", "pipe": "is not a regular file"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_named(
    faults_of: FaultsOf, tmp_path: Path, own_files: list[str], name: str
) -> None:
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    found = faults_of(m2m(client_table=own_client(key=name)))
    assert found == {"acme.toml: [client] key": f"{tmp_path}/{name} {FILES[name]}."}


def test_an_endless_file_is_not_read(faults_of: FaultsOf, tmp_path: Path, own_files: list[str]) -> None:
    (tmp_path / "own.key.pem").write_bytes(b"x" * 1_000_001)
    assert "more than 1000000 bytes" in faults_of(m2m(client_table=own_client()))["acme.toml: [client] key"]


def test_a_key_that_is_not_pem_is_named(faults_of: FaultsOf, tmp_path: Path, own_files: list[str]) -> None:
    (tmp_path / "own.key.pem").write_text("nothing")
    assert "no private key" in faults_of(m2m(client_table=own_client()))["acme.toml: [client] key"]


def test_a_locked_key_is_named(faults_of: FaultsOf, tmp_path: Path, own_files: list[str]) -> None:
    key = load_pem_private_key((tmp_path / "own.key.pem").read_bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(CANARY.encode()))
    (tmp_path / "own.key.pem").write_bytes(locked)
    assert "passphrase" in faults_of(m2m(client_table=own_client()))["acme.toml: [client] key"]


def test_a_key_that_is_not_rsa_is_named(faults_of: FaultsOf, tmp_path: Path, own_files: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "own.key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert "not RSA" in faults_of(m2m(client_table=own_client()))["acme.toml: [client] key"]


CHAINS = {
    "reversed": ([3, 2, 1, 0], "at place 4; the leaf is not first"),
    "rotated": ([1, 0, 2, 3], "at place 2; the leaf is not first"),
    "middle missing": ([0, 2, 3], "Certificate 2 of the chain is not the issuer of certificate 1"),
    "middles swapped": ([0, 2, 1, 3], "Certificate 2 of the chain is not the issuer of certificate 1"),
    "root missing": ([0, 1, 2], "does not end in a root"),
    "empty": ([], "holds no certificates"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_out_of_order_is_named(faults_of: FaultsOf, tmp_path: Path, own_files: list[str], name: str) -> None:
    order, words = CHAINS[name]
    (tmp_path / "own.chain.pem").write_text("".join(own_files[place] for place in order))
    found = faults_of(m2m(client_table=own_client()))
    assert list(found) == ["acme.toml: [client] chain"]
    assert words in found["acme.toml: [client] chain"]


def test_a_key_of_another_leaf_is_named(faults_of: FaultsOf) -> None:
    table = client().replace("service_consumer.key", "other_service_consumer.key")
    assert list(faults_of(m2m(client_table=table))) == ["acme.toml: [client] key"]


def test_a_certificate_of_another_party_is_named(faults_of: FaultsOf) -> None:
    found = faults_of(m2m(client_table=client(party=OTHER)))
    assert list(found) == ["acme.toml: [client] id"]
    assert "belongs to another party" in found["acme.toml: [client] id"]


def test_an_odd_party_id_is_remarked_upon(read: Read) -> None:
    target = read(m2m(client_table=client(party="urn:example:7")))
    assert len(target.remarks) == 1
    assert "[client] id" in target.remarks[0]


def test_an_expired_client_certificate_is_named(faults_of: FaultsOf) -> None:
    found = faults_of(m2m(client_table=client("expired")))
    assert found == {"acme.toml: [client] chain": "The client's certificate expired on 2024-07-01."}


def spoiled(name: str, files: str) -> str:
    folder = certificates()
    return f'[spoiled.{name}]\nkey = "{folder}/{files}.key.pem"\nchain = "{folder}/{files}.chain.pem"\n'


def test_a_spoiled_certificate_is_what_its_name_says(faults_of: FaultsOf) -> None:
    found = faults_of(m2m(tail=spoiled("expired", "service_consumer")))
    assert "not spoiled in this way" in found["acme.toml: [spoiled.expired] chain"]


def test_a_spoiled_certificate_has_one_fault_alone(faults_of: FaultsOf) -> None:
    found = faults_of(m2m(tail=spoiled("expired", "weak_key")))
    assert "a second fault" in found["acme.toml: [spoiled.expired] chain"]


def test_a_spoiled_key_belongs_to_its_leaf(faults_of: FaultsOf) -> None:
    tail = spoiled("expired", "expired").replace("expired.key", "weak_key.key")
    assert list(faults_of(m2m(tail=tail))) == ["acme.toml: [spoiled.expired] key"]


def test_an_unknown_spoiled_table_is_named(faults_of: FaultsOf) -> None:
    assert list(faults_of(m2m(tail=spoiled("expried", "expired")))) == ["acme.toml: [spoiled] expried"]
