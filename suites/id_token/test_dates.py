"""Chapter ID: the dates of the id_token (RFC 7519, section 2; readings A6 and A18)."""

import pytest

from conformance.check import requirement
from conformance.id_token_live import LiveIdToken


@requirement("ID-DATES")
def test_iat_and_exp_are_whole_numbers_of_seconds(id_token: LiveIdToken) -> None:
    """The signed example on the page has strings."""
    id_token.judge("ID-DATES")


@requirement("ID-IAT")
@pytest.mark.usefixtures("agreed_clock")
def test_iat_is_the_present_moment(id_token: LiveIdToken) -> None:
    id_token.judge("ID-IAT")


@requirement("ID-LIFETIME")
def test_the_id_token_lives_for_thirty_seconds(id_token: LiveIdToken) -> None:
    id_token.judge("ID-LIFETIME")


@requirement("ID-AUTH-TIME")
@pytest.mark.usefixtures("agreed_clock")
def test_auth_time_is_the_moment_of_the_login(id_token: LiveIdToken) -> None:
    id_token.judge("ID-AUTH-TIME")
