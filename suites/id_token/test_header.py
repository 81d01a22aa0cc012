"""Chapter ID: the form of the id_token, its header and its signature (iSHARE JWT, "JWT Header")."""

from conformance.check import requirement
from conformance.id_token_live import LiveIdToken


@requirement("ID-JWS")
def test_the_id_token_is_a_signed_compact_jws(id_token: LiveIdToken) -> None:
    id_token.judge("ID-JWS")


@requirement("ID-ALG")
def test_the_id_token_is_signed_with_rs256_rs384_or_rs512(id_token: LiveIdToken) -> None:
    id_token.judge("ID-ALG")


@requirement("ID-TYP")
def test_the_id_token_says_that_it_is_a_jwt(id_token: LiveIdToken) -> None:
    id_token.judge("ID-TYP")


@requirement("ID-HEADERS")
def test_the_header_of_the_id_token_holds_alg_typ_and_x5c_alone(id_token: LiveIdToken) -> None:
    id_token.judge("ID-HEADERS")


@requirement("ID-SIGNATURE")
def test_the_signature_of_the_id_token_verifies_with_its_first_certificate(id_token: LiveIdToken) -> None:
    id_token.judge("ID-SIGNATURE")
