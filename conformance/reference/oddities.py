"""Oddities: legal or half-legal strangeness, each with its own expected outcome."""

import secrets
from dataclasses import replace

from conformance.reference.changes import (
    answer_edited,
    answer_header,
    answer_with_header,
    refusal_with,
    setting,
    wrapped,
)
from conformance.reference.design import Answer, Around
from conformance.reference.fault import Expected, Oddity
from conformance.reference.message import Message, Outgoing
from conformance.reference.provider_changes import provider_with
from conformance.reference.world import World

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </manual>; rel=preload\r\n\r\n"
_EVERY_NTH = 40

_TIMES = ("CA-IAT", "CA-EXP", "CA-NBF", "ID-IAT", "ID-AUTH-TIME", "BASIC-OPTIONAL-TOKENS")
UNJUDGED_TIMES: Expected = dict.fromkeys(_TIMES, "not-testable")
"""Nothing is judged about times where the two clocks differ by more than half the skew."""


def _with_cookie(_: Message, answer: Outgoing) -> Outgoing:
    cookie = f"route={secrets.token_hex(8)}; Path=/; HttpOnly; Secure"
    return answer_with_header(answer, "Set-Cookie", cookie)


def _sometimes(status: int) -> Around:
    """Every fortieth request meets this status in place of its answer."""

    def around(world: World, message: Message, answer: Answer) -> Outgoing:
        if world.count("requests") % _EVERY_NTH:
            return answer(message)
        return Outgoing(status, (("Content-Type", "text/plain"), ("Retry-After", "0")), b"later")

    return around


ODDITIES: tuple[Oddity, ...] = (
    Oddity("sets-cookies", "Every answer sets the cookie of a load balancer.", answer_edited(_with_cookie)),
    Oddity(
        "continues-first",
        "Every answer has an answer 100 in front, asked for or not.",
        answer_edited(lambda _, answer: replace(answer, interim=CONTINUE)),
    ),
    Oddity(
        "hints-first",
        "Every answer has an answer 103 in front, with a link.",
        answer_edited(lambda _, answer: replace(answer, interim=HINTS)),
    ),
    Oddity("no-date", "Answers have no Date.", answer_edited(lambda _, answer: replace(answer, dated=False))),
    Oddity("clock-ahead-by-3-seconds", "The clock is three seconds ahead.", setting(clock_offset=3.0)),
    Oddity("clock-behind-by-3-seconds", "The clock is three seconds behind.", setting(clock_offset=-3.0)),
    Oddity("clock-ahead-by-an-hour", "The clock is an hour ahead.", setting(clock_offset=3600.0), UNJUDGED_TIMES),
    Oddity("clock-behind-by-an-hour", "The clock is an hour behind.", setting(clock_offset=-3600.0), UNJUDGED_TIMES),
    Oddity(
        "writes-markup",
        "Refusals hold markup that would run in a page.",
        refusal_with(error_description="<script>alert(1)</script><img src=x onerror=alert(2)>"),
    ),
    Oddity(
        "paints-the-terminal",
        "A header holds the codes by which a terminal changes its colours.",
        answer_header("X-Note", "\x1b[31mred\x1b[0m \x1b]0;title\x07"),
    ),
    Oddity(
        "throttles-now-and-then",
        "Every fortieth request is answered 429.",
        wrapped(_sometimes(429)),
    ),
    Oddity(
        "unavailable-now-and-then",
        "Every fortieth request is answered 503.",
        wrapped(_sometimes(503)),
    ),
    Oddity(
        "asks-for-no-consent",
        "Who signs in consents by it, though the target file names the button that refuses.",
        provider_with(consent=False),
        {"AZ-DENY": "not-testable"},
        profiles=("h2m",),
    ),
    Oddity(
        "says-who-it-is",
        "Every answer names its product, a request number and a long policy.",
        answer_edited(
            lambda _, answer: replace(
                answer,
                headers=(
                    *answer.headers,
                    ("Server", "Reference"),
                    ("X-Request-Id", secrets.token_hex(16)),
                    ("Content-Security-Policy", "default-src 'none'; " * 100),
                ),
            )
        ),
    ),
)


def all_oddities(profile: str | None = None) -> tuple[Oddity, ...]:
    """Every oddity, or those of one profile."""
    return tuple(each for each in ODDITIES if profile is None or profile in each.profiles)
