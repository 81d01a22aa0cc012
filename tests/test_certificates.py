"""The committed test certificates are what their README says, and their script makes the same files again."""

import runpy
import ssl
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from conformance import fixtures
from conformance.fixtures import certificates_directory
from conformance.identity import Identity, belongs_to, load_certificates, read_identity

DIRECTORY = certificates_directory()
PARTIES = {
    "service_consumer": "did:ishare:EU.NL.NTRNL-10000001",
    "other_service_consumer": "did:ishare:EU.NL.NTRNL-10000002",
    "service_provider": "did:ishare:EU.NL.NTRNL-10000003",
    "other_service_provider": "did:ishare:EU.NL.NTRNL-10000004",
    "identity_provider": "did:ishare:EU.NL.NTRNL-10000006",
}
SPOILED = ("expired", "not_yet_valid", "no_signature_usage", "weak_key")
DECADES = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2074, 1, 1, tzinfo=UTC))
DIFFERENT_ON_PURPOSE = {ExtensionOID.SUBJECT_KEY_IDENTIFIER, ExtensionOID.KEY_USAGE}


def read(name: str) -> Identity:
    party = PARTIES.get(name, PARTIES["service_consumer"])
    return read_identity(party, DIRECTORY / f"{name}.key.pem", DIRECTORY / f"{name}.chain.pem")


def dates_of(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def usage_of(certificate: x509.Certificate) -> x509.KeyUsage:
    return certificate.extensions.get_extension_for_class(x509.KeyUsage).value


def bits_of(certificate: x509.Certificate) -> int:
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    return key.key_size


@pytest.mark.parametrize("name", [*PARTIES, *SPOILED])
def test_a_chain_has_four_certificates_and_holds_link_by_link(name: str) -> None:
    identity = read(name)
    (root,) = load_certificates((DIRECTORY / "roots.pem").read_bytes())
    assert len(identity.chain) == 4
    assert identity.chain[-1] == root
    assert identity.key.public_key() == identity.chain[0].public_key()
    assert belongs_to(identity.chain[0], identity.party)
    for certificate, issuer in pairwise((*identity.chain, root)):
        certificate.verify_directly_issued_by(issuer)
        claimed = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        assert claimed == issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_every_authority_is_one_and_lives_for_decades() -> None:
    for authority in read("service_consumer").chain[1:]:
        constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints)
        assert constraints.critical
        assert constraints.value.ca
        assert usage_of(authority).key_cert_sign
        assert dates_of(authority) == DECADES


@pytest.mark.parametrize("name", PARTIES)
def test_a_party_has_a_seal_certificate_for_decades(name: str) -> None:
    leaf = read(name).chain[0]
    (organization,) = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    assert PARTIES[name].endswith(f".{organization.value!s}")
    assert dates_of(leaf) == DECADES
    assert bits_of(leaf) == 2048
    assert usage_of(leaf).content_commitment
    assert not usage_of(leaf).digital_signature
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_leaf_has_the_extensions_of_the_pages_own_examples() -> None:
    extensions = read("service_consumer").chain[0].extensions
    assert {extension.oid.dotted_string for extension in extensions} == {
        "2.5.29.15", "2.5.29.19", "2.5.29.35", "1.3.6.1.5.5.7.1.1", "2.5.29.32", "2.5.29.37",
        "1.3.6.1.5.5.7.1.3", "2.23.140.3.1", "2.5.29.31", "2.5.29.14",
    }  # fmt: skip
    seal = bytes.fromhex("3009 0607 04008e46010602")
    statements = extensions.get_extension_for_oid(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")).value
    assert isinstance(statements, x509.UnrecognizedExtension)
    assert seal in statements.value


def key_identifier_of(certificate: x509.Certificate) -> bytes:
    return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest


def test_no_two_parties_share_a_key_or_a_serial_number() -> None:
    leaves = [read(name).chain[0] for name in (*PARTIES, *SPOILED)]
    assert len({leaf.serial_number for leaf in leaves}) == len(leaves)
    assert len({key_identifier_of(leaf) for leaf in leaves}) == len(leaves)


def signs_nothing(leaf: x509.Certificate) -> bool:
    usage = usage_of(leaf)
    return usage.key_encipherment and not usage.digital_signature and not usage.content_commitment


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_certificate_is_wrong_in_its_one_way_alone(name: str) -> None:
    now, leaf = datetime.now(UTC), read(name).chain[0]
    found = {
        "expired": leaf.not_valid_after_utc < now,
        "not_yet_valid": leaf.not_valid_before_utc >= datetime(2070, 1, 1, tzinfo=UTC),
        "no_signature_usage": signs_nothing(leaf),
        "weak_key": bits_of(leaf) == 1024,
    }
    assert [each for each, wrong in found.items() if wrong] == [name]
    good = read("service_consumer").chain[0]
    assert leaf.subject == good.subject
    for extension in good.extensions:
        if extension.oid not in DIFFERENT_ON_PURPOSE:
            assert leaf.extensions.get_extension_for_oid(extension.oid).value == extension.value


def handshake(host: str, authority: str) -> None:
    """Shake hands in memory with every strict check that OpenSSL has."""
    client, server = ssl.create_default_context(cafile=DIRECTORY / authority), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    server.load_cert_chain(DIRECTORY / "tls.chain.pem", DIRECTORY / "tls.key.pem")
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(back, there, server_hostname=host), server.wrap_bio(there, back, server_side=True)]
    while sides:
        try:
            sides[0].do_handshake()
        except ssl.SSLWantReadError:
            sides.reverse()
        else:
            sides.pop(0)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_the_tls_certificate_is_good_for_this_machine(host: str) -> None:
    handshake(host, "tls-ca.pem")


@pytest.mark.parametrize("host, authority", [("example.org", "tls-ca.pem"), ("localhost", "roots.pem")])
def test_the_tls_certificate_is_good_for_nothing_else(host: str, authority: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(host, authority)


@pytest.fixture(scope="module")
def make() -> dict[str, Any]:
    return runpy.run_path(str(DIRECTORY / "make.py"))


def test_the_script_makes_the_same_files_with_the_same_names_in_them(make: dict[str, Any], tmp_path: Path) -> None:
    assert make["main"](["--into", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in DIRECTORY.glob("*.pem")}
    for path in sorted(tmp_path.glob("*.chain.pem")):
        made, committed = (load_certificates((each / path.name).read_bytes()) for each in (tmp_path, DIRECTORY))
        for new, old in zip(made, committed, strict=True):
            assert (new.subject, new.serial_number, dates_of(new)) == (old.subject, old.serial_number, dates_of(old))
            assert new.public_key() != old.public_key()


def test_the_script_overwrites_nothing_unless_it_is_told_to(make: dict[str, Any], tmp_path: Path) -> None:
    there = tmp_path / "roots.pem"
    there.write_text("mine")
    assert make["main"](["--into", str(tmp_path)]) == 1
    assert there.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["roots.pem"]


def test_an_installed_package_finds_its_own_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = tmp_path / "conformance" / "_fixtures" / "certs"
    installed.mkdir(parents=True)
    monkeypatch.setattr(fixtures, "__file__", str(tmp_path / "conformance" / "fixtures.py"))
    with pytest.raises(FileNotFoundError):
        certificates_directory()
    (installed / "roots.pem").touch()
    assert certificates_directory() == installed.resolve()
