"""What has to be known beside an id_token to judge it, and how its claims are told to a reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from conformance.id_token import IdToken
from conformance.outcome import NotApplicable, NotTestable

ONE_DOCUMENT = "one document does not decide it"
_MOST_SHOWN = 80


@dataclass(frozen=True)
class Expectations:
    """What a judgement compares an id_token with. None, or no root: not known.

    at: Unix time for which certificates are judged; arrived: Unix time at which the token came;
    skew: seconds around it that are not judged (reading A18); signer: party id of the identity provider;
    audience: id of the client; roots: where a chain may end; nonce: of the authorise request; acr: the levels that
    were asked for, separated by spaces, empty where none was; login: Unix time of the login that opened the session;
    others: id_tokens of other sign-ins at the same provider.
    """

    at: float
    arrived: float | None = None
    skew: float = 10.0
    signer: str | None = None
    audience: str | None = None
    roots: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    nonce: str | None = None
    acr: str | None = None
    login: float | None = None
    others: tuple[IdToken, ...] | None = None


Judgement = Callable[[IdToken, Expectations], str | None]
"""Ends quietly where its row holds, with a note where a reader should know something all the same.

Raises ``Violated``; ``NotTestable`` where the row needs another that is violated; ``Undecided`` where the expectations
do not have what it takes; ``NotApplicable`` where there is nothing to judge.
"""


class Undecided(NotApplicable):
    """The id_token alone is not enough to judge a row; ``unknown`` says what would be.

    ``note`` is for the reader, as in a row that holds.
    """

    def __init__(self, unknown: str, note: str | None = None) -> None:
        super().__init__(f"{ONE_DOCUMENT}: {unknown}")
        self.unknown = unknown
        self.note = note


def needing(row: str, fault: str | None) -> None:
    """Raise ``NotTestable`` where a row that is needed has something to say first."""
    if fault is not None:
        raise NotTestable(f"it needs {row}: {fault}")


def said(members: Mapping[str, Any], name: str) -> str:
    """Tell a reader what a header parameter or claim is."""
    return f"{name} is {shown(members[name])}" if name in members else f"{name} is missing"


def shown(value: Any) -> str:
    """Write a JSON value in a few words: of a text its beginning, of an array or object its size alone."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _MOST_SHOWN else f'"{value[:_MOST_SHOWN]}…" ({len(value)} characters)'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, list):
        return f"an array of {len(value)}" + (f" ({', '.join(map(shown, value[:3]))})" if _is_flat(value) else "")
    if isinstance(value, dict):
        return f"an object of {len(value)}"
    return repr(value)[:_MOST_SHOWN]


def _is_flat(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, str) for value in values)
