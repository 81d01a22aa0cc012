"""Chapter PS: what a pseudonym depends on (page of the H2M access token, Human Pseudonym)."""

from conformance.check import requirement
from conformance.pseudonym_sightings import Sightings


@requirement("PS-STABLE")
def test_a_returning_human_has_an_unchanged_pseudonym(sightings: Sightings) -> None:
    sightings.judge("PS-STABLE")


@requirement("PS-HUMAN")
def test_two_humans_have_two_pseudonyms(sightings: Sightings) -> None:
    sightings.judge("PS-HUMAN")


@requirement("PS-CLIENT")
def test_one_human_has_another_pseudonym_at_each_client(sightings: Sightings) -> None:
    sightings.judge("PS-CLIENT")


@requirement("PS-PROVIDER")
def test_one_human_has_another_pseudonym_at_each_provider(sightings: Sightings) -> None:
    sightings.judge("PS-PROVIDER")
