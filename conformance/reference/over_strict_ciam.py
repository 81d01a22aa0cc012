"""Over-strict faults of the flow CIAM: slips that refuse a body which is right."""

import re
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, replaced
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, OverStrict
from conformance.reference.refusals import invalid_request
from conformance.reference.rules_secret import JSON, MEMBERS

_CIAM = ("ciam",)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _type(attempt: Attempt) -> str:
    return attempt.incoming.header("Content-Type") or ""


def _text(attempt: Attempt) -> str:
    return attempt.incoming.body.decode("utf-8", "replace")


def _names(attempt: Attempt) -> list[str]:
    return list(attempt.body_value)


def _only_where(holds: Callable[[Attempt], bool]) -> Change:
    """A body that is a right object is refused all the same, unless this holds."""
    return before("no-authorization-header", Rule("body-as-expected", holds, invalid_request("The body is malformed")))


def _stands_in_order(attempt: Attempt) -> bool:
    known = [name for name in _names(attempt) if name in MEMBERS]
    return known == sorted(known, key=MEMBERS.index)


def _is_on_one_line(attempt: Attempt) -> bool:
    return not re.search(r"[\t\r\n]", _STRING.sub("", _text(attempt)))


def _has_plain_values(attempt: Attempt) -> bool:
    """Whether the id and the grant are found in the text of the body as they are."""
    return all(f'"{value}"' in _text(attempt) for name, value in attempt.parameters if name != "client_secret")


def _has_plain_names(attempt: Attempt) -> bool:
    return all(f'"{name}"' in _text(attempt) for name in _names(attempt))


OVER_STRICT: tuple[OverStrict, ...] = (
    OverStrict(
        "refuses-a-charset-of-json",
        "The whole content type is compared with application/json, parameters and all.",
        {"REQ-MEDIA-TYPE": {"charset"}},
        replaced("content-type-is-json", lambda attempt: _type(attempt).lower() == JSON),
        _CIAM,
    ),
    OverStrict(
        "refuses-json-in-capitals",
        "The content type is compared letter by letter.",
        {"REQ-MEDIA-TYPE": {"letter-case"}},
        replaced("content-type-is-json", lambda attempt: _type(attempt).partition(";")[0].strip() == JSON),
        _CIAM,
    ),
    OverStrict(
        "refuses-unknown-members",
        "The schema of the body allows no other member (additionalProperties: false).",
        {"REQ-UNKNOWN": EVERY},
        _only_where(lambda attempt: set(_names(attempt)) <= set(MEMBERS)),
        _CIAM,
    ),
    OverStrict(
        "demands-an-order-of-members",
        "The body is taken apart by one regular expression, in the order of the page's example.",
        {"REQ-ORDER": EVERY},
        _only_where(_stands_in_order),
        _CIAM,
    ),
    OverStrict(
        "refuses-a-body-of-several-lines",
        "A filter in front takes the body for one line, and an end of line in it for an attack.",
        {"REQ-MEDIA-TYPE": {"white-space"}},
        _only_where(_is_on_one_line),
        _CIAM,
    ),
    OverStrict(
        "refuses-escaped-letters",
        "The id is looked for in the text of the body, so that the log of the gateway and the endpoint agree.",
        {"REQ-MEDIA-TYPE": {"escaped-values"}},
        _only_where(_has_plain_values),
        _CIAM,
    ),
    OverStrict(
        "refuses-escaped-names",
        "The names of the members are looked for in the text of the body before it is parsed.",
        {"REQ-MEDIA-TYPE": {"escaped-names"}},
        _only_where(_has_plain_names),
        _CIAM,
    ),
)
