"""Authorise requests as the checks of chapter AZ make them: one is changed, and a good one behind it shows a way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from conformance.changes import unchanged
from conformance.client import ATTEMPTS, ATTEMPTS_ON_A_BAD_LINE, Client
from conformance.outcome import NotTestable
from conformance.request import Change, Material
from conformance.session import PAUSES, Session
from conformance.sign_in.authorise import PartsChange, authorise
from conformance.sign_in.codes import SignedInCodes, is_hiccup
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck
from conformance.target import User

Found = TypeVar("Found")
TOKENS = ("access_token", "id_token")
_NO_ANSWER = frozenset(
    {Stuck.AWAY, Stuck.CLOSED, Stuck.HANGS, Stuck.TOO_LARGE, Stuck.TOOLS, Stuck.SCRIPT, Stuck.NOBODY, Stuck.NO_DENIAL}
)
"""Ends of a sign-in that say nothing about what the provider would do with the request."""


class Hiccup(Exception):  # noqa: N818 - no error: the experiment is repeated
    """The way to a code, or a step behind it, met a passing hiccup; the text says which."""


@dataclass(frozen=True)
class Ended:
    """Where an authorise request led: to a redirect URI, or to a page that goes nowhere."""

    asked: Asked
    landed: Landed | None
    told: str
    """What came, in words."""

    @property
    def code(self) -> str | None:
        """The code that came back, whichever part of the address it stood in."""
        if self.landed is None:
            return None
        return self.landed.parameters.get("code") or self.landed.fragment.get("code") or None

    @property
    def address(self) -> str:
        """The redirect URI that was reached, without query and fragment; empty where none was."""
        return without_query(self.landed.url) if self.landed else ""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The names of the tokens that stood in the redirect."""
        there = {**self.landed.parameters, **self.landed.fragment} if self.landed else {}
        return tuple(name for name in TOKENS if there.get(name))


def without_query(address: str) -> str:
    """Give an address without query and fragment."""
    return address.partition("#")[0].partition("?")[0]


def codes_of(session: Session) -> SignedInCodes:
    """Give what signs in; raise ``NotTestable`` where the target file says nothing of it."""
    codes = session.codes
    if not isinstance(codes, SignedInCodes):
        raise NotTestable("it takes a sign-in: add [sign_in] and [[sign_in.user]] to the target file")
    return codes


def is_signed(client: Client) -> bool:
    """Whether authorise requests carry a signed request object."""
    return client.target.sign_in is not None and client.target.sign_in.request == "signed"


def asked_with(client: Client, but: PartsChange | None = None, change: Change = unchanged) -> Ended:
    """Sign in with a changed authorise request, and then with a good one, which has to lead to a code."""
    return tried(client, lambda: authorise(ready(client), but, change))


def tried(
    client: Client,
    make: Callable[[], Asked],
    user: User | None = None,
    *,
    fresh: bool = False,
    deny: bool = False,
    attempts: int = 0,
) -> Ended:
    """Sign in with the authorise request that ``make`` gives, and then with a good one; repeated after a hiccup."""
    return patiently(client, lambda: once(client, make(), user, fresh=fresh, deny=deny), attempts)


def patiently(client: Client, experiment: Callable[[], Found], attempts: int = 0) -> Found:
    """Repeat a whole experiment that meets a hiccup; raise ``NotTestable`` where it meets one each time.

    attempts: how often it is begun; more often, where nothing is said, when good sign-ins get lost as well.
    """
    attempts = attempts or (ATTEMPTS_ON_A_BAD_LINE if codes_of(client.session).lost else ATTEMPTS)
    for pause in PAUSES[: attempts - 1]:
        try:
            return experiment()
        except Hiccup:
            codes_of(client.session).wait_out(client.session.clock, pause)
    try:
        return experiment()
    except Hiccup as met:
        raise NotTestable(f"the way to the code is not steady, {attempts} times: {met}") from None


def once(client: Client, asked: Asked, user: User | None = None, *, fresh: bool = False, deny: bool = False) -> Ended:
    """Sign in with this authorise request, and then with a good one; raise ``Hiccup`` where one was met."""
    ended = _go(client, asked, user, fresh, deny)
    codes_of(client.session).code(client.session.material())
    return ended


def ready(client: Client) -> Material:
    """Give material for an authorise request, when a good one has led to a code at least once."""
    if not client.session.trusted:
        client.session.control("opening control")
    return client.session.material()


def _go(client: Client, asked: Asked, user: User | None, fresh: bool, deny: bool) -> Ended:
    codes, material = codes_of(client.session), client.session.material()
    client.session.waiting.bound(keeping=1)
    try:
        _, landed = codes.go(material, asked, user, fresh, deny)
    except SignInFailed as failure:
        for line in failure.trail:
            client.note(line)
        if is_hiccup(failure):
            raise Hiccup(failure.sentence) from None
        if failure.why is Stuck.HANGS:
            client.session.waiting.hung += client.target.limits.timeout
        if failure.why in _NO_ANSWER:
            raise NotTestable(failure.sentence, failure.screenshot) from None
        return Ended(asked, None, failure.sentence)
    for line in landed.trail:
        client.note(line)
    return Ended(asked, landed, _told(landed))


def _told(landed: Landed) -> str:
    names = sorted({*landed.parameters, *landed.fragment})
    return f"{without_query(landed.url)} was reached with {', '.join(names) or 'nothing'}"
