"""A check's client of a reference endpoint in this process: everything is judged as in a run, and HTTP is left out."""

import io
import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from conformance.answer_body import read_body
from conformance.client import Client
from conformance.clock import MovedClock
from conformance.codes import Code
from conformance.exchange import Answer, Failure
from conformance.reference.answer import answering
from conformance.reference.codes import issue_code
from conformance.reference.design import Answer as Answering
from conformance.reference.design import Design
from conformance.reference.message import Connection, Incoming
from conformance.reference.setting_up import HUMANS, PARTIES, fresh_world
from conformance.reference.sign_ins import Asked, Session
from conformance.reference.world import World
from conformance.request import Material, TokenRequest
from conformance.session_opening import open_session
from conformance.target import Limits
from tests.fuzz_samples import START, target_of

Answered = Callable[[TokenRequest, float], tuple[Answer | None, Failure | None, str]]


def client_of(design: Design, clock: MovedClock | None = None) -> Client:
    """A check's client of a design that was just set up."""
    clock = clock or MovedClock(START)
    world = fresh_world(clock, party=PARTIES[design.profile])
    target = replace(target_of(design.profile), limits=Limits(requests_per_second=0))
    target = replace(target, endpoint=f"http://127.0.0.1:9{design.settings.path}")
    if design.profile == "basic":
        # every scope that an endpoint may want to give
        target = replace(target, client=replace(target.client, scope="openid email profile inspect"))
    session = open_session(target, clock, "token-conformance/tests", 1)
    if design.provider is not None:
        session.codes = Codes(design, world)
    # the one seam below which everything is HTTP
    session.endpoint._answered = _answered(answering(design, world))  # type: ignore[method-assign, assignment]
    return Client(session)


def _answered(answer: Answering) -> Answered:
    connection = Connection(1)

    def answered(request: TokenRequest, _: float) -> tuple[Answer | None, Failure | None, str]:
        parts = urlsplit(request.wire_url)
        connection.requests += 1
        headers = (("Host", parts.netloc), *(("User-Agent", "tests"), ("Accept", "*/*")), *request.headers)
        path, query, body = parts.path, parts.query, request.wire_body or b""
        outgoing = answer(Incoming(request.method, path, query, headers, body, connection))
        came = Answer(outgoing.status, outgoing.headers, b"")
        body = _joined(outgoing.body) if "chunked" in came.values("Transfer-Encoding") else outgoing.body
        coding = ", ".join(came.values("Content-Encoding"))
        return replace(came, body=read_body([body], coding) or b""), None, ""

    return answered


def _joined(chunks: bytes) -> bytes:
    """Put the chunks of a body together (RFC 9112, section 7.1)."""
    reader, body = io.BytesIO(chunks), b""
    while size := int(reader.readline().partition(b";")[0], 16):
        body += reader.read(size)
        reader.readline()
    return body


class Codes:
    """Gives codes out as if somebody had signed in."""

    hiccups = 0
    notes: tuple[str, ...] = ()

    def __init__(self, design: Design, world: World) -> None:
        """Give codes of this design, into the memory of this world."""
        self._design, self._world = design, world

    def fresh(self, material: Material) -> Code:
        """Give a code that nobody has used."""
        provider = self._design.provider
        assert provider is not None
        return self.give(provider.make_code(self._world), material)

    def give(self, text: str, material: Material) -> Code:
        """Give this very code, which may have been given by another endpoint as well."""
        provider, client = self._design.provider, material.target.client
        assert provider is not None
        assert client.redirect_uri is not None
        nonce, now = secrets.token_urlsafe(16), self._world.now()
        asked = Asked(client.id, client.redirect_uri, "code", "openid iSHARE sub", "state", nonce)
        session = Session(HUMANS[0], now, now + 3600)
        given = issue_code(self._world, text, asked, session, provider.code_life)
        return Code(given.text, nonce, client.redirect_uri, HUMANS[0].name, None, now)

    def forget(self) -> None:
        """Forget every code: the clock may stand still, so that none would ever be too old to be kept."""
        self._world.sign_ins.codes.clear()

    def require(self, number: int) -> None:
        """As many as are asked for."""

    def close(self) -> None:
        """Nothing is open."""
