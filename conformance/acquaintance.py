"""How a session begins: what time the endpoint has, which grant it knows, and how it refuses."""

from conformance.answer_times import ahead_of
from conformance.exchange import Answer, Exchange, Failure
from conformance.request import Change, TokenRequest
from conformance.session import PAUSES, Session
from conformance.spelling import settle_spelling
from conformance.verdict import Kind, shape_of
from conformance.waiting import DEAD

OPENING = "opening control"


def become_acquainted(session: Session) -> None:
    """Have the good request granted once and learn from it; raise as a control does where it is not granted."""
    session.notes |= dict.fromkeys(session.profile.notes)
    if session.profile.takes_code:
        # an authorise request is dated too, and comes before the first good request; where no code can be had, every
        # check begins anew, and a silent endpoint would be waited for each time
        session.once("clock", lambda: _look_at_clock(session))
    first = settle_spelling(session) or session.patiently(OPENING)
    _read_clock(session, first)
    if session.kind(first) is not Kind.GRANTED and session.ahead:
        first = session.patiently(OPENING)
    if first.answer is None or session.kind(first) is Kind.HICCUP:
        session.miss(first, OPENING)


def learn_refusals(session: Session) -> None:
    """Ask what is refused in any case, and remember how this endpoint does that."""
    before = session.waiting.hung
    for name, change in session.profile.plain_refusals.items():
        if session.waiting.hung > before:
            break
        refusal = _plain_refusal(session, name, change)
        if refusal is not None and shape_of(refusal) not in session.ordinary:
            session.ordinary = (*session.ordinary, shape_of(refusal))


def _look_at_clock(session: Session) -> None:
    seconds = session.waiting.briefly if session.waiting.hung else None
    exchange = session.endpoint.send(_empty(session), "a look at the clock", seconds=seconds)
    session.waiting.note(exchange)
    _read_clock(session, exchange)


def _empty(session: Session) -> TokenRequest:
    """Make a request of nothing, which no endpoint grants."""
    return TokenRequest("POST", session.target.endpoint, (), (), session.material())


def _read_clock(session: Session, exchange: Exchange) -> None:
    """Follow the endpoint's clock where that can matter; say so where it is too far off to judge times."""
    ahead = ahead_of(exchange)
    if ahead is None:
        return
    granted = session.kind(exchange) is Kind.GRANTED
    if abs(ahead) > session.target.skew / 2:
        session.clock_trouble = (
            f"the endpoint's clock and ours differ by {abs(ahead):.0f} s (header Date); set both by NTP"
        )
    if abs(ahead) >= 2 and not (granted and session.clock_trouble):
        session.ahead = ahead


def _plain_refusal(session: Session, name: str, change: Change) -> Answer | None:
    good = session.good()
    for pause in (0.0, *PAUSES):
        session.clock.wait(pause)
        # whoever lets one such request hang may let all, and what this one meets is no finding yet
        seconds = session.waiting.briefly if session.waiting.hung else None
        exchange = session.endpoint.send(change(good), f"plain refusal: {name}", good, seconds)
        session.waiting.note(exchange)
        if exchange.failure in DEAD or exchange.failure is Failure.AWAY:
            return None
        if exchange.answer is not None and session.kind(exchange) is not Kind.HICCUP:
            return None if session.kind(exchange) is Kind.GRANTED else exchange.answer
        good = session.good()
    return exchange.answer if _is_ordinary(session, exchange) else None


def _is_ordinary(session: Session, exchange: Exchange) -> bool:
    """Tell a status that speaks of the request, such as 503 for a missing parameter, from one of a bad moment."""
    if exchange.answer is None or exchange.answer.status == 429:
        return False
    return session.kind(session.endpoint.send(session.good(), "control, after a hiccup")) is Kind.GRANTED
