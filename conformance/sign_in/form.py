"""Signs in over plain HTTP: follows redirects to the login, fills the forms that it finds, presses what goes on."""

from __future__ import annotations

from conformance.clock import Clock
from conformance.endpoint import Endpoint
from conformance.sign_in.filling import next_step
from conformance.sign_in.landing import landed
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck, place_of, stuck
from conformance.sign_in.moves import Move
from conformance.sign_in.steps import Progress
from conformance.sign_in.submission import submission
from conformance.sign_in.visit import Came, Visit
from conformance.target import SignIn, Target, User

MOST_PAGES = 12
"""Pages of one sign-in: name, password, consent and a few more."""
MOST_ANSWERS = 6.0
"""How many times the limit of one answer a whole sign-in may take."""


class FormWay:
    """The way ``how = "form"``; one session, with cookies of its own, for every user."""

    def __init__(self, target: Target, sign_in: SignIn, clock: Clock, agent: str, share: float = 1.0) -> None:
        """Open nothing yet. share: the part of the target's requests per second that may be used."""
        self._target, self._sign_in, self._clock = target, sign_in, clock
        # one for all users, so that the requests per second hold for them together
        self._endpoint = Endpoint(target, clock, agent, share)
        self._visits: dict[User, Visit] = {}
        self.logins = 0

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        """Sign in, as ``Way`` says."""
        if fresh:
            self._visits.pop(user, None)
        visit = self._visits.setdefault(user, Visit(self._target, self._clock, self._endpoint))
        progress = Progress(user, self._sign_in, deny)
        visit.begin(MOST_ANSWERS * self._target.limits.timeout)
        try:
            return self._through(asked, visit, progress)
        except SignInFailed as failure:
            if failure.why is Stuck.CREDENTIALS:
                self._visits.pop(user, None)
            raise

    def close(self) -> None:
        """Hang up and forget every session."""
        self._visits.clear()
        self._endpoint.close()

    def _through(self, asked: Asked, visit: Visit, progress: Progress) -> Landed:
        secrets = asked.secrets(progress.user)
        move = Move(asked.method, asked.url, asked.body, asked.headers)
        for _ in range(MOST_PAGES):
            reached = visit.go(asked, move, secrets)
            if isinstance(reached, Move):
                return _landed(asked, reached, visit, progress)
            move, progress = self._next(reached, visit, progress)
        told = f"After {MOST_PAGES} pages the redirect URI had not come; the last one was {place_of(move.url)}."
        raise stuck(Stuck.TOO_FAR, told, secrets, trail=tuple(visit.trail))

    def _next(self, came: Came, visit: Visit, progress: Progress) -> tuple[Move, Progress]:
        try:
            step = next_step(came.page, progress)
        except SignInFailed as failure:
            raise _with_status(failure, came, tuple(visit.trail)) from None
        following = step.after(progress)
        if following.has_logged_in and not progress.has_logged_in:
            self.logins += 1
            visit.opened = self._clock.now()
        return submission(came.page, step), following


def _with_status(failure: SignInFailed, came: Came, trail: tuple[str, ...]) -> SignInFailed:
    """Say the status of the page as well; one without a form that answers 400 is no login at all."""
    why, sentence = failure.why, failure.sentence
    if came.status >= 400 and why is Stuck.NO_FORM:
        why, sentence = Stuck.STATUS, f"{place_of(came.page.url)} answered {came.status}."
    return SignInFailed(why, sentence, failure.page, status=came.status, trail=trail)


def _landed(asked: Asked, reached: Move, visit: Visit, progress: Progress) -> Landed:
    if progress.deny and not progress.denied:
        told = f'The redirect URI came without a page that had the button [sign_in] deny = "{progress.sign_in.deny}".'
        raise stuck(Stuck.NO_DENIAL, told, asked.secrets(progress.user), trail=tuple(visit.trail))
    return landed(reached.url, reached.body, visit.opened, progress.has_logged_in, visit.trail)
