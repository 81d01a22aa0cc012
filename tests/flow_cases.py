"""Cases that a flow does not have: checks of shared rows name what any flow has, and book the rest not applicable."""

from collections.abc import Collection, Mapping

from conformance.catalogue import load_catalogue

_REPEATED = ("same", "right-one-first", "right-one-last")


def _without(*names: str) -> dict[str, Collection[str]]:
    """The cases about parameters that the flow's request does not have."""
    return {
        "REQ-QUERY": names,
        "REQ-EMPTY": names,
        "REQ-REPEATED": [f"{name}-{how}" for name in names for how in _REPEATED],
    }


ABSENT: Mapping[str, Mapping[str, Collection[str]]] = {
    "m2m": {
        **_without("code", "redirect-uri"),
        "REQ-GRANT-TYPE": ("client-credentials",),
        "ERR-400": ("wrong-code",),
        "ERR-CAUSE": ("wrong-code",),
    },
    "h2m": {
        **_without("scope"),
        "REQ-GRANT-TYPE": ("authorization-code",),
        "ERR-400": ("wrong-scope",),
        "ERR-CAUSE": ("wrong-scope",),
    },
    "ciam": {
        **_without("scope", "client-assertion-type", "client-assertion", "code", "redirect-uri"),
        "REQ-GRANT-TYPE": ("client-credentials",),
    },
    "basic": {
        **_without("client-id", "client-assertion-type", "client-assertion", "code", "redirect-uri"),
        "REQ-GRANT-TYPE": ("client-credentials",),
    },
}
"""By profile and requirement."""


def cases_of(requirement: str, profile: str) -> tuple[str | None, ...]:
    """The cases of a requirement that a flow has; None stands for the one check of a row without cases."""
    absent = ABSENT.get(profile, {}).get(requirement, ())
    return tuple(case for case in load_catalogue()[requirement].cases or (None,) if case not in absent)
