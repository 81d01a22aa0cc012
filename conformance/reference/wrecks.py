"""Wrecks: endpoints that are broken as a whole. No negative check that is sent to one may hold."""

import json
import secrets
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.changes import wrapped
from conformance.reference.design import Answer, Change, Design
from conformance.reference.fault import Wreck
from conformance.reference.message import Message, Outgoing, Wire, head_bytes
from conformance.reference.world import World

MIDWAY = 25
"""How many requests a wreck that dies midway answers well."""

_CACHING = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_JSON = (("Content-Type", "application/json"), *_CACHING)
_HTML = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Welcome back</form></body></html>"


def always(answer: Callable[[World, Message], Outgoing]) -> Change:
    """The endpoint gives this answer to whatever comes."""
    return wrapped(lambda world, message, _: answer(world, message))


def after_some(answer: Callable[[World, Message], Outgoing]) -> Change:
    """The endpoint is good for the first `MIDWAY` requests, and gives this answer from then on."""

    def around(world: World, message: Message, good: Answer) -> Outgoing:
        return good(message) if world.count("requests") <= MIDWAY else answer(world, message)

    return wrapped(around)


def grants(_: World, __: Message) -> Outgoing:
    """A token for whatever comes."""
    members = {"access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": 3600}
    return Outgoing(200, _JSON, json.dumps(members).encode())


def refuses(_: World, __: Message) -> Outgoing:
    """A refusal of whatever comes."""
    return Outgoing(400, _JSON, b'{"error":"invalid_request"}')


def fails(_: World, __: Message) -> Outgoing:
    """500, with the page of a web server."""
    return Outgoing(500, (("Content-Type", "text/html"),), b"<html><body>Internal Server Error</body></html>")


def is_unavailable(_: World, __: Message) -> Outgoing:
    """503, as a load balancer answers that has lost its server."""
    return Outgoing(503, (("Content-Type", "text/plain"),), b"no healthy upstream")


def shows_a_page(_: World, __: Message) -> Outgoing:
    """200 and a page of HTML."""
    return Outgoing(200, (("Content-Type", "text/html; charset=utf-8"),), _HTML)


def redirects(_: World, __: Message) -> Outgoing:
    """A redirect to a sign-in page."""
    return Outgoing(302, (("Location", "/sign-in"), ("Content-Type", "text/html")), _HTML)


def _written(write: Callable[[Wire, Outgoing], None]) -> Callable[[World, Message], Outgoing]:
    return lambda world, message: Outgoing(200, _JSON, grants(world, message).body, write=write)


def _stay_silent(wire: Wire, _: Outgoing) -> None:
    wire.pause(3600)


def _drip(wire: Wire, answer: Outgoing) -> None:
    for each in head_bytes(answer) + answer.body:
        wire.send(bytes([each]))
        if wire.pause(1):
            return


def _never_end(wire: Wire, answer: Outgoing) -> None:
    wire.send(head_bytes(Outgoing(200, answer.headers[:1])) + b'{"access_token":"')
    while not wire.pause(0):
        wire.send(b"a" * 65_536)


def _close(_: Wire, __: Outgoing) -> None:
    """The server closes the connection when this returns."""


def _reset(wire: Wire, _: Outgoing) -> None:
    wire.reset()


def _close_in_the_middle(wire: Wire, answer: Outgoing) -> None:
    wire.send((head_bytes(answer) + answer.body)[:-20])


def _die(wire: Wire, _: Outgoing) -> None:
    wire.end_server()


def _not_listening(design: Design) -> Design:
    return replace(design, listening=False)


WRECKS: tuple[Wreck, ...] = (
    Wreck("grants-everything", "Every request gets a token, whatever it holds.", always(grants)),
    Wreck("refuses-everything", "Every request is refused with 400.", always(refuses)),
    Wreck("fails-always", "Every request is answered 500.", always(fails)),
    Wreck("unavailable-always", "Every request is answered 503.", always(is_unavailable)),
    Wreck("shows-a-page", "Every request is answered 200 with a page of HTML.", always(shows_a_page)),
    Wreck("redirects-always", "Every request is sent to a sign-in page.", always(redirects)),
    Wreck("silent", "Requests are taken and never answered.", always(_written(_stay_silent))),
    Wreck("one-byte-a-second", "Answers come one byte a second.", always(_written(_drip))),
    Wreck("endless-body", "The body of an answer never ends.", always(_written(_never_end))),
    Wreck("closes-at-once", "The connection is closed without an answer.", always(_written(_close))),
    Wreck("resets-at-once", "The connection is reset without an answer.", always(_written(_reset))),
    Wreck(
        "closes-in-the-middle",
        "The connection is closed before the answer is whole.",
        always(_written(_close_in_the_middle)),
    ),
    Wreck("not-listening", "Nothing listens at the address.", _not_listening),
    Wreck("dies-midway", "The server ends while the run goes on.", after_some(_written(_die)), MIDWAY),
    Wreck("grants-everything-midway", "From some request on, all get a token.", after_some(grants), MIDWAY),
    Wreck("refuses-everything-midway", "From some request on, all are refused.", after_some(refuses), MIDWAY),
    Wreck("fails-midway", "From some request on, all are answered 500.", after_some(fails), MIDWAY),
    Wreck("unavailable-midway", "From some request on, all are answered 503.", after_some(is_unavailable), MIDWAY),
    Wreck("shows-a-page-midway", "From some request on, all get a page of HTML.", after_some(shows_a_page), MIDWAY),
    Wreck("silent-midway", "From some request on, none is answered.", after_some(_written(_stay_silent)), MIDWAY),
)


def all_wrecks(profile: str | None = None) -> tuple[Wreck, ...]:
    """Every wreck, or those of one profile."""
    return tuple(each for each in WRECKS if profile is None or profile in each.profiles)
