"""Chapter ID: who the id_token is from, for and about (page of the H2M access token; OpenID Connect, section 2)."""

from conformance.check import requirement
from conformance.id_token_live import LiveIdToken


@requirement("ID-ISS")
def test_iss_names_the_identity_provider(id_token: LiveIdToken) -> None:
    id_token.judge("ID-ISS")


@requirement("ID-SUB")
def test_sub_is_a_short_ascii_string(id_token: LiveIdToken) -> None:
    id_token.judge("ID-SUB")


@requirement("ID-AUD")
def test_aud_is_the_client_and_nobody_else(id_token: LiveIdToken) -> None:
    id_token.judge("ID-AUD")


@requirement("ID-AUD-STRING")
def test_aud_is_one_string(id_token: LiveIdToken) -> None:
    id_token.judge("ID-AUD-STRING")


@requirement("ID-JTI")
def test_each_id_token_has_a_jti_of_its_own(id_token: LiveIdToken) -> None:
    id_token.judge("ID-JTI")


@requirement("ID-NONCE")
def test_nonce_comes_back_unchanged(id_token: LiveIdToken) -> None:
    id_token.judge("ID-NONCE")


@requirement("ID-ACR")
def test_acr_is_one_of_the_three_levels_of_the_page(id_token: LiveIdToken) -> None:
    id_token.judge("ID-ACR")


@requirement("ID-ACR-REQUESTED")
def test_acr_is_not_lower_than_the_level_that_was_asked_for(id_token: LiveIdToken) -> None:
    id_token.judge("ID-ACR-REQUESTED")


@requirement("ID-AZP")
def test_azp_is_the_client_and_agrees_with_aud(id_token: LiveIdToken) -> None:
    id_token.judge("ID-AZP")
