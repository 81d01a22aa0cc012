"""Wrecks: endpoints that are broken as a whole. No negative check that is sent to one may hold."""

from collections.abc import Callable
from dataclasses import replace

from conformance.reference import wrecked_answers as answers
from conformance.reference.changes import wrapped
from conformance.reference.design import Answer, Change, Design, TlsTrouble
from conformance.reference.fault import Wreck
from conformance.reference.message import Message, Outgoing
from conformance.reference.world import World
from conformance.reference.wrecked_answers import Answered, has_body, has_headers, written

MIDWAY = 25
"""How many requests a wreck that dies midway answers well."""
LATE = 150
"""How many one answers that is good for most of a run."""


def always(answer: Answered) -> Change:
    """The endpoint gives this answer to whatever comes."""
    return wrapped(lambda world, message, _: answer(world, message))


def after_some(answer: Answered, requests: int = MIDWAY) -> Change:
    """The endpoint is good for so many requests, and gives this answer from then on."""

    def around(world: World, message: Message, good: Answer) -> Outgoing:
        return good(message) if world.count("requests") <= requests else answer(world, message)

    return wrapped(around)


def once(answer: Answered) -> Change:
    """The endpoint gives this answer to one request, when it has answered some well."""

    def around(world: World, message: Message, good: Answer) -> Outgoing:
        return answer(world, message) if world.count("requests") == MIDWAY + 1 else good(message)

    return wrapped(around)


def in_place_of_refusals(answer: Answered) -> Change:
    """The endpoint grants as it should, and gives this answer where it should refuse."""

    def around(world: World, message: Message, good: Answer) -> Outgoing:
        right = good(message)
        return right if right.status < 400 else answer(world, message)

    return wrapped(around)


def at_tokens(change: Change) -> Change:
    """The token endpoint alone is wrecked; whatever else the server has is good."""
    return _limited(change, lambda design, path: path == design.settings.path)


def at_sign_in(change: Change) -> Change:
    """All but the token endpoint is wrecked."""
    return _limited(change, lambda design, path: path != design.settings.path)


def _limited(change: Change, is_hit: Callable[[Design, str], bool]) -> Change:
    def changed(design: Design) -> Design:
        (around,) = change(replace(design, around=())).around

        def limited(world: World, message: Message, good: Answer) -> Outgoing:
            hit = is_hit(design, getattr(message, "path", design.settings.path))
            return around(world, message, good) if hit else good(message)

        return replace(design, around=(*design.around, limited))

    return changed


def speaking_tls(trouble: TlsTrouble) -> Change:
    """The server speaks TLS, with this trouble."""
    return lambda design: replace(design, tls=trouble)


def _not_listening(design: Design) -> Design:
    return replace(design, listening=False)


_SILENT = written(answers.stay_silent)
_RESETS = written(answers.reset)
_DRIPS = written(answers.drip)
_ENDLESS = written(answers.never_end)
_NUMBERED = tuple((f"X-Field-{number}", "1") for number in range(10_000))
_NESTED = b'{"access_token":' + b"[" * answers.DEEP + b"]" * answers.DEEP + b"}"
_TWICE = (
    b'{"access_token":"abcdefghijklmnop","token_type":"Bearer","expires_in":3600,"access_token":"qrstuvwxyz012345"}'
)
_NOT_UTF_8 = b'{"access_token":"abcdefgh\xff\xfe\xc0ijklmnop","token_type":"Bearer","expires_in":3600}'
_NO_NUMBER = b'{"access_token":NaN,"token_type":"Bearer","expires_in":-Infinity}'

_CONTENT: tuple[Wreck, ...] = (
    Wreck("grants-everything", "Every request gets a token, whatever it holds.", always(answers.grants)),
    Wreck("refuses-everything", "Every request is refused with 400.", always(answers.refuses)),
    Wreck("fails-always", "Every request is answered 500.", always(answers.fails)),
    Wreck("unavailable-always", "Every request is answered 503.", always(answers.is_unavailable)),
    Wreck("throttles-always", "Every request is answered 429, to come back in an hour.", always(answers.throttles)),
    Wreck("shows-a-page", "Every request is answered 200 with a page of HTML.", always(answers.shows_a_page)),
    Wreck("redirects-always", "Every request is sent to a sign-in page.", always(answers.redirects)),
    Wreck("redirects-in-a-circle", "Every request is sent to where it came.", always(answers.redirects_to_itself)),
    Wreck("redirects-elsewhere", "Every request is sent to another host.", always(answers.redirects_elsewhere)),
    Wreck("invalid-utf-8", "Every answer is a token in which some bytes are not UTF-8.", always(has_body(_NOT_UTF_8))),
    Wreck("nested-deeply", "Every answer has 100,000 arrays inside each other.", always(has_body(_NESTED))),
    Wreck("not-a-number", "Every answer has NaN in the place of the token.", always(has_body(_NO_NUMBER))),
    Wreck("equal-members", "Every answer has two tokens in members of one name.", always(has_body(_TWICE))),
)
_TRANSPORT: tuple[Wreck, ...] = (
    Wreck("silent", "Requests are taken and never answered.", always(_SILENT)),
    Wreck("one-byte-a-second", "Answers come one byte a second.", always(_DRIPS)),
    Wreck("slow-body", "Heads come at once, bodies one byte a second.", always(written(answers.drip_body))),
    Wreck("endless-body", "The body of an answer never ends.", always(_ENDLESS)),
    Wreck("endless-head", "A header field never ends.", always(written(answers.never_end_head))),
    Wreck("huge-body", "Every body has 200 MB.", always(written(answers.write_much))),
    Wreck("bursts-when-unpacked", "Every body is 200 MB of gzip's smallest.", always(answers.bursts)),
    Wreck("huge-header", "Every answer has a header of 8 MB.", always(has_headers(("X-Trace", "a" * 8_000_000)))),
    Wreck("many-headers", "Every answer has ten thousand header fields.", always(has_headers(*_NUMBERED))),
    Wreck("closes-at-once", "The connection is closed without an answer.", always(written(answers.close))),
    Wreck("resets-at-once", "The connection is reset without an answer.", always(_RESETS)),
    Wreck(
        "closes-in-the-middle",
        "The connection is closed before the answer is whole.",
        always(written(answers.close_in_the_middle)),
    ),
    Wreck("promises-more", "Content-Length is more than what comes.", always(written(answers.promise_more))),
    Wreck("promises-less", "Content-Length is less than what comes.", always(answers.promises_less)),
    Wreck("cuts-a-chunk", "The connection is closed within a chunk.", always(written(answers.cut_a_chunk))),
    Wreck("has-no-head", "Answers are pages without a status line.", always(written(answers.write_no_head))),
    Wreck("writes-garbage", "Answers are bytes that are nothing.", always(written(answers.write_garbage))),
    Wreck("not-listening", "Nothing listens at the address.", _not_listening),
    Wreck("certificate-expired", "The certificate of TLS is past its date.", speaking_tls("expired")),
    Wreck("certificate-of-another-host", "The certificate is that of another host.", speaking_tls("another-host")),
    Wreck("certificate-self-signed", "The certificate is signed by itself.", speaking_tls("self-signed")),
    Wreck("handshake-hangs", "The server never answers the handshake of TLS.", speaking_tls("hangs")),
)
_MIDWAY: tuple[Wreck, ...] = tuple(
    Wreck(f"{name}-midway", f"From some request on, {what}.", after_some(answer), MIDWAY)
    for name, what, answer in (
        ("dies", "nothing listens", written(answers.die)),
        ("grants-everything", "all get a token", answers.grants),
        ("refuses-everything", "all are refused", answers.refuses),
        ("fails", "all are answered 500", answers.fails),
        ("unavailable", "all are answered 503", answers.is_unavailable),
        ("shows-a-page", "all get a page of HTML", answers.shows_a_page),
        ("silent", "none is answered", _SILENT),
        ("drips", "answers come one byte a second", _DRIPS),
        ("endless-body", "bodies never end", _ENDLESS),
        ("resets", "the connection is reset each time", _RESETS),
    )
)
_LATE: tuple[Wreck, ...] = (
    Wreck("silent-late", "When most is done, no request is answered.", after_some(_SILENT, LATE), LATE),
    Wreck("unavailable-late", "When most is done, all get 503.", after_some(answers.is_unavailable, LATE), LATE),
)
_PLACES: tuple[Wreck, ...] = tuple(
    Wreck(f"{name}-at-{place}", f"{what}; the rest is good.", limited(always(answer)), profiles=("h2m",))
    for place, limited in (("sign-in", at_sign_in), ("tokens", at_tokens))
    for name, what, answer in (
        ("silent", f"The server is silent at the {place}", _SILENT),
        ("drips", f"One byte a second at the {place}", _DRIPS),
        ("endless", f"Bodies without an end at the {place}", _ENDLESS),
        ("resets", f"Resets at the {place}", _RESETS),
        ("unavailable", f"503 at the {place}", answers.is_unavailable),
        ("fails", f"500 at the {place}", answers.fails),
    )
)
_BEHIND_THE_SIGN_IN: tuple[Wreck, ...] = tuple(
    Wreck(f"{name}-at-tokens", f"{what} that signs in well.", at_tokens(always(answer)), profiles=("h2m",))
    for name, what, answer in (
        ("grants-everything", "Every request gets a token from a provider", answers.grants),
        ("shows-a-page", "Every request gets a page of HTML from a provider", answers.shows_a_page),
        ("redirects-elsewhere", "Every request is sent to another host by a provider", answers.redirects_elsewhere),
        ("equal-members", "Every answer has two tokens from a provider", has_body(_TWICE)),
        ("bursts-when-unpacked", "Every body is 200 MB when unpacked at a provider", answers.bursts),
    )
)
WRECKS: tuple[Wreck, ...] = (*_CONTENT, *_TRANSPORT, *_MIDWAY, *_LATE, *_PLACES, *_BEHIND_THE_SIGN_IN)
HALF: tuple[Wreck, ...] = (
    Wreck("dies-and-comes-back", "The server ends, and comes back after some seconds.", once(written(answers.restart))),
    Wreck("hangs-in-place-of-refusals", "What is to be refused is never answered.", in_place_of_refusals(_SILENT)),
    Wreck("resets-in-place-of-refusals", "What is to be refused meets a reset.", in_place_of_refusals(_RESETS)),
)
"""Wrecks for a time, or for some requests: a negative check may hold at one of them, but no run is green."""


def all_wrecks(profile: str | None = None) -> tuple[Wreck, ...]:
    """Every wreck, or those of one profile."""
    return _of(WRECKS, profile)


def half_wrecks(profile: str | None = None) -> tuple[Wreck, ...]:
    """Every half wreck, or those of one profile."""
    return _of(HALF, profile)


def _of(wrecks: tuple[Wreck, ...], profile: str | None) -> tuple[Wreck, ...]:
    return tuple(each for each in wrecks if profile is None or profile in each.profiles)
