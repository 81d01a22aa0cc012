"""What is said of an id_token, and that nothing in the place of one makes a judgement crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from conformance.id_token import read_id_token
from conformance.id_token_dates import AS_STRING, MISLEADING
from conformance.id_token_facts import ONE_DOCUMENT, Expectations, shown
from conformance.id_token_rows import JUDGEMENTS
from conformance.outcome import NotApplicable, NotTestable, Violated
from tests.id_token_samples import (
    CLAIMS,
    NOW,
    Change,
    both,
    claims,
    entry,
    good,
    header,
    known_party,
    outcomes,
    signed_by,
    text,
)

# --- what is said ---------------------------------------------------------------------------------------------------


def _finding(row: str, change: Change) -> Violated:
    sample = change(good())
    with pytest.raises(Violated) as raised:
        JUDGEMENTS[row](read_id_token(sample.text), sample.known)
    return raised.value


def test_string_dates_are_told_with_the_example_that_misleads() -> None:
    finding = _finding("ID-DATES", claims(iat=str(NOW), exp=str(NOW + 30)))
    assert finding.notes == (MISLEADING,)
    assert f'iat is "{NOW}"' in finding.actual
    assert not _finding("ID-DATES", claims(iat=None)).notes


def test_an_auth_time_of_digits_holds_with_a_note_and_so_does_a_typ_in_small_letters() -> None:
    for row, change, note in (
        ("ID-AUTH-TIME", claims(auth_time=str(NOW - 120)), AS_STRING),
        ("ID-TYP", header(typ="Jwt"), "A19"),
        ("ID-SIGNATURE", signed_by(known_party("weak_key")), "1024 bits"),
    ):
        sample = change(good())
        said = JUDGEMENTS[row](read_id_token(sample.text), sample.known)
        assert said is not None
        assert note in said


SAID: dict[str, tuple[str, Change, str]] = {
    "jwe": ("ID-JWS", text(lambda whole: f"{whole}.a.b"), "5 segments, like an encrypted JWT"),
    "cut-off": ("ID-JWS", text(lambda whole: whole.rpartition(".")[0][:-9]), "the signature is missing"),
    "white-space": (
        "ID-JWS",
        text(lambda whole: whole[:40] + "\n" + whole[40:]),
        "its header is not base64url: there is",
    ),
    "milliseconds": ("ID-DATES", claims(iat=NOW * 1000, exp=NOW * 1000 + 30_000), "in milliseconds"),
    "iat": ("ID-IAT", claims(iat=NOW - 60), "61 s before it came"),
    "lifetime": ("ID-LIFETIME", claims(exp=NOW + 3600), "exp is iat +3600"),
    "party": ("ID-PARTY", signed_by(known_party("other_service_provider")), "NTRNL-10000004"),
    "armour": ("ID-X5C", entry(lambda one: f"-----BEGIN CERTIFICATE-----{one}", 2), "entry 3 of x5c has PEM armour"),
    "headers": ("ID-HEADERS", header(kid="1", jku="x"), "beside them: kid, jku"),
}


@pytest.mark.parametrize("name", SAID)
def test_a_finding_says_what_was_met(name: str) -> None:
    row, change, words = SAID[name]
    assert words in _finding(row, change).actual


def test_a_finding_never_shows_much_of_what_an_endpoint_sent() -> None:
    for row, name in (("ID-ISS", "iss"), ("ID-AUD", "aud"), ("ID-NONCE", "nonce"), ("ID-ACR", "acr")):
        assert len(_finding(row, claims(**{name: "x" * 10_000})).actual) < 200
    assert len(_finding("ID-AUD", claims(aud=["y" * 10_000] * 9)).actual) < 500
    assert shown([[1], {}]) == "an array of 2"


def test_neither_the_token_nor_its_signature_stands_in_the_repr() -> None:
    token = read_id_token(good().text)
    assert good().text.rpartition(".")[2] not in repr(token)
    assert CLAIMS["sub"] not in repr(token)


# --- anything at all ------------------------------------------------------------------------------------------------

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(some.text() | some.from_regex(r"[\w-]*(\.[\w-]*){0,5}"))
def test_any_text_is_read_without_a_crash(anything: str) -> None:
    assert read_id_token(anything).fault


@settings(max_examples=60, deadline=None)
@given(some.dictionaries(some.sampled_from(["alg", "typ", "x5c", "kid"]), VALUES),
       some.dictionaries(some.sampled_from([*CLAIMS, "azp"]), VALUES))  # fmt: skip
def test_any_header_and_claims_are_judged_without_a_crash(head: dict[str, object], body: dict[str, object]) -> None:
    sample = both(header(**head), claims(**body))(good())
    assert set(sample.outcomes) == set(JUDGEMENTS)
    assert set(outcomes(read_id_token(sample.text), Expectations(at=NOW))) == set(JUDGEMENTS)


def test_the_reasons_say_that_one_document_is_not_enough() -> None:
    with pytest.raises(NotApplicable, match=ONE_DOCUMENT):
        JUDGEMENTS["ID-NONCE"](read_id_token(good().text), Expectations(at=NOW))
    with pytest.raises(NotTestable, match="ID-ALG"):
        JUDGEMENTS["ID-SIGNATURE"](read_id_token(header(alg="HS256")(good()).text), Expectations(at=NOW))
