"""Cases that a flow does not have: checks of shared rows name what any flow has, and book the rest not applicable."""

from collections.abc import Collection, Mapping

from conformance.catalogue import load_catalogue

_OF_SECRETS = ("no-secret", "unknown-client", "unreadable-body")
_REPEATED = ("same", "right-one-first", "right-one-last")


def _without(*names: str) -> dict[str, Collection[str]]:
    """The cases about parameters that the flow's request does not have."""
    return {
        "REQ-QUERY": names,
        "REQ-EMPTY": [name for name in names if not name.startswith("client-")],
        "REQ-REPEATED": [f"{name}-{how}" for name in names for how in _REPEATED],
    }


_FORM = {
    "REQ-CONTENT-TYPE": ("form", "called-form"),
    "REQ-MEDIA-TYPE": ("white-space", "escaped-values", "escaped-names"),
}
"""Where the flow's own body is a form."""
_ASSERTED = {"REQ-EMPTY": ("client-id",), **_FORM}
"""Where the client asserts who it is."""


def _joined(*parts: Mapping[str, Collection[str]]) -> dict[str, Collection[str]]:
    found: dict[str, Collection[str]] = {}
    for part in parts:
        for name, cases in part.items():
            found[name] = (*found.get(name, ()), *cases)
    return found


ABSENT: Mapping[str, Mapping[str, Collection[str]]] = {
    "m2m": _joined(
        _without("code", "redirect-uri", "client-secret"),
        _ASSERTED,
        {
            "REQ-GRANT-TYPE": ("client-credentials",),
            "ERR-400": ("wrong-code",),
            "ERR-CAUSE": ("wrong-code", *_OF_SECRETS),
        },
    ),
    "h2m": _joined(
        _without("scope", "client-secret"),
        _ASSERTED,
        {
            "REQ-GRANT-TYPE": ("authorization-code",),
            "ERR-400": ("wrong-scope",),
            "ERR-CAUSE": ("wrong-scope", *_OF_SECRETS),
        },
    ),
    "ciam": {
        **_without("scope", "client-assertion-type", "client-assertion", "code", "redirect-uri"),
        "REQ-CONTENT-TYPE": ("json", "called-json"),
        "REQ-GRANT-TYPE": ("client-credentials",),
        "ERR-STATUS": ("wrong-scope", "no-credentials"),
        "ERR-CAUSE": ("wrong-scope", "wrong-code", "no-assertion", "no-assertion-type", "unreadable-assertion"),
    },
    "basic": {
        **_without("client-id", "client-secret", "client-assertion-type", "client-assertion", "code", "redirect-uri"),
        **_FORM,
        "REQ-GRANT-TYPE": ("client-credentials", "authorization-code", "refresh-token", "password", "jwt-bearer"),
        "ERR-STATUS": ("unreadable-body", "no-client-id", "no-secret"),
    },
}
"""By profile and requirement."""


def cases_of(requirement: str, profile: str) -> tuple[str | None, ...]:
    """The cases of a requirement that a flow has: none of a row that it does not have.

    None stands for the one check of a row without cases.
    """
    if profile not in load_catalogue()[requirement].profiles:
        return ()
    absent = ABSENT.get(profile, {}).get(requirement, ())
    return tuple(case for case in load_catalogue()[requirement].cases or (None,) if case not in absent)
