"""What came back to the redirect URI: a code with our state, or a sentence that says what it was instead."""

from __future__ import annotations

import pytest

from conformance.sign_in.landing import code_of, landed
from conformance.sign_in.model import Asked, SignInFailed, Stuck, place_of, secrets_of, stuck
from conformance.target import User

RETURN = "https://client.example/return"
ASKED = Asked("https://acme.example/authorize", "GET", RETURN, "our-state", "our-nonce", verifier="canary-verifier")


def test_the_code_with_its_request() -> None:
    code = code_of(ASKED, landed(f"{RETURN}?code=canary-code&state=our-state", None, None, True))
    assert (code.value, code.asked.nonce) == ("canary-code", "our-nonce")
    assert "canary" not in repr(code)


@pytest.mark.parametrize(
    "query, why, words",
    [
        ("", Stuck.NO_CODE, "without a code; it carried nothing."),
        ("state=our-state&more=x", Stuck.NO_CODE, "without a code; it carried more, state."),
        ("code=&state=our-state", Stuck.NO_CODE, "without a code"),
        ("code=canary-code", Stuck.STATE, "without the state"),
        ("code=canary-code&state=", Stuck.STATE, "not the one that was sent"),
        ("code=canary-code&state=Our-State", Stuck.STATE, "not the one that was sent"),
        ("code=canary-code&state=other&state=our-state", Stuck.STATE, "not the one that was sent"),
        ("error=access_denied&state=our-state", Stuck.ERROR, 'the error "access_denied".'),
        ("error=server_error&error_description=Oh+dear&code=canary-code", Stuck.ERROR, '"server_error": Oh dear.'),
        ("error=x&error_description=canary-code&code=canary-code", Stuck.ERROR, "code, 11 characters"),
    ],
)
def test_each_bad_end_has_its_sentence(query: str, why: Stuck, words: str) -> None:
    with pytest.raises(SignInFailed) as raised:
        code_of(ASKED, landed(f"{RETURN}?{query}", None, None, True, ("step",)))
    assert raised.value.why is why
    assert words in raised.value.sentence
    assert "canary" not in f"{raised.value.sentence}{raised.value!r}"
    assert raised.value.trail == ("step",)


def test_secrets_are_hidden_before_anything_is_cut() -> None:
    failure = stuck(Stuck.STATUS, "secret-word https://x/?code=another-secret", {"secret-word": "password"}, "y" * 5000)
    assert "secret-word" not in failure.sentence
    assert "another-secret" not in failure.sentence
    assert failure.page is not None
    assert failure.page.endswith("(5000 characters in all)")


def test_an_address_is_shown_without_what_may_be_secret_in_it() -> None:
    assert place_of("https://user:word@acme.example:8443/a?code=1#token=2") == "https://acme.example:8443/a"
    assert place_of("http://[") == "an address that cannot be read"
    assert place_of("app:/return?code=1") == "app:/return"


def test_a_traceback_that_shows_arguments_shows_no_secret() -> None:
    user = User("alice", "canary-password")
    assert "canary" not in f"{ASKED.secrets(user)!r} {secrets_of(user)!r} {user!r} {ASKED!r}"
    assert ASKED.secrets(user) == {"canary-password": "password", "canary-verifier": "code_verifier"}
