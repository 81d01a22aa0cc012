"""Puts a design to work: a request in, an answer out."""

import json
import traceback
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache, partial

from conformance.reference.attempt import Attempt
from conformance.reference.authorise import provider_answer
from conformance.reference.design import Answer, Around, Design, Draft, Members, Refusal
from conformance.reference.id_tokens import id_token
from conformance.reference.message import Headers, Incoming, Message, Outgoing, Unreadable
from conformance.reference.world import World

HEADERS: Headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def answering(design: Design, world: World) -> Answer:
    """The function that answers every message for this design, completed with `Date` and `Content-Length`."""
    world.offset = design.settings.clock_offset
    answer: Answer = partial(_answer, design, world)
    for around in design.around:
        answer = partial(_wrapped, around, world, answer)
    return lambda message: _completed(world, answer(message))


def _wrapped(around: Around, world: World, answer: Answer, message: Message) -> Outgoing:
    return around(world, message, answer)


def _answer(design: Design, world: World, message: Message) -> Outgoing:
    try:
        if isinstance(message, Incoming) and message.path == design.settings.resource_path:
            return _resource(design, world, message)
        page = provider_answer(design.provider, world, message) if isinstance(message, Incoming) else None
        if page is not None:
            return page
        return _token_answer(design, world, message)
    except Exception:
        world.crashes.append(traceback.format_exc())
        return Outgoing(500, (("Content-Type", "text/plain"),))


def _token_answer(design: Design, world: World, message: Message) -> Outgoing:
    answer = _judged(design, world, message)
    for edit in design.answer_edits:
        answer = edit(message, answer)
    return answer


def _judged(design: Design, world: World, message: Message) -> Outgoing:
    if isinstance(message, Unreadable):
        closing = (("Connection", "close"),)
        refusal = Refusal(message.status, "invalid_request", message.description, closing, message.cause)
        return replace(refused(design, message, refusal), close=True)
    if message.path != design.settings.path:
        return refused(design, message, Refusal(404, "invalid_request", "Nothing is here", cause="unknown-path"))
    attempt = Attempt(message, world, design.settings)
    for rule in design.rules:
        if not rule.holds(attempt):
            return refused(design, message, replace(rule.refusal, cause=rule.name))
    return granted(design, attempt)


def granted(design: Design, attempt: Attempt) -> Outgoing:
    """The answer that grants, with the design's edits."""
    attempt.notes["token"] = design.token(attempt)
    if design.provider is not None:
        attempt.notes["id_token"] = id_token(design.provider, attempt)
    draft = design.grant(attempt, Draft(200, (), HEADERS, render_json))
    for edit in design.grant_edits:
        draft = edit(attempt, draft)
    return finished(draft)


def refused(design: Design, message: Message, refusal: Refusal) -> Outgoing:
    """The answer that refuses, with the design's edits."""
    members = (("error", refusal.error), ("error_description", refusal.description))
    draft = Draft(refusal.status, members, HEADERS + refusal.headers, render_json)
    for edit in design.refusal_edits:
        draft = edit(message, refusal, draft)
    return finished(draft)


def finished(draft: Draft) -> Outgoing:
    """The draft as an answer."""
    body = draft.render(draft.members) if draft.body is None else draft.body
    return Outgoing(draft.status, draft.headers, body, draft.reason)


def render_json(members: Members) -> bytes:
    """The members as one JSON object; two equal names stay two."""
    pairs = (f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in members)
    return ("{" + ",".join(pairs) + "}").encode("utf-8")


def _resource(design: Design, world: World, incoming: Incoming) -> Outgoing:
    """The protected resource: opened by a bearer token, else 401 with a challenge (RFC 6750, section 3)."""
    scheme, _, token = (incoming.header("Authorization") or "").partition(" ")
    if incoming.method != "GET":
        answer = Outgoing(405, (("Allow", "GET"), ("Content-Type", "text/plain")))
    elif scheme.lower() == "bearer" and design.opens(world, incoming, token.strip()):
        answer = Outgoing(200, (("Content-Type", "application/json"),), b'{"resource":"open"}')
    else:
        challenge = 'Bearer realm="resource"' + (', error="invalid_token"' if token else "")
        answer = Outgoing(401, (("WWW-Authenticate", challenge), ("Content-Type", "text/plain")))
    for edit in design.resource_edits:
        answer = edit(incoming, answer)
    return answer


@lru_cache(maxsize=16)
def _date(second: int) -> str:
    """A Unix time as HTTP has it (RFC 9110, section 5.6.7)."""
    return formatdate(second, usegmt=True)


def _completed(world: World, answer: Outgoing) -> Outgoing:
    """The answer with `Date` and `Content-Length` where it lacks them and wants them."""
    headers = answer.headers
    if answer.dated and not answer.has_header("Date"):
        headers = (("Date", _date(int(world.now()))), *headers)
    is_measured = answer.has_header("Content-Length") or answer.has_header("Transfer-Encoding")
    if answer.measured and not is_measured:
        headers = (*headers, ("Content-Length", str(len(answer.body))))
    return replace(answer, headers=headers)
