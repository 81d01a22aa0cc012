"""Secrets are hidden by their values, in every spelling in which they travel, and nothing else is."""

import base64
import hashlib
import hmac
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
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


@pytest.mark.parametrize("label", ["client secret", "secret of the other client", "credentials", "password"])
def test_of_what_people_choose_nobody_learns_whether_it_is_the_same(label: str) -> None:
    first, second = (hide(f"[{value}]", {value: label}) for value in ("letmein-1", "letmein-2"))
    assert first == second


@pytest.mark.parametrize("label", ["authorization code", "token", "access_token", "JWT", "client secret"])
def test_a_fingerprint_confirms_no_guess(label: str) -> None:
    """Whoever has a report and a list of all codes of six digits does not find the right one with it."""
    told = fingerprint("001234", label)
    digests = {getattr(hashlib, name)(b"001234").hexdigest() for name in ("md5", "sha1", "sha256", "sha512")}
    digests |= {
        hmac.digest(key, b"001234", "sha256").hex() for key in (b"", b"0", b"token-conformance", label.encode())
    }
    shown = set(re.findall("[0-9a-f]{8}", told))
    assert not [digest for digest in digests for one in shown if one in digest]


def test_two_runs_have_other_fingerprints_and_two_workers_of_one_the_same() -> None:
    def told(run: str) -> bytes:
        words = "from conformance.redaction import fingerprint; print(fingerprint('001234', 'token'))"
        kept = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_TESTRUNUID"}
        own = {"PYTEST_XDIST_TESTRUNUID": run} if run else {}
        return subprocess.run([sys.executable, "-c", words], env=kept | own, capture_output=True, check=True).stdout

    first, second, worker, other_worker, another = map(told, ("", "", "one", "one", "another"))
    assert len({first, second, worker, another}) == 4
    assert worker == other_worker


def test_tokens_of_one_run_can_be_told_apart() -> None:
    names = {fingerprint(f"token-{number:04d}", "access_token") for number in range(500)}
    assert len(names) == 500
    assert fingerprint("token-0001", "access_token") in names


def test_no_digest_of_basic_credentials_is_shown() -> None:
    assert "no. " not in hide("Authorization: Basic YWJjOmRlZmdoaWprbG0=", {})


PIECE = "x5Yp-3_aQ7/Zk+29w==Lm0"


@pytest.mark.parametrize(
    "encode", [base64.b64encode, base64.urlsafe_b64encode, base64.b16encode, lambda raw: raw.hex().encode()]
)
@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("secret", [SECRET, PIECE, PIECE * 100])
def test_what_is_packed_into_something_longer_is_found(
    secret: str, shift: int, encode: Callable[[bytes], bytes]
) -> None:
    whole = encode(b"s" * shift + secret.encode() + b"behind it")
    told = hide(f"it said {whole.decode()}!", {secret: "access_token"})
    assert told.startswith("it said ")
    assert told.endswith("!")
    # of the secret itself no more than the bits that a letter shares with what stands beside
    assert len(told) < len("it said !") + len("\u2039access_token, 2200 characters, no. 01234567\u203a") + 24


def test_a_private_key_is_hidden_by_its_form() -> None:
    told = hide("key: -----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----, and", {})
    assert told == "key: \u2039private key\u203a, and"
    assert "MIIE" not in hide("-----BEGIN PRIVATE KEY-----\nMIIE", {})
