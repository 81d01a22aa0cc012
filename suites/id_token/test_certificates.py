"""Chapter ID: the certificates of the id_token (iSHARE JWT, header x5c; RFC 5280)."""

from conformance.check import requirement
from conformance.id_token_live import LiveIdToken


@requirement("ID-X5C")
def test_x5c_is_a_chain_from_the_leaf_up_to_a_root(id_token: LiveIdToken) -> None:
    id_token.judge("ID-X5C")


@requirement("ID-X5C-ROOT")
def test_the_root_is_part_of_x5c(id_token: LiveIdToken) -> None:
    id_token.judge("ID-X5C-ROOT")


@requirement("ID-CHAIN")
def test_the_chain_of_the_id_token_ends_in_a_trusted_root(id_token: LiveIdToken) -> None:
    id_token.judge("ID-CHAIN")


@requirement("ID-PARTY")
def test_the_signing_certificate_belongs_to_the_identity_provider(id_token: LiveIdToken) -> None:
    id_token.judge("ID-PARTY")
