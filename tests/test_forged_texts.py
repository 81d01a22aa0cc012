"""Signatures, key forms and serialisations that checks send are what their names say, by other libraries' judgement."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificate
from jose import jwk, jws

from conformance.assertion import Assertion, good_assertion
from conformance.fixtures import certificates_directory
from conformance.identity import Identity, read_identity
from conformance.key_forms import FORMS, rsa_key_of
from conformance.serialisations import encrypted, flattened, general
from conformance.signers import by_pss, by_sha512, hmac_keyed, kept_from_rs256, nothing


@pytest.fixture(scope="module")
def identity() -> Identity:
    path = certificates_directory() / "service_consumer"
    return read_identity("client", path.with_suffix(".key.pem"), path.with_suffix(".chain.pem"))


@pytest.fixture
def good(identity: Identity) -> Assertion:
    return good_assertion(identity, "server", 1_700_000_000)


@pytest.fixture
def key(identity: Identity) -> RSAPublicKey:
    return rsa_key_of(identity.chain[0])


def test_signatures_are_by_the_scheme_of_their_name(good: Assertion, key: RSAPublicKey) -> None:
    key.verify(by_pss(good, b"text"), b"text", PSS(MGF1(SHA256()), 32), SHA256())
    key.verify(by_sha512(good, b"text"), b"text", PKCS1v15(), SHA512())
    assert nothing(good, b"text") == b""


def test_a_kept_signature_is_over_the_header_with_rs256(good: Assertion, key: RSAPublicKey) -> None:
    spoiled = Assertion(good.header | {"alg": "none"}, good.claims, good.identity, kept_from_rs256)
    signed = good.signed.rpartition(".")[0].encode()
    key.verify(spoiled.sign(spoiled, b"another text"), signed, PKCS1v15(), SHA256())


def test_an_hmac_is_one_that_another_library_verifies(identity: Identity) -> None:
    sign = hmac_keyed(lambda one: one.party.encode(), "its id")
    assertion = Assertion({"alg": "HS256"}, {"sub": "client"}, identity, sign)
    assert json.loads(jws.verify(assertion.compact, "client", "HS256")) == {"sub": "client"}


def test_every_form_of_the_key_is_read_back_as_the_same_key(identity: Identity, key: RSAPublicKey) -> None:
    made = {name: form(identity.chain[0]) for name, form in FORMS.items()}
    numbers, certificate = key.public_numbers(), identity.chain[0]
    for name in (one for one in made if "public-key" in one):
        read = load_der_public_key if name.endswith("der") else load_pem_public_key
        found = read(made[name])
        assert isinstance(found, RSAPublicKey)
        assert found.public_numbers() == numbers
    for name in (one for one in made if one.startswith("certificate-pem")):
        assert load_pem_x509_certificate(made[name]) == certificate
    assert load_der_x509_certificate(made["certificate-der"]) == certificate
    assert made["x5c-entry"].decode() == identity.x5c[0]
    assert int.from_bytes(made["modulus"], "big") == numbers.n
    known = jwk.construct(json.loads(made["jwk"]), "RS256").to_dict()
    assert known["n"] == made["modulus-base64url"].decode()
    assert made["blank"] == b""
    assert len(set(made.values())) == len(made)


def test_json_serialisations_hold_the_same_segments(good: Assertion) -> None:
    header, payload, signature = good.compact.split(".")
    assert json.loads(flattened(good.compact)) == {"protected": header, "payload": payload, "signature": signature}
    assert json.loads(general(good.compact)) == {
        "payload": payload,
        "signatures": [{"protected": header, "signature": signature}],
    }


def test_the_encrypted_one_holds_the_claims_under_a_key_of_zeros(good: Assertion) -> None:
    header, key, *rest = encrypted(good).split(".")
    initial, text, tag = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in rest)
    assert key == ""
    assert json.loads(AESGCM(bytes(32)).decrypt(initial, text + tag, header.encode())) == good.claims
