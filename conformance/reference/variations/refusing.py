"""Other right ways to refuse: other statuses where they fit, other codes that fit, other words, another order."""

import secrets
from dataclasses import replace

from conformance.reference.changes import REMOVED, both, grant_header, refusal_edited, refusal_with, refusing, setting
from conformance.reference.design import Design, Draft, Refusal
from conformance.reference.fault import Variation
from conformance.reference.message import Message

_FIRST = ("method-is-post",)
_LAST = ("assertion-is-new",)


def reversed_rules(design: Design) -> Design:
    """The rules in the opposite order; the method stays first, and the memory, which uses an assertion up, last."""
    first = tuple(rule for rule in design.rules if rule.name in _FIRST)
    last = tuple(rule for rule in design.rules if rule.name in _LAST)
    middle = tuple(rule for rule in design.rules if rule.name not in _FIRST + _LAST)
    return replace(design, rules=(*first, *middle[::-1], *last))


def _remembers_early(design: Design) -> Design:
    """The memory of used assertions stands in front of the claims: a refused assertion is used up too."""
    memory = design.rule("assertion-is-new")
    rest = tuple(rule for rule in design.rules if rule is not memory)
    place = [rule.name for rule in rest].index("audience-is-this-server")
    return replace(design, rules=(*rest[:place], memory, *rest[place:]))


def _numbered(_: Message, __: Refusal, draft: Draft) -> Draft:
    """A number behind each description, under which the server's log has more."""
    told = {"error_description", "errorDescription"}
    members = (
        (name, f"{value}. Trace {secrets.token_hex(8)}" if name in told else value) for name, value in draft.members
    )
    return replace(draft, members=tuple(members))


_UNAUTHENTICATED = refusal_with(
    errors="invalid_client", status=401, headers={"WWW-Authenticate": 'Bearer realm="token", error="invalid_client"'}
)

VARIATIONS: tuple[Variation, ...] = (
    Variation(
        "401-for-failed-authentication",
        "A failed client authentication is answered 401, with a challenge.",
        _UNAUTHENTICATED,
        {"ERR-400-AUTH": "violated", "ERR-CHALLENGE": "holds"},
    ),
    Variation(
        "415-for-another-content-type",
        "A body that is no form is answered 415.",
        refusing("content-type-is-form", status=415),
    ),
    Variation("413-for-a-body-over-16-kb", "A body over 16 kB is answered 413.", setting(body_limit=16_384)),
    Variation("431-for-a-header-over-8-kb", "A header over 8 kB is answered 431.", setting(header_limit=8192)),
    Variation(
        "refusals-without-description", "Refusals say nothing but their code.", refusal_with(error_description=REMOVED)
    ),
    Variation(
        "refusals-in-other-words",
        "The descriptions of refusals use every sign that they may.",
        refusal_with(error_description="~!#$%&'()*+,-./ [it] is <b>wrong</b> {here} 0:9; @ ^_`| ?"),
    ),
    Variation(
        "refusals-with-error-uri",
        "Refusals point at a page that explains them.",
        refusal_with(error_uri="https://server.invalid/errors#token"),
    ),
    Variation(
        "refusals-with-a-trace-number",
        "Refusals carry members of their own.",
        refusal_with(trace="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", code=40017),
    ),
    Variation(
        "numbers-its-descriptions",
        "Each description ends with a number under which the log of the server has more.",
        refusal_edited(_numbered),
        profiles=("ciam", "basic"),
    ),
    Variation(
        "other-codes-that-fit",
        "Where the error has several names that fit, the other one is used.",
        both(
            refusing("grant-type-present", error="unsupported_grant_type"),
            *(
                refusing(name, error="invalid_request")
                for name in (
                    "client-id-present",
                    "assertion-type-present",
                    "assertion-present",
                    "assertion-has-three-segments",
                    "segments-are-strict-base64url",
                    "header-is-json-object",
                    "payload-is-json-object",
                )
            ),
        ),
    ),
    Variation("rules-in-another-order", "What is wrong is looked for in the opposite order.", reversed_rules),
    Variation("uses-up-what-it-refuses", "An assertion is used up also when its claims are refused.", _remembers_early),
    Variation(
        "allows-options-too",
        "The header Allow names OPTIONS beside POST.",
        refusing("method-is-post", headers=(("allow", "OPTIONS, POST"),)),
    ),
    Variation(
        "refusals-with-other-caching",
        "Refusals and grants carry more directives against caching.",
        both(
            refusal_with(headers={"Cache-Control": "no-store, no-cache", "Expires": "0"}),
            grant_header("Expires", "0"),
        ),
    ),
)
