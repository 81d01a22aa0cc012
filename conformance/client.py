"""What a check holds: a client that the endpoint has just granted a token, and that can ask with one thing changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conformance.answer_times import retry_after
from conformance.bounds import MOST_HICCUPS
from conformance.difference import in_full, summary
from conformance.exchange import Exchange
from conformance.guesses import Share
from conformance.outcome import NotApplicable, NotTestable, Violated, judge
from conformance.race import send_at_once
from conformance.request import Change, Material, Pairs, TokenRequest, is_unchanged
from conformance.session import PAUSES, Session
from conformance.target import Target
from conformance.verdict import Kind, described, token_of

JUDGED = "changed request"
"""The purpose of the requests that a check is about."""
FIRST_STEP = "first step"
"""The purpose of a request that has to be granted before the one that a check is about."""
ATTEMPTS = 3
"""How often an experiment is begun that meets a hiccup each time."""
ATTEMPTS_ON_A_BAD_LINE = 6
"""How often where good requests have met one too: at one request in fifty, three in a row are no wonder in a year."""
FEWEST = 40
"""Requests of which that part is taken: the same check ends alike alone and in a whole run."""


@dataclass(frozen=True)
class Asked:
    """One experiment between its controls: the exchange that is judged, and what it is."""

    exchange: Exchange
    kind: Kind
    actual: str

    def is_refused(self, *fitting: int) -> Exchange:
        """Hold where no token came and the request was turned down; raise ``Violated`` otherwise.

        ``fitting`` are further statuses that turn this request down rightly, such as 501 for an unknown coding.
        """
        status = self.exchange.answer.status if self.exchange.answer else None
        also = "".join(f", {one}" for one in fitting)
        judge(
            self.kind is Kind.REFUSED or (self.kind is not Kind.GRANTED and status in fitting),
            f"refused: no token, and a 4xx{also} or the endpoint's own plain refusal",
            self.actual,
        )
        return self.exchange

    def is_granted(self) -> Exchange:
        """Hold where a token came; raise ``Violated`` otherwise."""
        judge(self.kind is Kind.GRANTED, "granted: 200 with an access token", self.actual)
        return self.exchange


class Client:
    """A check's view of a session; it sends through it and says which exchanges were its own."""

    def __init__(self, session: Session, share: Share | None = None) -> None:
        """Begin a check; ``share`` is how many wrong secrets it may send, none where nothing is said."""
        self.session = session
        self.session.share = share or Share()
        self.notes: list[str] = []
        self.used: list[Exchange] = []
        self.findings: list[str] = []
        self.reach: dict[str, int] = {}
        self.interrupted = False
        self._said: str | None = None
        self._start = len(session.endpoint.log)

    @property
    def target(self) -> Target:
        """The target that is asked."""
        return self.session.target

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges of this check, and those of others that it judged."""
        own = self.session.endpoint.log[self._start :]
        return sorted({one.number: one for one in [*self.used, *own]}.values(), key=lambda one: one.number)

    @property
    def sent(self) -> str | None:
        """What was changed, in one line."""
        if self._said is not None:
            return self._said
        changed = [one for one in self.exchanges if one.good is not None and one.purpose == JUDGED]
        return summary(changed[-1].good or changed[-1].request, changed[-1].request) if changed else None

    def difference(self, exchange: Exchange) -> str | None:
        """Show what was changed in an exchange, line by line."""
        return in_full(exchange.good, exchange.request) if exchange.good is not None else None

    def says(self, sentence: str) -> None:
        """Say what was sent, where its difference from the good request does not."""
        self._said = sentence

    def note(self, sentence: str) -> None:
        """Tell the reader something that is no finding."""
        self.notes.append(sentence)

    def uses(self, *exchanges: Exchange) -> None:
        """Name exchanges of another moment as the evidence of this check."""
        self.used.extend(exchanges)

    def shows(self, exchanges: Sequence[Exchange]) -> None:
        """Keep these exchanges alone of those that this check has sent so far."""
        self.session.endpoint.log[self._start :] = exchanges

    def asks(self, change: Change) -> Asked:
        """Send the good request with one change, between two unchanged ones."""
        return self.tries(lambda send: send(change))

    def tries(self, steps: Callable[["Sender"], Exchange]) -> Asked:
        """Run an experiment of several steps between two controls; the exchange that it gives back is judged.

        One that meets a hiccup is repeated as a whole. Raises ``NotTestable`` where a control is missing, and
        ``NotApplicable`` where the change changes nothing.
        """
        judged, clean = self._between_controls(steps)
        attempts = 1
        while self.session.kind(judged) is Kind.HICCUP and attempts < self._attempts:
            pause = PAUSES[min(attempts, len(PAUSES)) - 1]
            attempts += 1
            self.session.hiccups += 1
            self.session.clock.wait(max(pause, retry_after(judged)))
            # a server that hangs up behind each answer without a word meets every second request with it
            self.session.endpoint.close()
            judged, clean = self._between_controls(steps)
        kind = self.session.kind(judged)
        if kind is Kind.HICCUP:
            self._judge_hiccup(judged, clean)
        return Asked(judged, kind, self._told(judged, kind, attempts))

    @property
    def _attempts(self) -> int:
        """How often an experiment is begun: more often where good requests get lost as well, by whatever chance."""
        return ATTEMPTS_ON_A_BAD_LINE if self.session.lost else ATTEMPTS

    def _between_controls(self, steps: Callable[["Sender"], Exchange]) -> tuple[Exchange, bool]:
        if not self.session.trusted:
            self.session.control("opening control")
        self.session.waiting.bound()
        self.session.trusted = False
        try:
            judged = steps(Sender(self.session))
        except _Missed as missed:
            judged = missed.exchange
        self.session.waiting.count(judged)
        before = self.session.hiccups
        self.session.close_with(judged)
        return judged, self.session.hiccups == before

    def _judge_hiccup(self, judged: Exchange, clean: bool) -> None:
        """Let a hiccup that repeats for one input be a finding while controls are granted at once."""
        self.session.hiccups += 1
        told = described(judged, self.session.ordinary)
        if judged.purpose == FIRST_STEP:
            raise NotTestable(f"the first step was not granted: {told}")
        if judged.answer is not None and judged.answer.status == 429:
            raise NotTestable(f"the endpoint asks for fewer requests ({told}); lower [limits] requests_per_second")
        if not clean or not self._is_steady():
            raise NotTestable(f"the way to the endpoint is not steady: {told}")

    def _is_steady(self) -> bool:
        """Tell whether few requests met a hiccup; so early that this says nothing, more good ones are sent first."""
        session, before = self.session, self.session.hiccups
        while session.endpoint.sent < FEWEST and session.hiccups == before:
            session.control("control, to see whether the way is steady")
        return session.hiccups == before and before <= MOST_HICCUPS * session.endpoint.sent

    def _told(self, judged: Exchange, kind: Kind, attempts: int) -> str:
        told = described(judged, self.session.ordinary)
        if kind is not Kind.HICCUP:
            return told
        return f"{told}; {attempts} times for this input, while the unchanged request was granted each time"


class _Missed(Exception):  # noqa: N818 - no error: the experiment is repeated
    """A first step met a hiccup, so that the steps behind it make no sense."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange


class Sender:
    """What an experiment sends with; each request gets a fresh assertion unless it is repeated on purpose."""

    def __init__(self, session: Session) -> None:
        """Send over a session."""
        self._session = session

    @property
    def material(self) -> Material:
        """What requests are made of now."""
        return self._session.material()

    def __call__(self, change: Change, target: Target | None = None, purpose: str = JUDGED) -> Exchange:
        """Send the good request with one change (of another client, where a target with that client is given)."""
        good = self._session.good(target)
        changed = change(good)
        if is_unchanged(good, changed):
            raise NotApplicable("the change leaves the request as it was")
        return self._session.sent(changed, purpose, good)

    def granted(self, change: Change) -> Exchange:
        """Send a request that has to be granted before anything can be judged."""
        good = self._session.good()
        exchange = self._session.sent(change(good), FIRST_STEP, good)
        if self._session.kind(exchange) is Kind.HICCUP:
            raise _Missed(exchange)
        if self._session.kind(exchange) is not Kind.GRANTED:
            raise NotTestable(f"the first step was not granted: {described(exchange, self._session.ordinary)}")
        return exchange

    def again(self, exchange: Exchange) -> Exchange:
        """Send the very same request once more."""
        return self._session.sent(exchange.request, JUDGED, exchange.good or exchange.request)

    def raced(self, change: Change, times: int) -> list[Exchange]:
        """Send ``times`` good requests with one change at the same moment, each over a connection of its own."""
        requests = [change(self._session.good()) for _ in range(times)]
        for request in requests:
            self._session.share.spend(request)
        return send_at_once(self._session.endpoint, requests, JUDGED)

    def hang_up(self) -> None:
        """Let the next request go over a connection of its own."""
        self._session.endpoint.close()

    def wait(self, seconds: float) -> None:
        """Let the clock go on."""
        self._session.clock.wait(seconds)

    def resource(self, headers: Pairs) -> Exchange:
        """GET the protected resource of the target file with these header fields."""
        url = self._session.target.server.resource
        if url is None:
            raise NotApplicable("the target file names no protected resource ([server] resource)")
        request = TokenRequest("GET", url, headers, (), self._session.material())
        return self._session.endpoint.send(request, "protected resource")


def as_client(target: Target, material: Material) -> Target:
    """Give the target as its second client sees it."""
    return replace(target, client=material.other_client)


def bearer(exchange: Exchange) -> Pairs:
    """Header fields that carry the token of a granted exchange."""
    token = token_of(exchange.answer) if exchange.answer else None
    if token is None:
        raise Violated("an access token", "none came")
    return (("Authorization", f"Bearer {token}"),)
