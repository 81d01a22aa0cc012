"""Chapter PS: what a pseudonym gives away (page of the H2M access token, Human Pseudonym)."""

from collections.abc import Sequence

from conformance.check import each, requirement
from conformance.client import Client
from conformance.pseudonym import IDENTITY_CASES, UNPREDICTABLE_CASES, has_no_identity, is_unpredictable, not_tried
from conformance.pseudonym_facts import Seen


@requirement("PS-UNPREDICTABLE")
@each("case", {case: case for case in UNPREDICTABLE_CASES})
def test_nobody_can_compute_or_guess_the_pseudonym(seen: Sequence[Seen], client: Client, case: str) -> None:
    for gap in not_tried(seen):
        client.note(gap)
    is_unpredictable(seen, case)


@requirement("PS-NO-IDENTITY")
@each("case", {case: case for case in IDENTITY_CASES})
def test_nothing_of_the_human_shows_in_the_pseudonym(seen: Sequence[Seen], client: Client, case: str) -> None:
    for gap in not_tried(seen):
        client.note(gap)
    has_no_identity(seen, case)
