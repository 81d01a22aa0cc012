"""Faults in comparing the audience of the client assertion with the endpoint's party id (CA-AUD and its neighbours)."""

from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import relaxed, without
from conformance.reference.fault import EVERY, Fault


def _text(attempt: Attempt) -> str:
    audience = attempt.claim("aud")
    return audience if isinstance(audience, str) else ""


def _several(attempt: Attempt) -> list[Any]:
    """The audiences of a list; of one that was held to be no list at all, none."""
    audience = attempt.claim("aud")
    return audience if isinstance(audience, list) and len(audience) > 1 else [None]


def _is_own_url(attempt: Attempt) -> bool:
    """The endpoint builds its URL from the request, as frameworks do, with the scheme that the proxy took."""
    path = f"{attempt.incoming.header('Host')}{attempt.incoming.path}"
    return _text(attempt) in {f"https://{path}", f"http://{path}"}


FAULTS: tuple[Fault, ...] = (
    Fault(
        "needs-no-audience",
        "The library compares aud where it is there; nobody demanded it.",
        {"CA-AUD": {"missing"}},
        relaxed("audience-is-this-server", lambda attempt: "aud" not in attempt.claims),
    ),
    Fault(
        "takes-an-empty-audience",
        "An empty audience counts as none that could be wrong.",
        {"CA-AUD": {"empty"}},
        relaxed("audience-is-this-server", lambda attempt: "aud" in attempt.claims and not attempt.claim("aud")),
    ),
    Fault(
        "takes-any-participant-as-audience",
        "aud only has to be a party of the registry.",
        {"CA-AUD": {"another-server"}},
        relaxed("audience-is-this-server", lambda attempt: _text(attempt) in attempt.world.parties),
    ),
    Fault(
        "takes-its-url-as-audience",
        "The URL of the token endpoint is an audience too, as it is outside iSHARE.",
        {"CA-AUD": {"token-url"}},
        relaxed("audience-is-this-server", _is_own_url),
    ),
    Fault(
        "takes-a-prefix-of-the-audience",
        "The audience is compared with startswith, the wrong way round.",
        {"CA-AUD": {"prefix"}},
        relaxed(
            "audience-is-this-server",
            lambda attempt: _text(attempt) != "" and attempt.world.party.startswith(_text(attempt)),
        ),
    ),
    Fault(
        "takes-an-extension-of-the-audience",
        "The audience only has to begin with the endpoint's party id.",
        {"CA-AUD": {"extension"}},
        relaxed("audience-is-this-server", lambda attempt: _text(attempt).startswith(attempt.world.party)),
    ),
    Fault(
        "takes-the-audience-in-any-case",
        "The audience is compared without regard to letter case, as a host name is.",
        {"CA-AUD": {"letter-case"}},
        relaxed("audience-is-this-server", lambda attempt: _text(attempt).lower() == attempt.world.party.lower()),
    ),
    Fault(
        "never-reads-the-audience",
        "The check of the audience is switched off, since the library asked for a value that nobody had at hand.",
        {"CA-AUD": EVERY, "CA-AUD-SINGLE": EVERY, "CA-AUD-STRING": EVERY},
        without("audience-is-this-server"),
    ),
    Fault(
        "takes-the-first-of-several-audiences",
        "The test for a single audience is turned round: a list of one is refused, of a longer one the first counts.",
        {"CA-AUD-SINGLE": {"right-first"}},
        relaxed("audience-is-this-server", lambda attempt: _several(attempt)[0] == attempt.world.party),
    ),
    Fault(
        "takes-the-last-of-several-audiences",
        "A list of one is refused; a longer one is compared in a loop, in which the last comparison stays.",
        {"CA-AUD-SINGLE": {"right-last"}},
        relaxed("audience-is-this-server", lambda attempt: _several(attempt)[-1] == attempt.world.party),
    ),
    Fault(
        "looks-for-the-audience-in-a-list",
        "The library's own check is used, which is content with one match in a list.",
        {"CA-AUD-SINGLE": EVERY, "CA-AUD-STRING": EVERY},
        relaxed(
            "audience-is-this-server",
            lambda attempt: isinstance(attempt.claim("aud"), list) and attempt.world.party in attempt.claim("aud"),
        ),
    ),
    Fault(
        "unwraps-an-audience-of-one",
        "The JSON library gives a list of one as its only value.",
        {"CA-AUD-STRING": EVERY},
        relaxed("audience-is-this-server", lambda attempt: attempt.claim("aud") == [attempt.world.party]),
    ),
)
