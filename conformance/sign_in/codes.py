"""Authorization codes by signing in: what a session asks for them, on any way of signing in."""

from __future__ import annotations

from collections.abc import Callable

from conformance.bounds import waste
from conformance.changes import unchanged
from conformance.clock import Clock
from conformance.codes import Code
from conformance.outcome import NotTestable
from conformance.request import Change, Material
from conformance.sign_in.authorise import PartsChange, authorise, sign_in_of
from conformance.sign_in.landing import code_of
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck, Way
from conformance.target import User
from conformance.verdict import HICCUPS

MISSES = 3
"""Sign-ins in a row that may fail before nobody is asked to sign in any more."""
HANGS = 2
"""Sign-ins in a row that may hang before nobody is asked either."""
PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds before a sign-in that met a hiccup is tried once more."""
MOST_OF_A_PAGE = 400


class SignedInCodes:
    """Codes of the first user, or of any other on demand; every client has sessions of its own with the provider.

    A login that was not accepted is not tried again, for it could lock the user out.
    """

    def __init__(self, open_way: Callable[[], Way], most: int | None = None) -> None:
        """Open nothing yet. most: sign-ins that may be asked for, None for any number.

        lost: good sign-ins that met a hiccup so far.
        """
        self._open_way, self._most = open_way, most
        self._asked = 0
        self._ways: dict[str, Way] = {}
        self._misses = self._hung = 0
        self._broken: dict[User, str] = {}
        self._gone: str | None = None
        self._codes = 0
        self._hiccups = 0
        self.lost = 0

    def fresh(self, material: Material) -> Code:
        """Give a code of the first user, for the client of ``material``; raise ``NotTestable`` where none comes."""
        return self.code(material)

    def code(self, material: Material, user: User | None = None, fresh: bool = False) -> Code:
        """Give a code of any user; ``fresh`` asks for a login, whatever sessions there are."""
        user = user or first_user(material)
        try:
            asked, reached = self._patiently(material, user, fresh)
            value = _code_in(asked, reached)
        except SignInFailed as failure:
            self._count(failure, user)
            raise NotTestable(told(failure), failure.screenshot) from None
        self._misses = 0
        self._codes += 1
        return Code(value, asked.nonce, asked.redirect_uri, user.name, asked.verifier, reached.at)

    def require(self, number: int) -> None:
        """Raise ``NotTestable`` where so many more sign-ins may not be asked for."""
        if self._most is None:
            return
        left = self._most - self._asked
        # one check does not take most of what there is for all of them
        if number <= left and (number == 1 or number <= self._most // 2):
            return
        told = f"the {self._most} sign-ins that this run may ask for are used up"
        if left:
            told = f"it takes {number} more sign-ins, too many of the {self._most} that this run may ask for"
        raise NotTestable(f"{told}; allow more by [sign_in] codes in the target file, or choose fewer checks by -k")

    def _patiently(self, material: Material, user: User, fresh: bool) -> tuple[Asked, Landed]:
        """Sign in; after a hiccup again, each time with a fresh authorise request."""
        for pause in PAUSES:
            try:
                return self.land(material, user=user, fresh=fresh)
            except SignInFailed as failure:
                if not is_hiccup(failure):
                    raise
                self.lost += 1
                self.wait_out(material.clock, pause)
        return self.land(material, user=user, fresh=fresh)

    def wait_out(self, clock: Clock, seconds: float) -> None:
        """Count a hiccup, and wait before the next sign-in."""
        self._hiccups += 1
        clock.wait(seconds)

    def land(
        self,
        material: Material,
        but: PartsChange | None = None,
        change: Change = unchanged,
        user: User | None = None,
        fresh: bool = False,
        deny: bool = False,
    ) -> tuple[Asked, Landed]:
        """Sign in with an authorise request, changed as ``authorise`` says; raise ``SignInFailed`` as the way does."""
        return self.go(material, authorise(material, but, change), user, fresh, deny)

    def go(
        self, material: Material, asked: Asked, user: User | None = None, fresh: bool = False, deny: bool = False
    ) -> tuple[Asked, Landed]:
        """Sign in with an authorise request that was made before."""
        user = user or first_user(material)
        if user in self._broken:
            raise NotTestable(self._broken[user])
        if gone := self._gone or waste(0, self._hiccups, self._asked):
            raise NotTestable(gone)
        self.require(1)
        self._asked += 1
        client = material.target.client.id
        way = self._ways.get(client) or self._ways.setdefault(client, self._open_way())
        try:
            landed = way.sign_in(asked, user, fresh=fresh, deny=deny)
        except SignInFailed as failure:
            self._hung = self._hung + 1 if failure.why is Stuck.HANGS else 0
            if self._hung >= HANGS:
                # the provider itself is silent, so it is for everybody, and each time costs a whole time limit
                self._gone = told(failure)
            raise
        self._hung = 0
        return asked, landed

    def _count(self, failure: SignInFailed, user: User) -> None:
        """Give up on a user whose login was not accepted, and on one for whom nothing comes, time after time."""
        self._misses += 1
        if failure.why in (Stuck.CREDENTIALS, Stuck.TOOLS, Stuck.NOBODY) or self._misses >= MISSES:
            self._broken[user] = told(failure)

    @property
    def hiccups(self) -> int:
        """How many sign-ins met a hiccup so far."""
        return self._hiccups

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report says about them: how often somebody had to log in, and for how many codes."""
        logins = sum(way.logins for way in self._ways.values())
        if not self._ways:
            return ()
        again = f", {_counted(self._hiccups, 'hiccup')}" if self._hiccups else ""
        return (f"sign-ins: {_counted(logins, 'login')}, {_counted(self._codes, 'code')}{again}",)

    def close(self) -> None:
        """Close every session."""
        for way in self._ways.values():
            way.close()
        self._ways.clear()


def is_hiccup(failure: SignInFailed) -> bool:
    """Tell a passing trouble of the provider, after which a sign-in is begun again, from one that would stay."""
    return failure.status in HICCUPS or failure.why is Stuck.CLOSED


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def first_user(material: Material) -> User:
    """Give the user who signs in where no other is named; raise ``NotTestable`` where there is none."""
    users = sign_in_of(material).users
    if not users:
        raise NotTestable("nobody is named who could sign in; add [[sign_in.user]] to the target file")
    return users[0]


def told(failure: SignInFailed) -> str:
    """Say why a sign-in failed, with the beginning of the page it got stuck on."""
    if not failure.page:
        return f"no authorization code: {failure.sentence}"
    words = " ".join(failure.page.split())
    shown = words if len(words) <= MOST_OF_A_PAGE else f"{words[:MOST_OF_A_PAGE]}…"
    return f"no authorization code: {failure.sentence} The page says: {shown}"


def _code_in(asked: Asked, reached: Landed) -> str:
    """Give the code that came back, though its state may be another: that is judged by a row of its own."""
    try:
        return code_of(asked, reached).value
    except SignInFailed as failure:
        if failure.why is not Stuck.STATE:
            raise
        return reached.parameters["code"]
