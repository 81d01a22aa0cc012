"""Goes from page to page as a browser without scripts does, within every bound; the redirect URI is not fetched."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urljoin

from conformance.answer_body import LARGEST_ANSWER
from conformance.clock import Clock
from conformance.endpoint import Endpoint
from conformance.exchange import Answer, Failure
from conformance.request import Material, TokenRequest
from conformance.sign_in.cookies import Cookies
from conformance.sign_in.landing import is_landing, wrong_place
from conformance.sign_in.model import Asked, SignInFailed, Stuck, cut, place_of, stuck
from conformance.sign_in.moves import Move, readable
from conformance.sign_in.page import Page
from conformance.sign_in.page_reading import read_page
from conformance.target import Target

MOST_REDIRECTS = 20
LONGEST_IDLE = 1.0
"""Seconds after which a connection that nobody used may have been closed."""
_HTML = ("text/html", "application/xhtml+xml")
_ACCEPT = ("Accept", "text/html,application/xhtml+xml")
_FAILURES = {
    Failure.AWAY: (
        Stuck.AWAY,
        "cannot be reached: nobody listens there, or its name is not right, or it speaks no TLS",
    ),
    Failure.UNTRUSTED: (Stuck.AWAY, "has a TLS certificate that is not trusted"),
    Failure.CLOSED: (Stuck.CLOSED, "hung up before a whole page had come"),
    Failure.SILENT: (Stuck.HANGS, "sent no answer in time"),
    Failure.SLOW: (Stuck.HANGS, "sent a page that did not end in time"),
    Failure.FLOOD: (Stuck.TOO_LARGE, f"sent a page of more than {LARGEST_ANSWER:,} bytes"),
    Failure.GARBLED: (Stuck.STATUS, "sent something that is not HTTP"),
}


@dataclass(frozen=True)
class Came:
    """A page that came, with its status."""

    page: Page
    status: int


@dataclass
class Visit:
    """One user's browser: an endpoint that bounds every answer, and cookies. opened: Unix time of the login."""

    target: Target
    clock: Clock
    endpoint: Endpoint
    cookies: Cookies = field(default_factory=Cookies)
    opened: float | None = None
    trail: list[str] = field(default_factory=list)
    ends: float = 0.0
    used: float = 0.0

    def begin(self, seconds: float) -> None:
        """Start another sign-in, which may take that long in all."""
        self.trail.clear()
        if time.monotonic() - self.used > LONGEST_IDLE:
            self.endpoint.close()
        self.ends = time.monotonic() + seconds

    def go(self, asked: Asked, move: Move, secrets: Mapping[str, str]) -> Came | Move:
        """Follow a request to a page, or to the redirect URI, whose request is given back and not sent."""
        seen: list[tuple[object, ...]] = []
        for _ in range(MOST_REDIRECTS + 1):
            if is_landing(asked, move.url):
                self.trail.append(f"{move.method} {place_of(move.url)}: the redirect URI, not fetched")
                return move
            if wrong := wrong_place(asked, move.url):
                raise self._failed(Stuck.ELSEWHERE, wrong, secrets)
            here = (move.method, move.url, move.body, self.cookies.state)
            if here in seen:
                raise self._failed(Stuck.LOOPS, _circle(seen, here), secrets)
            seen.append(here)
            answer = self._sent(move, secrets)
            following = self._redirect(move, answer, secrets)
            if following is None:
                came = self._page(move, answer, secrets)
                if came.page.refresh is None or came.page.forms:
                    return came
                following = Move("GET", came.page.refresh, origin=move.url)
            move = following
        places = " → ".join(dict.fromkeys(place_of(str(url)) for _, url, *_ in seen))
        told = f"{place_of(asked.url)} led through more than {MOST_REDIRECTS} redirects without a page"
        raise self._failed(Stuck.TOO_FAR, f"{told}: {cut(places, 600)}.", secrets)

    def _sent(self, move: Move, secrets: Mapping[str, str]) -> Answer:
        if time.monotonic() > self.ends:
            told = f"The sign-in took too long; it was about to ask for {place_of(move.url)}."
            raise self._failed(Stuck.HANGS, told, secrets)
        headers = (_ACCEPT, *move.headers, *move.of_origin, *self.cookies.header(move.url))
        request = TokenRequest(
            move.method, move.url, headers, (), Material(self.target, self.clock, None), body=move.body
        )
        exchange = self.endpoint.send(request, "sign-in")
        self.used = time.monotonic()
        # passwords and cookies stand in it, and nobody asks for it again
        self.endpoint.log.clear()
        if exchange.answer is None:
            why, told = _FAILURES[exchange.failure or Failure.CLOSED]
            self.trail.append(f"{move.method} {place_of(move.url)} → {why.value}")
            raise self._failed(why, f"{place_of(move.url)} {told} ({cut(exchange.detail, 200)}).", secrets)
        self.trail.append(f"{move.method} {place_of(move.url)} → {exchange.answer.status}")
        self.cookies.keep(move.url, exchange.answer)
        return exchange.answer

    def _redirect(self, move: Move, answer: Answer, secrets: Mapping[str, str]) -> Move | None:
        if answer.status not in (301, 302, 303, 307, 308):
            return None
        location = next(iter(answer.values("Location")), "")
        if not location:
            told = f"{place_of(move.url)} answered {answer.status} without saying where to go on (no Location)."
            raise self._failed(Stuck.STATUS, told, secrets, status=answer.status)
        try:
            return move.redirected(answer.status, urljoin(move.url, readable(location)))
        except ValueError:
            told = f"{place_of(move.url)} redirected to something that is no address."
            raise self._failed(Stuck.ELSEWHERE, told, secrets, status=answer.status) from None

    def _page(self, move: Move, answer: Answer, secrets: Mapping[str, str]) -> Came:
        here = place_of(move.url)
        if answer.media_type in _HTML or (not answer.media_type and answer.body.lstrip()[:1] == b"<"):
            page = read_page(move.url, answer.body, _charset(answer))
            if answer.status < 500:
                return Came(page, answer.status)
            raise self._failed(Stuck.STATUS, f"{here} answered {answer.status}.", secrets, page.shown, answer.status)
        words = answer.body.decode("utf-8", "replace")
        if answer.status >= 300:
            raise self._failed(Stuck.STATUS, f"{here} answered {answer.status}.", secrets, words, answer.status)
        kind = answer.media_type or "no Content-Type"
        told = f"{here} answered {answer.status} with {cut(kind, 80)}, not with a page of HTML."
        raise self._failed(Stuck.NOT_HTML, told, secrets, words, answer.status)

    def _failed(
        self, why: Stuck, sentence: str, secrets: Mapping[str, str], page: str | None = None, status: int | None = None
    ) -> SignInFailed:
        return stuck(why, sentence, secrets, page, status=status, trail=tuple(self.trail))


def _circle(seen: list[tuple[object, ...]], again: tuple[object, ...]) -> str:
    places = [place_of(str(url)) for _, url, *_ in seen[seen.index(again) :]]
    return f"The redirects go round in a circle: {' → '.join((*places, places[0]))}."


def _charset(answer: Answer) -> str | None:
    message = Message()
    message["Content-Type"] = "; ".join(answer.values("Content-Type"))
    return message.get_content_charset()
