"""Chapter ID: every row can be violated, alone; what is legal violates none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conformance.catalogue import load_catalogue
from conformance.id_token import read_id_token
from conformance.id_token_facts import Expectations
from conformance.id_token_rows import JUDGEMENTS
from tests.id_token_certificates import certify, identity_of, issuing, leaf_of
from tests.id_token_samples import (
    CLIENT,
    NOW,
    ROOTS,
    Change,
    both,
    claims,
    forger,
    good,
    known_party,
    outcomes,
    signed_by,
    violated,
    without,
)
from tests.id_token_spoiled import LEGAL, OTHER, SPOILED

ROWS = [pytest.param(row, make, id=f"{row}-{name}") for row, named in SPOILED.items() for name, make in named.items()]


@pytest.mark.parametrize("row, make", ROWS)
def test_one_thing_wrong_is_one_row_violated(row: str, make: Callable[[], Change]) -> None:
    found = make()(good()).outcomes
    assert violated(found) == {row}, found


@pytest.mark.parametrize("name", LEGAL)
def test_what_is_legal_violates_nothing(name: str) -> None:
    found = LEGAL[name]()(good()).outcomes
    open_rows = {row for row, outcome in found.items() if outcome != "holds"}
    allowed = {"ID-AZP"} | ({"ID-ACR-REQUESTED"} if name == "no-level-asked-for" else set())
    assert not violated(found), found
    assert open_rows <= allowed
    assert all(found[row] == "not-applicable" for row in open_rows)


def test_the_table_is_the_chapter_of_the_catalogue() -> None:
    rows = [row.id for row in load_catalogue().values() if row.chapter == "ID"]
    assert list(JUDGEMENTS) == rows
    assert set(SPOILED) == set(rows)


def test_what_is_no_jws_is_one_violation_and_the_rest_waits_for_it() -> None:
    found = outcomes(read_id_token("no.token"), good().known)
    assert found.pop("ID-JWS") == "violated"
    assert set(found.values()) == {"not-testable"}


def test_without_any_knowledge_a_good_id_token_is_undecided_where_one_document_does_not_decide() -> None:
    found = outcomes(read_id_token(good().text), Expectations(at=NOW))
    assert not violated(found)
    assert {row for row, outcome in found.items() if outcome == "not-applicable"} == {
        *("ID-CHAIN", "ID-ISS", "ID-AUD", "ID-JTI", "ID-IAT", "ID-AUTH-TIME", "ID-NONCE", "ID-ACR-REQUESTED", "ID-AZP")
    }


# What one document shows to be wrong is violated, though nothing else is known.
ALONE: dict[str, tuple[str, Callable[[], Change]]] = {
    "chain-broken": ("ID-CHAIN", lambda: signed_by(forger().swapped_middle())),
    "leaf-of-another-than-iss": ("ID-PARTY", lambda: signed_by(known_party("other_service_provider"))),
    "login-after-issue": ("ID-AUTH-TIME", lambda: claims(auth_time=NOW + 60)),
    "azp-is-not-aud": ("ID-AZP", lambda: claims(azp=OTHER)),
    "nonce-missing": ("ID-NONCE", lambda: without("nonce")),
    "iss-missing": ("ID-ISS", lambda: without("iss")),
    "two-audiences": ("ID-AUD", lambda: claims(aud=[CLIENT, OTHER])),
    "jti-missing": ("ID-JTI", lambda: without("jti")),
    "expired": ("ID-CHAIN", lambda: signed_by(known_party("expired"))),
}


@pytest.mark.parametrize("name", ALONE)
def test_one_document_decides_what_is_wrong_in_itself(name: str) -> None:
    row, make = ALONE[name]
    sample = both(make(), claims(iss=CLIENT) if name == "expired" else both())(good())
    assert violated(outcomes(read_id_token(sample.text), Expectations(at=NOW))) == {row}


def test_a_chain_that_stops_below_its_root_is_undecided_without_roots_and_lacks_the_root_alone() -> None:
    sample = signed_by(forger().root_missing())(good())
    found = outcomes(read_id_token(sample.text), Expectations(at=NOW))
    assert violated(found) == {"ID-X5C-ROOT"}
    assert found["ID-X5C"] == found["ID-CHAIN"] == "not-applicable"


def test_a_left_out_root_has_to_be_the_one_that_signed() -> None:
    impostor = certify("Root", None)
    sample = signed_by(identity_of(leaf_of(issuing()), issuing()), roots=[impostor.certificate])(good())
    assert violated(sample.outcomes) == {"ID-X5C-ROOT", "ID-CHAIN"}


def test_a_chain_of_another_authority_whose_root_is_left_out_does_not_reach_a_root() -> None:
    sample = signed_by(identity_of(leaf_of(issuing()), issuing()), roots=ROOTS)(good())
    assert violated(sample.outcomes) == {"ID-X5C"}


def test_certificates_are_judged_for_the_moment_that_is_asked_for() -> None:
    token, late = read_id_token(good().text), datetime(2080, 1, 1, tzinfo=UTC).timestamp()
    assert "ID-CHAIN" not in violated(outcomes(token, replace(good().known, at=NOW)))
    assert "ID-CHAIN" in violated(outcomes(token, replace(good().known, at=late)))
