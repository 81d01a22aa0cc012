"""A pseudonym that was drawn at random is never accused, by no row, in whatever alphabet it is written."""

import pytest

from conformance.pseudonym import IDENTITY_CASES, UNPREDICTABLE_CASES, has_no_identity, is_unpredictable
from conformance.pseudonym_derivations import FAMILIES, derivation_of
from conformance.pseudonym_facts import Seen
from conformance.pseudonym_identity import identity_in
from conformance.pseudonym_series import why_counted, why_few_bits, why_timed
from tests.pseudonym_samples import RANDOM, humans

SETS = {"uuid4": 2000, "hex": 2000, "base64url": 2000, "ksuid": 2000}
SETS_OF_OTHERS = 200
made = pytest.mark.parametrize("kind", RANDOM)


def sets(kind: str) -> list[list[Seen]]:
    """Many sets of humans with random pseudonyms of this kind."""
    return [humans(RANDOM[kind], seed) for seed in range(SETS.get(kind, SETS_OF_OTHERS))]


@made
def test_no_part_of_anybody_is_seen_in_it(kind: str) -> None:
    found = [trace for seen in sets(kind) for one in seen if (trace := identity_in(one))]
    assert not found


@made
def test_no_series_is_seen_in_several(kind: str) -> None:
    for seen in sets(kind):
        assert (why_counted(seen), why_timed(seen), why_few_bits(seen)) == (None, None, None)


@made
def test_no_derivation_yields_it(kind: str) -> None:
    for seen in sets(kind):
        assert [found for family in FAMILIES if (found := derivation_of(seen, family))] == []


@made
def test_no_judgement_accuses_it(kind: str) -> None:
    for case in UNPREDICTABLE_CASES:
        is_unpredictable(humans(RANDOM[kind], 1), case)
    for case in IDENTITY_CASES:
        has_no_identity(humans(RANDOM[kind], 1), case)
