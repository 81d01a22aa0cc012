"""Chapter PS: what a pseudonym depends on (page of the H2M access token, Human Pseudonym)."""

from collections.abc import Sequence

from conformance.check import requirement
from conformance.pseudonym import depends_on_client, depends_on_human, depends_on_provider, is_stable
from conformance.pseudonym_facts import Seen


@requirement("PS-STABLE")
def test_a_returning_human_has_an_unchanged_pseudonym(seen: Sequence[Seen]) -> None:
    is_stable(seen)


@requirement("PS-HUMAN")
def test_two_humans_have_two_pseudonyms(seen: Sequence[Seen]) -> None:
    depends_on_human(seen)


@requirement("PS-CLIENT")
def test_one_human_has_another_pseudonym_at_each_client(seen: Sequence[Seen]) -> None:
    depends_on_client(seen)


@requirement("PS-PROVIDER")
def test_one_human_has_another_pseudonym_at_each_provider(seen: Sequence[Seen]) -> None:
    depends_on_provider(seen)
