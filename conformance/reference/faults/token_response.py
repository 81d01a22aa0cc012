"""Faults in the answer that grants (chapter RES): its body and its headers."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.attempt import Attempt
from conformance.reference.changes import REMOVED, both, grant_edited, grant_header, grant_with, with_header
from conformance.reference.design import Draft, Members
from conformance.reference.fault import EVERY, Fault
from conformance.reference.m2m import opaque_token
from conformance.reference.unseparated import Unseparated


def _rendered(text: str, encoding: str = "utf-8") -> Any:
    """The body is the JSON inside another text, or in another encoding."""

    def render(members: Members) -> bytes:
        return text.replace("{}", json.dumps(dict(members), ensure_ascii=False)).encode(encoding)

    return lambda _, draft: replace(draft, render=render)


def _repeated(name: str, value: Any) -> Any:
    return lambda _, draft: replace(draft, members=(*draft.members, (name, value)))


def _with_cookie(_: Attempt, draft: Draft) -> Draft:
    cookie = f"access_token={draft.member('access_token')}; Path=/; Secure; HttpOnly"
    return replace(draft, headers=with_header(draft.headers, "Set-Cookie", cookie))


_BODY = (
    Fault(
        "sends-html-as-content-type",
        "The token is printed by a handler that leaves the server's default content type.",
        {"RES-JSON": EVERY},
        grant_header("Content-Type", "text/html; charset=utf-8"),
    ),
    Fault(
        "sends-no-content-type",
        "The body is written to the raw response, past the code that sets its type.",
        {"RES-JSON": EVERY},
        grant_header("Content-Type", REMOVED),
    ),
    Fault(
        "writes-a-byte-order-mark",
        "The encoding object of the platform writes a mark in front, and nobody switched it off.",
        {"RES-JSON": EVERY},
        grant_edited(_rendered("\ufeff{}")),
    ),
    Fault(
        "writes-latin-1",
        "The writer has the machine's encoding, and the answer holds the name of an organisation.",
        {"RES-JSON": EVERY},
        both(grant_with(organisation="Überfällig"), grant_edited(_rendered("{}", "latin-1"))),
    ),
    Fault(
        "writes-two-objects",
        "A filter that should replace the body appends to it.",
        {"RES-JSON": EVERY},
        grant_edited(_rendered('{}{"status":"ok"}')),
    ),
    Fault(
        "writes-a-member-twice",
        "expires_in is a field of the base class and of the class that inherits it.",
        {"RES-MEMBERS-ONCE": EVERY},
        grant_edited(_repeated("expires_in", 3600)),
    ),
    Fault(
        "writes-the-type-as-a-number",
        "The enumeration of token types is written as its ordinal.",
        {"RES-SCHEMA": EVERY, "RES-TOKEN-TYPE": EVERY},
        grant_with(token_type=0),
    ),
    Fault(
        "writes-seconds-as-text",
        "The life of the token comes from the configuration, where everything is text.",
        {"RES-SCHEMA": EVERY, "RES-EXPIRES-IN": EVERY},
        grant_with(expires_in="3600"),
    ),
    Fault(
        "issues-a-refresh-token",
        "The framework issues refresh tokens unless it is told not to.",
        {"RES-NO-REFRESH": EVERY},
        grant_with(refresh_token=opaque_token),
    ),
    Fault(
        "writes-a-null-refresh-token",
        "Refresh tokens are off, yet the serialiser writes the empty field.",
        {"RES-NO-REFRESH": EVERY},
        grant_with(refresh_token=None),
    ),
)

_CACHING = (
    Fault(
        "forgets-pragma",
        "Only Cache-Control was set; Pragma was taken for a thing of the past.",
        {"RES-PRAGMA": EVERY},
        grant_header("Pragma", REMOVED),
    ),
    Fault(
        "says-no-store-in-pragma",
        "Both headers get the one value.",
        {"RES-PRAGMA": EVERY},
        grant_header("Pragma", "no-store"),
    ),
    Fault(
        "says-no-cache-alone",
        "no-cache was taken for the stronger word.",
        {"RES-NO-STORE": EVERY},
        grant_header("Cache-Control", "no-cache, max-age=0, must-revalidate"),
    ),
    Fault(
        "separates-directives-by-semicolons",
        "Cache-Control was written like a cookie.",
        {"RES-NO-STORE": EVERY},
        grant_header("Cache-Control", "private; no-store"),
    ),
    Fault(
        "says-no-store-of-a-field-alone",
        "The directive slipped into the list of fields that private may have.",
        {"RES-NO-STORE": EVERY},
        grant_header("Cache-Control", 'private="set-cookie, no-store", max-age=60'),
    ),
    Fault(
        "sets-the-token-as-a-cookie",
        "The sign-in helper of the web pages writes its cookie here too.",
        {"RES-NO-COOKIE": EVERY},
        grant_edited(_with_cookie),
    ),
)

FAULTS: tuple[Fault, ...] = (*_BODY, *_CACHING)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "RES-SCHEMA",
        None,
        "The page gives a type to three members, and for each another row looks at the value too: an access_token of "
        "another type is no grant, token_type and expires_in break RES-TOKEN-TYPE and RES-EXPIRES-IN as well.",
        ("m2m", "h2m", "ciam"),
    ),
    Unseparated(
        "RES-SCHEMA",
        None,
        "For each member to which the page gives a type another row looks at the value too: RES-ACCESS-TOKEN, "
        "RES-TOKEN-TYPE, RES-EXPIRES-IN, BASIC-RES-SCOPE and BASIC-OPTIONAL-TOKENS.",
        ("basic",),
    ),
)
