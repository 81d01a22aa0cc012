"""What was taken once, sent again: one after another, after a while, and many times at the same moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.assertion import Assertion
from conformance.client import ATTEMPTS, FIRST_STEP, Client, Sender
from conformance.exchange import Exchange
from conformance.outcome import NotTestable, judge
from conformance.request import Change, TokenRequest
from conformance.verdict import Kind, described

RACERS = 8
"""Requests of one race."""
ROUNDS = 3
"""Races that are run, for a gap of microseconds is not hit each time."""
OLDEST = 20.0
"""Seconds after which an assertion is too near its end to be sent again: its age would be reason enough to refuse."""


def assertion_of(request: TokenRequest) -> Assertion:
    """Give the client assertion of a request; raise ``NotTestable`` where it has none."""
    if request.assertion is None:
        raise NotTestable("the request has no client assertion to send again")
    return request.assertion


def with_assertion(assertion: Assertion) -> Change:
    """Put this very assertion in the place of the fresh one; everything else of the request stays fresh."""

    def change(request: TokenRequest) -> TokenRequest:
        parameters = tuple((n, assertion if isinstance(v, Assertion) else v) for n, v in request.parameters)
        return replace(request, parameters=parameters)

    return change


def again(client: Client, send: Sender, earlier: Exchange) -> Exchange:
    """Send a good request that carries the assertion of an earlier one."""
    client.says(f"the client assertion of exchange {earlier.number} once more")
    return send(with_assertion(assertion_of(earlier.request)))


def granted_before(client: Client, send: Sender, seconds: float) -> Exchange:
    """Give a grant that lies ``seconds`` back, if possible one of the run's own, so that there is less to wait."""
    clock = client.session.clock
    grants = [one for one in _unused_grants(client) if clock.now() - _ended(one) < OLDEST]
    old = [one for one in grants if clock.now() - _ended(one) >= seconds]
    earlier = old[-1] if old else grants[0] if grants else send.granted(lambda request: request)
    client.uses(earlier)
    send.wait(_ended(earlier) + seconds - clock.now())
    return earlier


def _ended(exchange: Exchange) -> float:
    return exchange.started + exchange.seconds


def _unused_grants(client: Client) -> list[Exchange]:
    """Unchanged requests that were granted and whose assertion was sent once, oldest first."""
    log = client.session.endpoint.log
    sent = [id(one.request.assertion) for one in log]
    return [
        one
        for one in log
        if (one.good is None or (one.purpose == FIRST_STEP and one.request is one.good))
        and one.request.assertion is not None
        and sent.count(id(one.request.assertion)) == 1
        and client.session.kind(one) is Kind.GRANTED
    ]


@dataclass(frozen=True)
class _Race:
    """The exchanges of one race."""

    client: Client
    run: list[Exchange]

    def of(self, kind: Kind) -> list[Exchange]:
        return [one for one in self.run if self.client.session.kind(one) is kind]

    def told(self, exchange: Exchange) -> str:
        return described(exchange, self.client.session.ordinary)


def race_is_won_once(client: Client, what: str, shared: Callable[[TokenRequest], Change], rounds: int = ROUNDS) -> None:
    """Let good requests that share one thing race each other, and hold where one of them is granted at most.

    ``shared`` makes, from a good request, the change that puts the thing of that request into another; ``what`` names
    it. Raises ``NotTestable`` where too few of them were judged by the endpoint at all.
    """
    client.says(f"{RACERS} requests with the same {what} at the same moment, each over a connection of its own")
    for _ in range(rounds):
        if client.session.codes is not None:
            client.session.codes.require(RACERS + 2)
        _judge(_raced(client, shared))


def _raced(client: Client, shared: Callable[[TokenRequest], Change]) -> _Race:
    races: list[_Race] = []

    def steps(send: Sender) -> Exchange:
        race = _Race(client, send.raced(shared(client.session.good()), RACERS))
        races.append(race)
        if len(race.of(Kind.REFUSED)) == RACERS:
            _see_that_a_race_can_be_won(client, send)
        judged = race.of(Kind.GRANTED) + race.of(Kind.REFUSED)
        # an endpoint that always turns some of a crowd away can be judged by the others
        is_enough = len(race.of(Kind.GRANTED)) > 1 or (len(races) == ATTEMPTS and len(judged) > 1)
        return judged[0] if is_enough else (race.of(Kind.HICCUP) or race.run)[0]

    client.tries(steps)
    return races[-1]


def _see_that_a_race_can_be_won(client: Client, send: Sender) -> None:
    """Where all were refused, send as many that share nothing: is that for what they shared, or for the crowd?"""
    others = send.raced(lambda request: request, RACERS)
    if all(client.session.kind(one) is not Kind.GRANTED for one in others):
        told = described(others[0], client.session.ordinary)
        raise NotTestable(f"{RACERS} good requests at the same moment were not granted either: {told}")


def _judge(race: _Race) -> None:
    granted, refused = len(race.of(Kind.GRANTED)), len(race.of(Kind.REFUSED))
    spoiled = [one for one in race.of(Kind.NEITHER) if one.answer is not None]
    others = sorted({race.told(one) for one in race.of(Kind.HICCUP) + race.of(Kind.NEITHER)})
    actual = "; ".join([f"of {RACERS}, {granted} granted and {refused} refused", *others])
    judge(granted <= 1 and not spoiled, f"of {RACERS}, one granted at most and the others refused", actual)
    if granted + refused < 2:
        raise NotTestable(f"too few of the requests were judged: {actual}")
