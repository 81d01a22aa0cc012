"""Each row of chapter PS, judged over pseudonyms that were seen: what holds, what is wrong, and what is missing."""

import base64
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from conformance.catalogue import load_catalogue
from conformance.id_token import read_id_token
from conformance.outcome import NotTestable, Violated
from conformance.pseudonym import (
    IDENTITY_CASES,
    JUDGEMENTS,
    UNPREDICTABLE_CASES,
    depends_on_client,
    depends_on_human,
    depends_on_provider,
    has_no_identity,
    is_stable,
    is_unpredictable,
    not_tried,
    pseudonym_of,
)
from conformance.pseudonym_facts import Seen
from tests.pseudonym_samples import ALICE, BOB, NOW, base64url

AGAIN = replace(ALICE, at=NOW + 60)
ELSEWHERE = replace(ALICE, client="did:ishare:EU.NL.NTRNL-10000002", pseudonym="7d7a1c52-0a54-4d52-8f37-0a4a4a2f0b11")
OTHER = replace(ALICE, provider="did:ishare:EU.NL.NTRNL-10000007", pseudonym="d2b6b3d0-3c4f-4f58-9e1f-6a51ab0f9d02")
Judge = Callable[[Sequence[Seen]], None]
EVERYBODY = (ALICE, AGAIN, BOB, ELSEWHERE, OTHER)


def having(*values: str, of: Seen = ALICE) -> list[Seen]:
    """Several pseudonyms of one provider."""
    return [replace(of, pseudonym=value) for value in values]


def test_everything_holds_for_random_pseudonyms() -> None:
    for row, judgement in JUDGEMENTS.items():
        for case in load_catalogue()[row].cases or ("",):
            judgement(EVERYBODY, case)


def test_the_table_and_the_cases_are_those_of_the_catalogue() -> None:
    catalogue = load_catalogue()
    assert [row.id for row in catalogue.values() if row.chapter == "PS" and row.observable] == list(JUDGEMENTS)
    assert catalogue["PS-UNPREDICTABLE"].cases == UNPREDICTABLE_CASES
    assert catalogue["PS-NO-IDENTITY"].cases == IDENTITY_CASES


# --- what it depends on -----------------------------------------------------------------------------------------


def test_a_pseudonym_that_changes_at_a_new_login_is_found() -> None:
    with pytest.raises(Violated, match=r'alice at .*10000001, from .* has "f3b1.*and in a new session "x"'):
        is_stable([ALICE, replace(AGAIN, pseudonym="x")])
    with pytest.raises(Violated, match="in the same session"):
        is_stable([ALICE, replace(AGAIN, pseudonym="x", fresh_login=False)])


@pytest.mark.parametrize("seen", [[ALICE], [ALICE, BOB, ELSEWHERE], [ALICE, replace(AGAIN, fresh_login=False)]])
def test_stability_takes_two_logins_of_one_human(seen: list[Seen]) -> None:
    with pytest.raises(NotTestable, match="nobody signed in again"):
        is_stable(seen)


@pytest.mark.parametrize("judgement, other, words", [
    (depends_on_human, BOB, "and so has bob at"),
    (depends_on_client, ELSEWHERE, "and so has alice at did:ishare:EU.NL.NTRNL-10000002"),
    (depends_on_provider, OTHER, "from did:ishare:EU.NL.NTRNL-10000007"),
])  # fmt: skip
def test_one_pseudonym_for_two_is_found(judgement: Judge, other: Seen, words: str) -> None:
    judgement([ALICE, other])
    with pytest.raises(Violated, match=words):
        judgement([ALICE, AGAIN, replace(other, pseudonym=ALICE.pseudonym)])


@pytest.mark.parametrize("judgement, words", [
    (depends_on_human, r"add a second \[\[sign_in.user\]\]"),
    (depends_on_client, r"add \[other_client\] with id"),
    (depends_on_provider, r'add other_provider = "second-idp.toml" under \[sign_in\]'),
])  # fmt: skip
def test_what_is_missing_is_named_with_the_lines_to_add(judgement: Judge, words: str) -> None:
    with pytest.raises(NotTestable, match=words):
        judgement([ALICE, AGAIN])


def test_different_clients_hide_whether_the_provider_counts() -> None:
    with pytest.raises(NotTestable, match="name different clients"):
        depends_on_provider([ALICE, replace(OTHER, client="did:ishare:EU.NL.NTRNL-10000003")])


# --- series -----------------------------------------------------------------------------------------------------


def uuid1(at: float, version: int = 1) -> str:
    count = int(at * 1e7) + 0x01B21DD213814000
    low, middle, high = count & 0xFFFFFFFF, count >> 32 & 0xFFFF, count >> 48 & 0x0FFF
    return str(uuid.UUID(fields=(low, middle, high, 0x92, 0x34, 0x001122334455), version=version))


STAMP = time.strftime("%Y%m%d%H%M%S", time.gmtime(NOW + 3))
PATTERNS: dict[str, list[list[str]]] = {
    "counter": [
        ["1000000023", "1000000024"],
        ["user-000000001023", "user-000000001031", "user-000000001044"],
        [str(uuid.UUID(int=0xABC << 100 | number)) for number in (7, 9)],
        [f"{number + 0xFFF8:032x}" for number in (3, 12)],
        [base64.b64encode(f"subject:{number}".encode()).decode() for number in (95, 103)],
        [base64url(b"key!" + number.to_bytes(8, "little") + b"end.") for number in (250, 300)],
    ],
    "clock": [
        [str(int(NOW) + 2)],
        [str(int(NOW * 1000) + 777)],
        [f"{int(NOW * 1000):x}"],
        [f"{int(NOW * 1e6)}-4821"],
        [STAMP],
        [uuid1(NOW + 1)],
        [uuid1(NOW - 9e7), uuid1(NOW - 3e7)],
        ["6a0d1f5c8f1b2c3d4e5f6a7b", "6a0d1f998f1b2c3d4e5f6a9c"],
    ],
    "few-bits": [
        ["7hK2"],
        ["48213", "90177"],
        ["ax9", "b27"],
        [f"{random.Random(n).getrandbits(40):010x}" for n in range(16)],
    ],
}


@pytest.mark.parametrize("case, values", [(case, found) for case, all_ in PATTERNS.items() for found in all_], ids=str)
def test_a_series_is_a_finding_of_its_own_case_alone(case: str, values: list[str]) -> None:
    seen = [replace(ALICE, pseudonym=value) for value in values]
    with pytest.raises(Violated, match='has "'):
        is_unpredictable(seen, case)
    for other in set(UNPREDICTABLE_CASES) - {case}:
        is_unpredictable(seen, other)


@pytest.mark.parametrize("values", [
    [uuid1(NOW - 9e7)],
    ["1000000023"],
    ["6a0d1f5c8f1b2c3d4e5f6a7b", "6a0d1f99aa1b2c3d4e5f6a9c"],
    [f"{int(NOW)}-{'k8Zq3mXw71Rt'}"],
    ["90177", "4821377120"],
    [str(int(NOW) - 5000)],
], ids=str)  # fmt: skip
def test_what_may_be_chance_is_no_series(values: list[str]) -> None:
    for case in ("counter", "clock", "few-bits"):
        is_unpredictable(having(*values), case)


def test_two_providers_are_two_series() -> None:
    is_unpredictable([*having("1000000023"), *having("1000000024", of=OTHER)], "counter")


# --- identity ---------------------------------------------------------------------------------------------------

HEADER = '{"alg":"RS256"}'
DRAWN = "8f3a9c0d2b7e4416"
SHOWN = {
    "user-name": [f"alice-{DRAWN}", f"{DRAWN}Alice", "alice", f"ALICE{DRAWN}", base64url(f"alice:{DRAWN}".encode())],
    "e-mail": [f"alice.liddell@acme.example/{DRAWN}", f"{DRAWN}-ALICE.LIDDELL@ACME.EXAMPLE"],
    "part": [f"liddell{DRAWN}", f"{DRAWN}-liddel", f"{DRAWN}.lidde", f"{DRAWN}@acme.example"],
    "backwards": [f"ecila-{DRAWN}", f"{DRAWN}lleddil", f"elpmaxe.emca@lleddil.ecila.{DRAWN}"],
}


@pytest.mark.parametrize("case, value", [(case, value) for case, found in SHOWN.items() for value in found])
def test_a_part_of_the_human_is_a_finding_of_its_own_case_alone(case: str, value: str) -> None:
    seen = [replace(ALICE, pseudonym=value)]
    with pytest.raises(Violated, match="it contains"):
        has_no_identity(seen, case)
    for other in set(IDENTITY_CASES) - {case}:
        has_no_identity(seen, other)


@pytest.mark.parametrize("user, email, value", [
    ("facade", "facade@cafe.example", "8f3afacade9c0d2b7e4416aa01bc77de"),
    ("abe", None, "abe39c0d-2b7e-4416-8abe-0bc77de91f20"),
    ("bob", None, "QkDbobX81mZwq0LrTn5vYc3Ue7Ha2Sg9iPdKf4Wj6Rx"),
    ("test-account", None, f"account-{DRAWN}"),
    ("client-admin", None, f"client.example-{DRAWN}"),
    ("alice", None, f"alic-{DRAWN}"),
    ("ishare-tester", None, f"did:ishare:{DRAWN}"),
])  # fmt: skip
def test_what_chance_or_the_words_of_everybody_make_is_no_identity(user: str, email: str | None, value: str) -> None:
    for case in IDENTITY_CASES:
        has_no_identity([replace(ALICE, user=user, email=email, pseudonym=value)], case)


def test_a_short_name_is_seen_where_hex_digits_cannot_make_it() -> None:
    with pytest.raises(Violated, match='the user name "bob"'):
        has_no_identity([replace(BOB, pseudonym=f"bob-{DRAWN}")], "user-name")


def test_a_prefix_with_the_name_before_chance_can_still_not_be_computed() -> None:
    for case in UNPREDICTABLE_CASES:
        is_unpredictable([replace(ALICE, pseudonym=f"alice-{DRAWN}")], case)


# --- what is known ----------------------------------------------------------------------------------------------


def jws(claims: str) -> str:
    return f"{base64url(HEADER.encode())}.{base64url(claims.encode())}.AAAA"


def test_a_reader_is_told_which_facts_were_missing() -> None:
    assert not_tried([ALICE, BOB]) == ()
    assert not_tried([replace(BOB, email=None)]) == ("no e-mail of bob in the target file, so none was tried",)


@pytest.mark.parametrize("text, words", [
    ("garbage", "it needs ID-JWS"),
    (jws('{"sub":7}'), "it needs ID-SUB: sub is 7"),
    (jws("{}"), "it needs ID-SUB: sub is missing"),
])  # fmt: skip
def test_a_token_without_a_pseudonym_is_a_finding_of_other_rows(text: str, words: str) -> None:
    with pytest.raises(NotTestable, match=words):
        pseudonym_of(read_id_token(text))
