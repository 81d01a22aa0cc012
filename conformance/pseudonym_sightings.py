"""The pseudonyms that the checks of chapter PS compare: of every human, at both clients and both providers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.answer_times import retry_after
from conformance.authorization import codes_of
from conformance.client import Client, as_client
from conformance.codes import Code
from conformance.exchange import Exchange
from conformance.granted import Grant
from conformance.id_token import read_id_token
from conformance.outcome import NotTestable
from conformance.pseudonym import JUDGEMENTS, pseudonym_of
from conformance.pseudonym_facts import Seen
from conformance.session import PAUSES, Session
from conformance.session_opening import open_session
from conformance.target import Target, User
from conformance.verdict import Kind, described

Sighting = tuple[Seen, Exchange]


@dataclass(frozen=True)
class Sightings:
    """What was seen, with the exchanges that show it, and who could not be seen: why, by the row that needs it."""

    found: tuple[Sighting, ...]
    troubles: Mapping[str, str]

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The pseudonyms."""
        return tuple(seen for seen, _ in self.found)

    def judge(self, row: str) -> None:
        """Judge a row without cases; where too little was seen since a sign-in failed, that is what is told."""
        try:
            JUDGEMENTS[row](self.seen, "")
        except NotTestable:
            if row in self.troubles:
                raise NotTestable(self.troubles[row]) from None
            raise


def pseudonyms_seen(client: Client) -> Sightings:
    """Let everybody sign in, once a worker; a sign-in that fails beside the first ones is told and left out."""
    sightings: Sightings = client.session.once("pseudonyms", lambda: _gathered(client))
    own = {id(one) for one in client.session.endpoint.log}  # to compare exchanges takes long
    client.uses(*(exchange for _, exchange in sightings.found if id(exchange) in own))
    for trouble in sightings.troubles.values():
        client.note(trouble)
    return sightings


def _gathered(client: Client) -> Sightings:
    session = client.session
    if not session.trusted:
        session.control("opening control")
    first, *others = _users(session.target)
    found = [_sighting(session, first, fresh=fresh) for fresh in (False, True)]
    troubles: dict[str, str] = {}
    for row, name, sightings in (
        *(("PS-HUMAN", f'the user "{user.name}"', _again(session, user)) for user in others),
        ("PS-CLIENT", "the second client", _at_other_client(session, first)),
        ("PS-PROVIDER", "the other provider", _at_other_provider(session)),
    ):
        try:
            found += sightings
        except NotTestable as reason:
            told = f"{name}: {reason.reason}"
            troubles[row] = f"{troubles[row]}; {told}" if row in troubles else told
    return Sightings(tuple(found), troubles)


def _users(target: Target) -> tuple[User, ...]:
    return target.sign_in.users if target.sign_in else ()


def _again(session: Session, user: User) -> Iterator[Sighting]:
    """Two sign-ins of one user, each with a login."""
    yield _sighting(session, user, fresh=True)
    yield _sighting(session, user, fresh=True)


def _at_other_client(session: Session, user: User) -> Iterator[Sighting]:
    if session.target.other_client is not None:
        yield _sighting(session, user, as_client(session.target, session.material()))


def _at_other_provider(session: Session) -> Iterator[Sighting]:
    """The users whom both providers know, at the other one: an acquaintance of its own, for this moment."""
    other = session.target.sign_in.other_provider if session.target.sign_in else None
    if other is None:
        return
    elsewhere = open_session(other, session.clock, session.endpoint.agent, session.endpoint.share)
    # nothing but good requests goes there, and one house often has one fault at both
    elsewhere.learn, elsewhere.waiting.hung = _nothing, session.waiting.hung
    names = {user.name for user in _users(session.target)}
    try:
        elsewhere.control("opening control at the other provider")
        for user in _users(other):
            if user.name in names:
                yield _sighting(elsewhere, user)
    finally:
        elsewhere.close()


def _nothing(_: Session) -> None:
    """Learn nothing of how an endpoint refuses."""


def _sighting(session: Session, user: User, target: Target | None = None, *, fresh: bool = False) -> Sighting:
    """Sign in, exchange the code, and read the pseudonym; raise ``NotTestable`` where that is not to be had."""
    code, exchange = _exchanged(session, user, target, fresh)
    for pause in PAUSES:
        if session.kind(exchange) is not Kind.HICCUP:
            break
        session.hiccups += 1
        session.clock.wait(max(pause, retry_after(exchange)))
        code, exchange = _exchanged(session, user, target, fresh)
    if session.kind(exchange) is not Kind.GRANTED:
        raise NotTestable(f"the code was not exchanged: {described(exchange, session.ordinary)}")
    return _seen(exchange, code, user, fresh), exchange


def _exchanged(session: Session, user: User, target: Target | None, fresh: bool) -> tuple[Code, Exchange]:
    code = codes_of(session).code(session.material(target), user, fresh)
    return code, session.endpoint.send(session.good(target, code), f"exchange of a code of {user.name}")


def _seen(exchange: Exchange, code: Code, user: User, fresh: bool) -> Seen:
    text = Grant(exchange).members.get("id_token")
    if text is None:
        raise NotTestable("it needs H2M-ID-TOKEN: the answer has no id_token")
    target = exchange.request.material.target
    return Seen(
        pseudonym_of(read_id_token(text)),
        user.name,
        target.client.id,
        target.server.id or target.endpoint,
        exchange.started + exchange.request.material.ahead,
        user.email,
        code.nonce,
        code.redirect_uri,
        target.endpoint,
        fresh,
    )
