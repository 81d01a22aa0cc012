"""Other right ways to speak HTTP."""

import gzip
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.changes import (
    answer_edited,
    answer_header,
    answer_with_header,
    both,
    grant_header,
    refusal_with,
)
from conformance.reference.design import AnswerEdit
from conformance.reference.fault import Variation
from conformance.reference.message import Headers, Incoming, Message, Outgoing


def _headers(change: Callable[[Headers], Headers]) -> AnswerEdit:
    return lambda _, answer: replace(answer, headers=change(answer.headers))


def _lower(headers: Headers) -> Headers:
    return tuple((name.lower(), value) for name, value in headers)


def _two_lines(headers: Headers) -> Headers:
    return (*headers, ("Cache-Control", "no-cache"), ("Pragma", "no-cache"))


def _closing(_: Message, answer: Outgoing) -> Outgoing:
    return replace(answer_with_header(answer, "Connection", "close"), close=True)


def _closing_when_it_refuses(message: Message, answer: Outgoing) -> Outgoing:
    return _closing(message, answer) if answer.status >= 400 else answer


def _of_http_1_0(_: Message, answer: Outgoing) -> Outgoing:
    return replace(answer, protocol="HTTP/1.0", close=True)


def _chunked(_: Message, answer: Outgoing) -> Outgoing:
    """Chunks of seven bytes, with an extension and a trailer (RFC 9112, section 7.1)."""
    parts = [answer.body[start : start + 7] for start in range(0, len(answer.body), 7)]
    chunks = b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts)
    return replace(
        answer_with_header(answer, "Transfer-Encoding", "chunked"), body=chunks + b"0\r\nX-Trailer: end\r\n\r\n"
    )


def _until_closed(_: Message, answer: Outgoing) -> Outgoing:
    """No length at all: the body ends where the connection does (RFC 9112, section 6.3)."""
    return replace(answer, headers=(*answer.headers, ("Connection", "close")), close=True, measured=False)


def _compressed(message: Message, answer: Outgoing) -> Outgoing:
    if not isinstance(message, Incoming) or "gzip" not in (message.header("Accept-Encoding") or ""):
        return answer
    return replace(answer_with_header(answer, "Content-Encoding", "gzip"), body=gzip.compress(answer.body))


def _options_answered(message: Message, answer: Outgoing) -> Outgoing:
    if not isinstance(message, Incoming) or message.method != "OPTIONS":
        return answer
    return Outgoing(204, (("Allow", "POST, OPTIONS"), ("Cache-Control", "no-store"), ("Pragma", "no-cache")))


def _page_for_browsers(message: Message, answer: Outgoing) -> Outgoing:
    if not isinstance(message, Incoming) or message.method not in {"GET", "HEAD"}:
        return answer
    page = b"" if message.method == "HEAD" else b"<!doctype html><title>Token endpoint</title><p>Ask with POST."
    return Outgoing(200, (("Content-Type", "text/html; charset=utf-8"),), page)


def _sent_to_the_manual(message: Message, answer: Outgoing) -> Outgoing:
    is_asking = not isinstance(message, Incoming) or message.method in {"POST", "OPTIONS"}
    return answer if is_asking else Outgoing(303, (("Location", "/manual"),))


_CACHING = "private, max-age=0, No-Store, must-revalidate"

VARIATIONS: tuple[Variation, ...] = (
    Variation(
        "charset-in-the-content-type",
        "The content type of every answer has a charset, and capitals.",
        answer_header("content-type", "Application/JSON; Charset=UTF-8"),
    ),
    Variation("headers-in-lower-case", "The names of all headers are in lower case.", answer_edited(_headers(_lower))),
    Variation(
        "more-cache-directives",
        "no-store stands among other directives, in other letters.",
        both(grant_header("Cache-Control", _CACHING), refusal_with(headers={"Cache-Control": _CACHING})),
        {"RES-CACHE-EXACT": "violated"},
    ),
    Variation(
        "caching-on-two-lines",
        "Cache-Control and Pragma stand there on two lines each.",
        answer_edited(_headers(_two_lines)),
    ),
    Variation("closes-after-every-answer", "The connection is closed after every answer.", answer_edited(_closing)),
    Variation(
        "closes-after-a-refusal",
        "The connection is closed after every refusal.",
        answer_edited(_closing_when_it_refuses),
    ),
    Variation("speaks-http-1-0", "Answers are of HTTP/1.0, one for each connection.", answer_edited(_of_http_1_0)),
    Variation("chunked-answers", "Answers come in chunks, with an extension and a trailer.", answer_edited(_chunked)),
    Variation(
        "answers-without-a-length",
        "The body of an answer ends where the connection does.",
        answer_edited(_until_closed),
    ),
    Variation("compressed-answers", "Answers are compressed where the client takes that.", answer_edited(_compressed)),
    Variation(
        "no-reason-phrase",
        "The status line has no words behind the number.",
        answer_edited(lambda _, answer: replace(answer, reason="")),
    ),
    Variation(
        "shows-browsers-a-page",
        "GET and HEAD are answered with a page that says what the address is for.",
        answer_edited(_page_for_browsers),
        {"REQ-METHOD-405": "violated"},
        ("ciam", "basic"),
    ),
    Variation(
        "sends-other-methods-to-the-manual",
        "Whatever is no POST is sent to the page of the manual.",
        answer_edited(_sent_to_the_manual),
        {"REQ-METHOD-405": "violated", "REQ-ALLOW": "not-applicable"},
        ("ciam", "basic"),
    ),
    Variation("answers-options", "OPTIONS is answered with what is allowed.", answer_edited(_options_answered)),
)
