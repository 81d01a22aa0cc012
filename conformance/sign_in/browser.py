"""Signs in with a real Chromium, for logins that are made of scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.clock import Clock
from conformance.redaction import Secrets
from conformance.sign_in.chromium import Chromium, start
from conformance.sign_in.filling import next_step
from conformance.sign_in.landing import landed
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck, cut, place_of, stuck
from conformance.sign_in.steps import Progress, Step
from conformance.sign_in.tab import Watched
from conformance.target import SignIn, Target, User

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

MOST_PAGES = 12
MOST_ANSWERS = 6.0
"""How many times the limit of one answer a whole sign-in may take."""
STILL = 0.3
"""Seconds without a change after which a page is taken for what it is."""
PATIENT = 2.0
"""Seconds for which a page without anything to go on with may still become one."""
_KINDS = {
    "ERR_TOO_MANY_REDIRECTS": (Stuck.LOOPS, "redirects without end"),
    "ERR_CONNECTION_RESET": (Stuck.CLOSED, "hung up before a whole page had come"),
    "ERR_EMPTY_RESPONSE": (Stuck.CLOSED, "hung up before a whole page had come"),
    "Download is starting": (Stuck.NOT_HTML, "sent a file, not a page of HTML"),
    "Timeout": (Stuck.HANGS, "sent a page that did not end in time"),
}
_COVER = """secrets => {
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const secret of secrets) texts.currentNode.data = texts.currentNode.data.replaceAll(secret, '•••');
}"""


@dataclass
class _Seat:
    """One user's corner of the browser, with cookies of its own. opened: Unix time of the login."""

    context: BrowserContext
    opened: float | None = None
    trail: list[str] = field(default_factory=list)


class BrowserWay:
    """The way ``how = "browser"``; one Chromium, and in it a session for every user."""

    def __init__(self, target: Target, sign_in: SignIn, clock: Clock, agent: str) -> None:
        """Start nothing yet."""
        self._target, self._sign_in, self._clock, self._agent = target, sign_in, clock, agent
        self._seats: dict[User, _Seat] = {}
        self._chromium: Chromium | None = None
        # Playwright takes a thread for itself: there may be another one, or an event loop, in that of our caller
        self._thread = ThreadPoolExecutor(1, "browser")
        self.logins = 0

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        """Sign in, as ``Way`` says."""
        return self._thread.submit(self._signed_in, asked, user, fresh, deny).result()

    def close(self) -> None:
        """Close the browser; nobody signs in with it any more."""
        with suppress(RuntimeError):
            self._thread.submit(self._closed).result()
        self._thread.shutdown()

    def _signed_in(self, asked: Asked, user: User, fresh: bool, deny: bool) -> Landed:
        if self._chromium is None:
            self._chromium = start(self._target, self._sign_in)
        if fresh:
            self._forget(user)
        progress = Progress(user, self._sign_in, deny)
        seconds = MOST_ANSWERS * self._target.limits.timeout
        try:
            with self._chromium.bound(seconds):
                return self._in_new_tab(asked, self._seat(user, self._chromium), progress)
        except SignInFailed as failure:
            if failure.why is Stuck.CREDENTIALS:
                self._forget(user)
            raise
        finally:
            if self._chromium.was_ended:
                self._closed()

    def _closed(self) -> None:
        self._seats.clear()
        if self._chromium is not None:
            self._chromium.close()
            self._chromium = None

    def _seat(self, user: User, chromium: Chromium) -> _Seat:
        if user not in self._seats:
            context = chromium.browser.new_context(user_agent=f"{chromium.user_agent} {self._agent}")
            context.set_default_timeout(self._target.limits.timeout * 1000)
            self._seats[user] = _Seat(context)
        return self._seats[user]

    def _forget(self, user: User) -> None:
        seat = self._seats.pop(user, None)
        if seat is not None:
            with suppress(Exception):
                seat.context.close()

    def _in_new_tab(self, asked: Asked, seat: _Seat, progress: Progress) -> Landed:
        seat.trail.clear()
        secrets = asked.secrets(progress.user)
        with self._told(asked, seat, secrets):
            watched = Watched(seat.context.new_page(), asked, seat.trail)
            try:
                watched.watch()
                return self._through(asked, watched, seat, progress)
            except SignInFailed as failure:
                raise _with_picture(failure, watched, list(secrets)) from None
            finally:
                with suppress(Exception):
                    watched.tab.close()

    def _through(self, asked: Asked, watched: Watched, seat: _Seat, progress: Progress) -> Landed:
        with _unless_arrived(watched):
            watched.tab.goto(asked.url, wait_until="domcontentloaded")
        for _ in range(MOST_PAGES):
            step = self._found(watched, progress)
            if step is None:
                return _landed(asked, watched, seat, progress)
            progress = self._taken(step, watched, seat, progress)
        told = f"After {MOST_PAGES} pages the redirect URI had not come; the last one was {place_of(watched.tab.url)}."
        raise stuck(Stuck.TOO_FAR, told, asked.secrets(progress.user))

    def _taken(self, step: Step, watched: Watched, seat: _Seat, progress: Progress) -> Progress:
        following = step.after(progress)
        if following.has_logged_in and not progress.has_logged_in:
            self.logins += 1
            seat.opened = self._clock.now()
        with _unless_arrived(watched):
            watched.take(step, self._target.limits.timeout, STILL)
        return following

    def _found(self, watched: Watched, progress: Progress) -> Step | None:
        """Wait for a page with which something can be done; None at the redirect URI."""
        ends = time.monotonic() + PATIENT
        while watched.reached is None:
            self._judge(watched, progress)
            try:
                return next_step(watched.page(), progress)
            except SignInFailed as failure:
                if failure.why not in (Stuck.NO_FORM, Stuck.SEVERAL_FORMS) or time.monotonic() > ends:
                    raise
            watched.settle(STILL, STILL)
        return None

    def _judge(self, watched: Watched, progress: Progress) -> None:
        """Raise what the last page is by itself, whatever stands in it."""
        here, secrets = place_of(watched.tab.url), watched.asked.secrets(progress.user)
        if watched.wrong:
            raise stuck(Stuck.ELSEWHERE, watched.wrong, secrets)
        if (watched.status or 0) >= 500:
            raise stuck(Stuck.STATUS, f"{here} answered {watched.status}.", secrets, watched.page().shown)
        if watched.media_type not in ("", "text/html", "application/xhtml+xml"):
            kind = cut(watched.media_type, 80)
            told = f"{here} answered {watched.status} with {kind}, not with a page of HTML."
            raise stuck(Stuck.NOT_HTML, told, secrets, watched.page().shown)

    @contextmanager
    def _told(self, asked: Asked, seat: _Seat, secrets: Secrets) -> Iterator[None]:
        """Say in our words what Playwright says in many."""
        from playwright.sync_api import Error  # noqa: PLC0415 - an optional extra

        try:
            yield
        except Error as error:
            first = error.message.strip().partition("\n")[0]
            why, words = next((told for name, told in _KINDS.items() if name in error.message), (Stuck.AWAY, ""))
            if self._chromium is None or self._chromium.was_ended:
                why, words = Stuck.HANGS, "led to a page whose scripts did not end in time"
            sentence = f"{place_of(asked.url)} {words or f'cannot be reached ({cut(first, 200)})'}."
            raise stuck(why, sentence, secrets, trail=tuple(seat.trail)) from None


@contextmanager
def _unless_arrived(watched: Watched) -> Iterator[None]:
    """Let go what a browser complains of when its way ends at the redirect URI, which we did not let it fetch."""
    from playwright.sync_api import Error  # noqa: PLC0415 - an optional extra

    try:
        yield
    except Error:
        if watched.reached is None and watched.wrong is None:
            raise


def _with_picture(failure: SignInFailed, watched: Watched, secrets: list[str]) -> SignInFailed:
    """Add what the page looks like, with its fields and every secret covered, and the status that it came with."""
    from playwright.sync_api import Error  # noqa: PLC0415 - an optional extra

    picture = None
    with suppress(Error):
        watched.tab.evaluate(_COVER, secrets)
        picture = watched.tab.screenshot(mask=[watched.tab.locator("input, textarea")], timeout=5_000)
    why, sentence = failure.why, failure.sentence
    if (watched.status or 0) >= 400 and why is Stuck.NO_FORM:
        why, sentence = Stuck.STATUS, f"{place_of(watched.tab.url)} answered {watched.status}."
    trail = tuple(watched.trail)
    return SignInFailed(why, sentence, failure.page, picture, status=watched.status, trail=trail)


def _landed(asked: Asked, watched: Watched, seat: _Seat, progress: Progress) -> Landed:
    if progress.deny and not progress.denied:
        told = f'The redirect URI came without a page that had the button [sign_in] deny = "{progress.sign_in.deny}".'
        raise stuck(Stuck.NO_DENIAL, told, asked.secrets(progress.user))
    move = watched.reached
    url, body = (move.url, move.body) if move else ("", None)
    return landed(url, body, seat.opened, progress.has_logged_in, seat.trail)
