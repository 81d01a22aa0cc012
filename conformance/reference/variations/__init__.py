"""Legal variations: other ways to be right, each with one more tolerance or habit of live endpoints."""

from conformance.reference import shared
from conformance.reference.fault import Variation
from conformance.reference.variations import (
    assertion,
    basic,
    ciam,
    granting,
    id_token,
    reading,
    refusing,
    signing_in,
    speaking,
)

CHAPTERS = (granting, refusing, reading, assertion, speaking, signing_in, id_token, basic, ciam)


def all_variations(profile: str | None = None) -> tuple[Variation, ...]:
    """Every legal variation, or those of one profile."""
    found = shared.also_at((each for chapter in CHAPTERS for each in chapter.VARIATIONS), shared.VARIATIONS)
    return tuple(variation for variation in found if profile is None or profile in variation.profiles)
