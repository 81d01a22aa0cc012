"""Forgeries: each is wrong in its own way and in no other, whatever the length of the client's chain."""

import runpy
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from conformance.fixtures import certificates_directory
from conformance.forgery import CannotForge, Forger
from conformance.identity import Identity, belongs_to, read_identity
from conformance.outcome import NotApplicable

PARTY = "did:ishare:EU.NL.NTRNL-10000001"
Forgery = Callable[[Forger], Identity]

# What is wrong with each forgery of the client's four certificates: the signature of the certificate at a position,
# its issuer's name, its right to issue the one before it, the root, the key, the party.
WRONG: dict[str, tuple[Forgery, set[str]]] = {
    "honest": (lambda forger: forger.identity, set()),
    "stranger_key": (Forger.stranger_key, {"key"}),
    "rogue_authority": (Forger.rogue_authority, {"root"}),
    "rogue_authority_below_root": (Forger.rogue_authority_below_real_root, {"signature 2"}),
    "forged_leaf_2": (Forger.forged_leaf_with_real_root, {"signature 0"}),
    "forged_leaf_3": (lambda forger: forger.forged_leaf_with_real_root(3), {"signature 0"}),
    "forged_leaf_4": (lambda forger: forger.forged_leaf_with_real_root(4), {"signature 0"}),
    "self_signed": (Forger.self_signed, {"root"}),
    "issued_by_leaf": (Forger.issued_by_leaf, {"authority 1"}),
    "issued_by_leaf_own": (lambda forger: forger.issued_by_leaf(own_subject=True), {"authority 1"}),
    "leaf_alone": (Forger.leaf_alone, {"root"}),
    "root_missing": (Forger.root_missing, {"root"}),
    "intermediate_missing": (Forger.intermediate_missing, {"signature 0", "name 0"}),
    "swapped_middle": (Forger.swapped_middle, {"signature 0", "signature 1"}),
    "leaf_twice": (Forger.leaf_twice, {"signature 0", "name 0", "authority 1"}),
    "stranger_between": (Forger.stranger_between, {"signature 0", "name 0", "signature 1", "name 1"}),
    "reversed": (
        Forger.reversed,
        {"signature 0", "name 0", "signature 1", "name 1", "signature 2", "name 2"}
        | {"authority 3", "root", "key", "party"},
    ),
}


@pytest.fixture(scope="module")
def client() -> Identity:
    directory = certificates_directory()
    return read_identity(PARTY, directory / "service_consumer.key.pem", directory / "service_consumer.chain.pem")


@pytest.fixture(scope="module")
def forger(client: Identity) -> Forger:
    return Forger(client)


@cache
def short_chain(length: int) -> Identity:
    """An identity of somebody else's hierarchy: a leaf under a root, with one CA between them or none."""
    make: dict[str, Any] = runpy.run_path(str(certificates_directory() / "make.py"))
    issuer = make["certify"](make["authority_name"]("Short Root"), 1, None, make["authority_extensions"](None))
    if length == 3:
        issuer = make["certify"](make["authority_name"]("Short CA"), 2, issuer, make["authority_extensions"](0))
    leaf = make["make_leaf"](make["LEAVES"][0], 3, issuer)
    assert len(leaf.chain) == length
    return Identity(PARTY, leaf.key, leaf.chain)


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    key, algorithm = issuer.public_key(), certificate.signature_hash_algorithm
    assert isinstance(key, rsa.RSAPublicKey)
    assert algorithm is not None
    try:
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True


def may_issue(certificate: x509.Certificate) -> bool:
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    return constraints.ca and usage.key_cert_sign


def what_is_wrong(identity: Identity, roots: tuple[x509.Certificate, ...]) -> set[str]:
    faults = set()
    for position, (certificate, issuer) in enumerate(pairwise(identity.chain)):
        faults |= {f"signature {position}"} if not is_signed_by(certificate, issuer) else set()
        faults |= {f"name {position}"} if certificate.issuer != issuer.subject else set()
        faults |= {f"authority {position + 1}"} if not may_issue(issuer) else set()
    leaf, last = identity.chain[0], identity.chain[-1]
    faults |= {"root"} if last not in roots else set()
    faults |= {"key"} if identity.key.public_key() != leaf.public_key() else set()
    return faults | ({"party"} if not belongs_to(leaf, identity.party) else set())


@pytest.mark.parametrize("name", WRONG)
def test_a_forgery_is_wrong_in_the_named_way_alone(forger: Forger, name: str) -> None:
    forge, wrong = WRONG[name]
    forged = forge(forger)
    assert forged.party == PARTY
    assert what_is_wrong(forged, forger.identity.chain[-1:]) == wrong


@pytest.mark.parametrize("name", sorted(WRONG.keys() - {"honest", "stranger_key"}))
def test_a_forgery_is_another_list_of_certificates(forger: Forger, name: str) -> None:
    assert WRONG[name][0](forger).x5c != forger.identity.x5c


def test_the_rogue_authority_repeats_everything_but_keys_and_signatures(forger: Forger) -> None:
    for real, rogue in zip(forger.identity.chain, forger.rogue_authority().chain, strict=True):
        assert (rogue.subject, rogue.issuer, rogue.serial_number) == (real.subject, real.issuer, real.serial_number)
        assert rogue.not_valid_before_utc == real.not_valid_before_utc
        assert rogue.not_valid_after_utc == real.not_valid_after_utc
        assert list(rogue.extensions) == list(real.extensions)
        assert rogue.public_key() != real.public_key()
    assert is_signed_by(rogue, rogue)


@pytest.mark.parametrize("certificates", [2, 3, 4])
def test_a_forged_leaf_stands_before_the_real_certificates(forger: Forger, certificates: int) -> None:
    forged, real = forger.forged_leaf_with_real_root(certificates), forger.identity.chain
    assert len(forged.chain) == certificates
    assert forged.chain[1:] == real[-certificates + 1 :]
    assert forged.chain[0].subject == real[0].subject
    claimed = forged.chain[0].extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert claimed == forged.chain[1].extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_the_self_signed_certificate_is_its_own_issuer(forger: Forger) -> None:
    (leaf,) = forger.self_signed().chain
    leaf.verify_directly_issued_by(leaf)
    assert leaf.subject == forger.identity.chain[0].subject


def test_the_leaf_issues_a_leaf_under_another_common_name_or_its_own(forger: Forger) -> None:
    mine = forger.identity.chain[0]
    renamed, own = forger.issued_by_leaf().chain[0], forger.issued_by_leaf(own_subject=True).chain[0]
    for leaf in (renamed, own):
        leaf.verify_directly_issued_by(mine)
        assert leaf.public_key() != mine.public_key()
    assert own.subject == mine.subject
    assert renamed.subject != mine.subject
    assert renamed.subject.get_attributes_for_oid(NameOID.COMMON_NAME) != mine.subject.get_attributes_for_oid(
        NameOID.COMMON_NAME
    )


def test_the_lists_keep_the_clients_key_and_the_right_certificates(forger: Forger) -> None:
    leaf, issuing, intermediate, root = forger.identity.chain
    assert forger.reversed().chain == (root, intermediate, issuing, leaf)
    assert forger.leaf_alone().chain == (leaf,)
    assert forger.root_missing().chain == (leaf, issuing, intermediate)
    assert forger.intermediate_missing().chain == (leaf, intermediate, root)
    assert forger.leaf_twice().chain == (leaf, leaf, issuing, intermediate, root)
    swapped, between = forger.swapped_middle().chain, forger.stranger_between().chain
    assert (swapped[0], *swapped[2:]) == (leaf, intermediate, root)
    assert swapped[1].subject == issuing.subject
    assert (between[0], *between[2:]) == (leaf, issuing, intermediate, root)
    assert all(each.key is forger.identity.key for each in (forger.reversed(), forger.swapped_middle()))


def test_the_strangers_key_is_made_once(forger: Forger) -> None:
    stranger = forger.stranger_key()
    assert stranger.key is forger.stranger_key().key is forger.rogue_authority().key is forger.self_signed().key
    assert stranger.chain == forger.identity.chain
    assert stranger.key.key_size == 2048


IMPOSSIBLE = {
    2: {"forged_leaf_3", "forged_leaf_4", "intermediate_missing", "swapped_middle", "rogue_authority_below_root"},
    3: {"forged_leaf_4"},
}


@pytest.mark.parametrize("length", IMPOSSIBLE)
def test_a_shorter_chain_can_be_forged_in_every_way_that_it_has_certificates_for(length: int) -> None:
    forger = Forger(short_chain(length))
    for name in WRONG.keys() - IMPOSSIBLE[length]:
        wrong = what_is_wrong(WRONG[name][0](forger), forger.identity.chain[-1:])
        assert bool(wrong) is (name != "honest"), name
    for name in IMPOSSIBLE[length]:
        with pytest.raises(CannotForge, match=f"has {length} certificates and lacks"):
            WRONG[name][0](forger)


def test_a_lone_certificate_has_no_order_and_no_root(client: Identity) -> None:
    forger = Forger(Identity(PARTY, client.key, client.chain[:1]))
    for forge in (Forger.reversed, Forger.leaf_alone, Forger.root_missing, Forger.leaf_twice, Forger.stranger_between):
        with pytest.raises(CannotForge, match="lacks a second certificate"):
            forge(forger)
    with pytest.raises(CannotForge, match="lacks the trusted root"):
        forger.forged_leaf_with_real_root()


def test_what_cannot_be_forged_is_not_applicable() -> None:
    assert issubclass(CannotForge, NotApplicable)


def test_a_leaf_without_key_identifiers_can_be_forged_too() -> None:
    make: dict[str, Any] = runpy.run_path(str(certificates_directory() / "make.py"))
    root = make["certify"](make["authority_name"]("Bare Root"), 1, None, make["authority_extensions"](None))
    bare = make["certify"](make["leaf_name"](make["LEAVES"][0]), 2, root, [])
    builder = x509.CertificateBuilder(
        subject_name=bare.chain[0].subject,
        issuer_name=root.chain[0].subject,
        public_key=bare.key.public_key(),
        serial_number=2,
        not_valid_before=make["BEGIN"],
        not_valid_after=make["END"],
    )
    leaf = builder.sign(root.key, bare.chain[0].signature_hash_algorithm)
    forged = Forger(Identity(PARTY, bare.key, (leaf, *root.chain))).forged_leaf_with_real_root().chain[0]
    assert forged.issuer == root.chain[0].subject
    present = {extension.oid for extension in forged.extensions}
    assert present.isdisjoint({ExtensionOID.SUBJECT_KEY_IDENTIFIER, ExtensionOID.AUTHORITY_KEY_IDENTIFIER})
