"""One worker's session with one target: what is known of it, and the good request as control of every experiment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from conformance.answer_times import retry_after
from conformance.bounds import waste
from conformance.clock import Clock
from conformance.code_source import CodeSource
from conformance.codes import Code
from conformance.endpoint import Endpoint
from conformance.exchange import Exchange, Failure
from conformance.forgery import Forger
from conformance.guesses import Share
from conformance.lookalikes import hide_all
from conformance.outcome import NotTestable, Violated
from conformance.profiles import Profile
from conformance.request import Material, TokenRequest
from conformance.target import Target
from conformance.verdict import Kind, Shape, described, kind_of
from conformance.waiting import DEAD, Waiting

PAUSES: tuple[float, ...] = (0.2, 0.5, 1.0)
"""Seconds before a good request that met a hiccup is sent once more."""
MISSES = 3
"""Good requests in a row without a grant after which nothing more is asked of the endpoint."""
PATIENCE = 20.0
"""Seconds of this, however few the requests, after which nothing more is asked either."""
MOST_WORDS = 200
AWAY = "the endpoint is away or busy"
BURNS = "the endpoint gives a code up at a failed attempt, so controls had codes of their own"
BLAME = "It is the endpoint, or your credentials: [client] and [server] in the target file"


@dataclass
class Session:
    """What is known of a target so far; every check of a worker shares it."""

    target: Target
    profile: Profile
    endpoint: Endpoint
    clock: Clock
    forger: Forger | None
    begin: Callable[["Session"], None]
    """Has the good request granted for the first time."""
    learn: Callable[["Session"], None]
    """Finds out how the endpoint refuses."""
    codes: CodeSource | None = None
    share: Share = field(default_factory=Share)
    """How many wrong secrets the check that runs may send."""
    grant_type: str | None = None
    """The spelling of the grant that the endpoint knows, where the flow's page has several."""
    spellings: dict[str, Exchange] = field(default_factory=dict)
    """What each of them got, where they were tried."""
    ordinary: tuple[Shape, ...] = ()
    ahead: float = 0.0
    """Seconds by which the endpoint's clock is followed."""
    clock_trouble: str | None = None
    trusted: bool = False
    """Whether the last thing that the endpoint did was to grant the unchanged request."""
    broken: str | None = None
    """Why nothing more is asked of the endpoint."""
    number: int = 1
    """Which session of its process it is."""
    hiccups: int = 0
    lost: int = 0
    """Good requests among those that met a hiccup."""
    notes: dict[str, None] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    waiting: Waiting = field(init=False)
    _begun: bool = False
    _misses: int = 0
    _missing_since: float | None = None

    def __post_init__(self) -> None:
        """Wait as long for an answer as the target file says."""
        self.waiting = Waiting(self.target.limits.timeout)

    @property
    def all_hiccups(self) -> int:
        """How many requests and sign-ins met a hiccup."""
        return self.hiccups + (self.codes.hiccups if self.codes else 0)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """What the report says about this session, beside its checks."""
        return (*self.notes, *(self.codes.notes if self.codes else ()))

    def close(self) -> None:
        """Hang up, and give back what the sign-ins opened."""
        self.endpoint.close()
        if self.codes is not None:
            self.codes.close()

    def material(self, target: Target | None = None) -> Material:
        """What requests are made of now; for another target where another client asks."""
        return Material(target or self.target, self.clock, self.forger, self.ahead, grant_type=self.grant_type)

    def good(self, target: Target | None = None, code: Code | None = None) -> TokenRequest:
        """Make the right request, with an assertion and, where the flow has one, a code of its own.

        For another target where another client asks; with a code that was given before, where one is named.
        """
        material = self.material(target)
        if self.profile.takes_code:
            material = replace(material, code=code or self._fresh_code(material))
        return self.profile.good(material)

    def sent(self, request: TokenRequest, purpose: str, good: TokenRequest) -> Exchange:
        """Send a changed request; raise ``NotTestable`` where it would be one wrong secret too many."""
        self.share.spend(request)
        return self.endpoint.send(request, purpose, good, self.waiting.briefly if self.waiting.is_brief else None)

    def _fresh_code(self, material: Material) -> Code:
        if self.codes is None:
            raise NotTestable("it takes an authorization code: add [sign_in] and [[sign_in.user]] to the target file")
        return self.codes.fresh(material)

    def kind(self, exchange: Exchange) -> Kind:
        """Judge an exchange by what is known of this endpoint's refusals."""
        return kind_of(exchange, self.ordinary)

    def control(self, purpose: str) -> Exchange:
        """Send the unchanged request and give the granted exchange; raise ``NotTestable`` or ``Violated`` otherwise."""
        self.broken = self.broken or waste(self.endpoint.received, self.hiccups, self.endpoint.sent)
        if self.broken:
            raise NotTestable(self.broken)
        if not self._begun:
            self.begin(self)
            self._begun = True
            self.learn(self)
        return self._control(purpose)

    def close_with(self, judged: Exchange) -> None:
        """Close an experiment: the good request with the judged one's code proves that the code was alive.

        A code that was spent, or that the endpoint gives up at a failed attempt (which is legal), is no proof; then the
        control has a fresh one.
        """
        code = judged.good.material.code if judged.good is not None else None
        if code is not None and self.kind(judged) is Kind.REFUSED and self.kind(self.prove(code)) is Kind.GRANTED:
            return
        self.control("closing control")

    def prove(self, code: Code) -> Exchange:
        """Send the good request with the code of refused ones: where that is granted, the code was alive."""
        control = self.endpoint.send(self.good(code=code), "closing control, with the same code")
        kind = self.kind(control)
        self.trusted = kind is Kind.GRANTED
        if self.trusted:
            self.waiting.learn(control)
        elif kind is Kind.REFUSED:
            self.notes[BURNS] = None
        elif kind is Kind.HICCUP:
            self.hiccups += 1
            self.lost += 1
        return control

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """Make something once for all checks of this worker; what it raised twice is raised to each of them."""
        if key not in self.memory:
            try:
                self.memory[key] = make()
            except (NotTestable, Violated) as trouble:
                # once may have been a bad moment
                if self.memory.setdefault(f"{key} failed", trouble) is not trouble:
                    self.memory[key] = trouble
                raise
        if isinstance(self.memory[key], Exception):
            raise self.memory[key]
        return self.memory[key]

    # --- controls -----------------------------------------------------------------------------------------------

    def _control(self, purpose: str) -> Exchange:
        exchange = self.patiently(purpose)
        self.trusted = self.kind(exchange) is Kind.GRANTED
        if not self.trusted:
            self.miss(exchange, purpose)
        self._misses, self._missing_since = 0, None
        return exchange

    def miss(self, exchange: Exchange, purpose: str) -> NoReturn:
        """Say why a good request was not granted, and whether that is the end of the run."""
        self.trusted = False
        self._misses += 1
        self._missing_since = self._missing_since or exchange.started
        kind, told = self.kind(exchange), self._told(exchange)
        if kind is Kind.NEITHER:
            self._judge_neither(exchange, told)
        reason = f"{AWAY}: {told}" if kind is Kind.HICCUP else f"the unchanged request was {told}. {BLAME}"
        if self._misses >= MISSES or self._out_of_patience():
            self.broken = reason
        raise NotTestable(f"{purpose}: {reason}" if purpose == "closing control" else reason)

    def _told(self, exchange: Exchange) -> str:
        """Say what came back, with the endpoint's own words about it: here they are what helps."""
        told = described(exchange, self.ordinary)
        words = (exchange.answer.members or {}).get("error_description") if exchange.answer else None
        if not isinstance(words, str) or not words:
            return told
        shown = hide_all(words, exchange.secrets())
        return f'{told}, "{shown if len(shown) <= MOST_WORDS else shown[:MOST_WORDS] + "…"}"'

    def _out_of_patience(self) -> bool:
        return self._missing_since is not None and self.clock.now() - self._missing_since > PATIENCE

    def _judge_neither(self, exchange: Exchange, told: str) -> NoReturn:
        """Tell an endpoint that is silent, dead or always 5xx from one that answers a good request oddly."""
        if exchange.failure is Failure.UNTRUSTED:
            self.broken = told
            raise NotTestable(told)
        if _is_dead(exchange):
            again = self._sent_again(1 if exchange.failure else 2, self.waiting.behind(exchange))
            if all(_is_dead(one) for one in again):
                self.broken = f"the endpoint answers no good request: {told}"
                raise NotTestable(self.broken)
            self.trusted = self.kind(again[-1]) is Kind.GRANTED
            self._misses = 0 if self.trusted else self._misses
        if self._misses >= MISSES:
            self.broken = f"the unchanged request {'was' if exchange.answer else 'met this:'} {told}"
        raise Violated("the unchanged request is granted: 200 with an access token", told, "REQ-GRANTED")

    def _sent_again(self, times: int, limit: float | None) -> list[Exchange]:
        return [self.endpoint.send(self.good(), "control, once more", seconds=limit) for _ in range(times)]

    def patiently(self, purpose: str, limit: float | None = None, pauses: Sequence[float] = PAUSES) -> Exchange:
        """Send the good request; after a hiccup again, each time with a fresh assertion.

        limit: seconds for which the first answer is waited for; None for as long as for any. pauses: seconds before
        each further attempt.
        """
        exchange = self.endpoint.send(self.good(), purpose, seconds=limit)
        begun = exchange.started
        for pause in pauses:
            if self.kind(exchange) is not Kind.HICCUP or self.clock.now() - begun > PATIENCE:
                break
            self.hiccups += 1
            self.lost += 1
            self._missing_since = self._missing_since or begun
            # the longer it is away, the longer the pauses
            self.clock.wait(max(pause * 2**self._misses, retry_after(exchange)))
            exchange = self.endpoint.send(self.good(), f"{purpose}, after a hiccup")
        if self.kind(exchange) is Kind.GRANTED:
            self.waiting.learn(exchange)
        return exchange


def _is_dead(exchange: Exchange) -> bool:
    return exchange.failure in DEAD or (exchange.answer is not None and exchange.answer.status >= 500)
