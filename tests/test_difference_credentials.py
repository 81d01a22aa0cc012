"""What a reader is told of changed credentials: how they differ from the right ones, and neither of them."""

import pytest

from conformance.credentials import basic, scheme
from conformance.difference_credentials import Known
from conformance.target import Party

OWN, OTHER = Party("app", secret="Geheim+1"), Party("other", secret="another")
KNOWN = Known(OWN, OTHER)
ENCODED = Known(Party("app", secret="Geheim+1", credentials="encoded"), None)


@pytest.mark.parametrize(
    "given, told",
    [
        ("Geheim+1", "the right secret"),
        ("", "an empty secret"),
        ("another", "the secret of the other client"),
        ("gEHEIM+1", "the secret in other letter case"),
        ("Geheim+1 ", "the secret with ' ' behind it"),
        ("Geheim+", "the secret without its last character"),
        ("Geheim", "the secret without its last 2 characters"),
        ("geheim", "another secret"),
    ],
)
def test_a_secret_is_told_by_how_it_differs(given: str, told: str) -> None:
    assert KNOWN.secret(given) == told


@pytest.mark.parametrize(
    "value, told",
    [
        (basic("app", "Geheim+1"), "Basic, id and secret right"),
        (basic("app", "Geheim+1").replace("Basic", "bASIC"), "bASIC, id and secret right"),
        (basic("app", "Geheim+1").partition(" ")[2], "no scheme, id and secret right"),
        (basic("APP", "Geheim+1"), "Basic, id 'APP', the right secret"),
        (basic("", "Geheim+1"), "Basic, no id, the right secret"),
        (basic("app", ""), "Basic, the right id, an empty secret"),
        (basic("nobody", "nothing"), "Basic, id 'nobody', another secret"),
        (basic("n" * 100, "nothing"), f"Basic, id '{'n' * 60}…', another secret"),
        ("Basic app:Geheim+1", "Basic, id and secret right, but not in base64"),
        (basic("app", "Geheim+1") + "*", "Basic, id and secret right, in base64 with '*' behind it"),
        ("Basic ***", "Basic, no base64"),
        (scheme("Basic", b"app"), "Basic, the id without colon and secret"),
        (scheme("Basic", b"app and more"), "Basic, no colon"),
        (scheme("Basic", b"app\xff:Geheim+1"), "Basic, bytes that are no UTF-8"),
    ],
)
def test_a_header_is_told_by_what_stands_in_it(value: str, told: str) -> None:
    assert KNOWN.header(value) == told


def test_encoded_credentials_are_decoded_before_they_are_told() -> None:
    assert ENCODED.header(basic("app", "Geheim+1", "encoded")) == "Basic, id and secret right"
    assert ENCODED.header("Basic app:Geheim%2B1") == "Basic, id and secret right, but not in base64"
    assert ENCODED.header(basic("app", "Geheim+1")) == "Basic, the right id, another secret"


def test_where_a_client_has_no_secret_none_is_called_right() -> None:
    assert Known(Party("app"), None).header(basic("app", "any")) == "Basic, the right id, a secret"
