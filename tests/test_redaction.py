"""Secrets are hidden by their values, in every spelling in which they travel, and nothing else is."""

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.redaction import fingerprint, hide

SECRET = 'p4ss/w"rd +&<é>-long'
KNOWN = {SECRET: "client_secret"}
SHOWN = fingerprint(SECRET, "client_secret")


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote_plus(SECRET).replace("%C3%A9", "%c3%a9").replace("%2F", "%2f"),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(SECRET)[1:-1].replace("/", "\\/"),
        html.escape(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_no_spelling_comes_through(spelling: str) -> None:
    spelled = spelling.lower() if "%2f" in spelling else spelling
    secrets = {SECRET.lower(): "client_secret"} if "%2f" in spelling else KNOWN
    told = hide(f"you sent {spelled} and {spelled}.", secrets)
    assert spelled not in told
    assert told.count("\u2039client_secret, 20 characters") == 2
    assert told.startswith("you sent \u2039")


def test_a_secret_that_begins_another_leaves_no_rest() -> None:
    told = hide("abcd-one abcd-one-and-more", {"abcd-one": "token", "abcd-one-and-more": "token"})
    assert told == f"{fingerprint('abcd-one', 'token')} {fingerprint('abcd-one-and-more', 'token')}"


def test_a_secret_that_is_a_word_does_not_spoil_the_names_of_others() -> None:
    told = hide("the token is longer-than-that", {"longer-than-that": "client_assertion", "client": "client_secret"})
    assert told == f"the token is {fingerprint('longer-than-that', 'client_assertion')}"


@pytest.mark.parametrize(
    "text",
    [
        '{"access_token": "abcdefgh", "token_type": "Bearer"}',
        '{"id_token":"a\\"b"}',
        "access_token=abcdefgh&token_type=Bearer",
        "Location: /cb#access_token=abcdefgh",
        "Authorization: Bearer abcdefghijklmnop",
        "authorization: BASIC YWJjOmRlZmdoaWprbG0=",
        "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.abc",
    ],
)
def test_what_has_the_form_of_a_token_is_hidden_unknown(text: str) -> None:
    told = hide(text, {})
    assert " characters" in told
    assert not any(part in told for part in ("abcdefgh", 'a\\"b', "YWJjOmRl", "eyJhIjoxfQ"))


@pytest.mark.parametrize(
    "text", ["null", "error invalid_client", "Bearer realm=x", "eyJ", '{"access_token": null}', ""]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide(text, {"nul": "token", "": "token"}) == text


@settings(deadline=None)  # the patterns of a secret of odd letters alone take a quarter of a second on a busy machine
@given(st.text(min_size=8, max_size=40), st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_secret_is_it_does_not_come_through(secret: str, before: str, behind: str) -> None:
    told = hide(before + secret + behind, {secret: "client_secret"})
    assert secret not in told or secret in fingerprint(secret, "client_secret") + before + behind


def test_a_hidden_value_can_be_told_from_another() -> None:
    assert hide(SECRET, KNOWN) == SHOWN != hide(SECRET + "x", {SECRET + "x": "client_secret"})


@pytest.mark.parametrize("label", ["client secret", "credentials", "password"])
def test_no_digest_of_what_can_be_guessed_is_shown(label: str) -> None:
    """Eight digits of a digest, and the length, are enough to find a weak secret in a list of words."""
    first, second = (hide(f"[{value}]", {value: label}) for value in ("letmein-1", "letmein-2"))
    assert first == second


def test_no_digest_of_basic_credentials_is_shown() -> None:
    assert "sha256" not in hide("Authorization: Basic YWJjOmRlZmdoaWprbG0=", {})
