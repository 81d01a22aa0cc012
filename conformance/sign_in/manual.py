"""Lets a human sign in: prints where, and waits with a time limit for the redirect URI.

It comes in one of three ways: a browser reaches it and it lies on the loopback, where we listen; or its address is
pasted into the local page, or into the terminal.
"""

from __future__ import annotations

import select
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from conformance.clock import Clock
from conformance.sign_in.desk import Arrival, Desk
from conformance.sign_in.landing import landed
from conformance.sign_in.model import Asked, Landed, Stuck, stuck
from conformance.target import User

LONGEST = 300.0
"""Seconds that a human has for one sign-in."""
_TERMINAL = Path("/dev/tty")
_GLANCE = 0.1


class ManualWay:
    """The way ``how = "manual"``; sessions are those of the human's browser."""

    def __init__(
        self,
        clock: Clock,
        seconds: float = LONGEST,
        terminal: TextIO | None = None,
        keys: TextIO | None = None,
        most: int | None = None,
    ) -> None:
        """Ask nobody yet. terminal: where it is said, keys: where an address may be pasted; else the terminal, if any.

        The terminal is opened by its name, since standard input and output belong to whoever runs the checks. most: of
        the sign-ins that a human is told to expect.
        """
        self._clock, self._seconds, self._most = clock, seconds, most
        self._since: dict[User, float] = {}
        self._own: list[TextIO] = []
        self._terminal = terminal or self._opened("w") or sys.__stderr__
        self._keys = keys or (self._opened("r") if terminal is None else None)
        self._gone = False
        self.logins = 0

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        """Sign in, as ``Way`` says.

        The first sign-in of each user is asked to be a fresh one: from then on it is known when the login was.
        """
        if self._gone:
            raise stuck(Stuck.NOBODY, "Nobody signed in when it was asked for before, so nobody is asked again.", {})
        fresh, begun = fresh or user not in self._since, self._clock.now()
        self.logins += 1
        with Desk(asked).open() as desk:
            if self.logins == 1 and self._most is not None:
                self._say(f"This run asks for {self._most} sign-ins at most.")
            self._say(_invitation(desk, user, fresh, deny, self._seconds))
            arrival = self._wait(desk)
        if arrival is None:
            self._gone = True
            who = f'Nobody signed in as "{user.name}" within {self._seconds:g} s.'
            raise stuck(Stuck.NOBODY, who, asked.secrets(user))
        if fresh:
            self._since[user] = begun
        return landed(arrival.url, arrival.body, self._since[user], fresh, ("a human → the redirect URI",))

    def close(self) -> None:
        """Give the terminal back."""
        for stream in self._own:
            stream.close()
        self._own.clear()

    def _opened(self, mode: str) -> TextIO | None:
        try:
            stream = _TERMINAL.open(mode, encoding="utf-8")
        except OSError:
            return None
        self._own.append(stream)  # type: ignore[arg-type]
        return stream  # type: ignore[return-value]

    def _say(self, text: str) -> None:
        if self._terminal is not None:
            with suppress(OSError, ValueError):
                print(text, file=self._terminal, flush=True)

    def _wait(self, desk: Desk) -> Arrival | None:
        ends = time.monotonic() + self._seconds
        while (left := ends - time.monotonic()) > 0:
            self._look_at_keys(desk)
            if arrival := desk.arrived(min(_GLANCE, left)):
                return arrival
        return None

    def _look_at_keys(self, desk: Desk) -> None:
        if self._keys is None or not select.select([self._keys], [], [], 0)[0]:
            return
        line = self._keys.readline()
        if not line:
            self._keys = None
        elif line.strip() and not desk.take(line):
            self._say(f"That is not the redirect URI; it begins with {desk.asked.redirect_uri}")


def _invitation(desk: Desk, user: User, fresh: bool, deny: bool, seconds: float) -> str:
    where = desk.asked.url if desk.asked.method == "GET" else desk.address
    lines = [f'Please sign in as "{user.name}" within {seconds:g} s:', f"  {where}"]
    lines += ["Sign out first, or use a private window: this sign-in has to be a new one."] if fresh else []
    lines += ["Refuse when you are asked for your consent."] if deny else []
    if not desk.listens:
        lines += ["Then paste the whole address at which the browser ended here, or there:", f"  {desk.address}"]
    return "\n".join(lines)
