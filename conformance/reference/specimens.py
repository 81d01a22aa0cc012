"""Every endpoint that can be served by name: the good one, faults, variations, over-strict faults, wrecks, oddities."""

import difflib
from collections.abc import Mapping

from conformance.reference.bad_lines import all_bad_lines
from conformance.reference.design import Design
from conformance.reference.fault import Specimen
from conformance.reference.faults import all_faults
from conformance.reference.oddities import all_oddities
from conformance.reference.over_strict import all_over_strict
from conformance.reference.setting_up import good_design
from conformance.reference.variations import all_variations
from conformance.reference.wrecks import all_wrecks, half_wrecks


class UnknownSpecimenError(LookupError):
    """No endpoint has that name; its text is a sentence that says which names are near."""


def all_specimens(profile: str | None = None) -> Mapping[str, Specimen]:
    """Every specimen by its name, or those of one profile; ValueError where two have one name."""
    specimens: tuple[Specimen, ...] = (
        *all_faults(profile),
        *all_over_strict(profile),
        *all_variations(profile),
        *all_wrecks(profile),
        *half_wrecks(profile),
        *all_oddities(profile),
        *all_bad_lines(profile),
    )
    named = {specimen.name: specimen for specimen in specimens}
    if len(named) < len(specimens):
        names = [specimen.name for specimen in specimens]
        raise ValueError(
            f"specimens of one name: {', '.join(sorted({each for each in names if names.count(each) > 1}))}"
        )
    return named


def specimen_named(name: str, profile: str = "m2m") -> Specimen:
    """The specimen of that name; UnknownSpecimenError with the nearest names where there is none."""
    specimens = all_specimens(profile)
    if name not in specimens:
        near = difflib.get_close_matches(name, specimens, n=3, cutoff=0.4)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise UnknownSpecimenError(f"No fault, variation, wreck or oddity of {profile} is named {name}.{hint}")
    return specimens[name]


def design_named(name: str | None, profile: str = "m2m") -> Design:
    """The good endpoint of a profile, or the one with that change; UnknownSpecimenError for an unknown name."""
    good = good_design(profile)
    return good if name is None else specimen_named(name, profile).change(good)
