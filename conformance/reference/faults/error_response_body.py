"""Faults in the body of the answer that refuses (chapter ERR): its form, its words, and what it betrays."""

import json
from dataclasses import replace
from typing import Any

from conformance.reference.changes import grant_with, refusal_edited, refusal_with, refusing, with_header
from conformance.reference.design import Draft, Refusal
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.error_response import faulty_requests
from conformance.reference.message import Incoming, Message

_PAGE = b"<!DOCTYPE html><html><head><title>Bad Request</title></head><body><h1>Bad Request</h1></body></html>"
_IDENTITY = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"
_PYTHON = """Traceback (most recent call last):
  File "/srv/token/handler.py", line 118, in token
    claims = verify(assertion)
ValueError: invalid"""
_JAVA = """com.example.token.InvalidAssertionException: invalid
\tat com.example.token.AssertionValidator.validate(AssertionValidator.java:83)
\tat com.example.token.TokenResource.token(TokenResource.java:41)"""
_DOTNET = """System.InvalidOperationException: invalid
   at Token.AssertionValidator.Validate(String assertion) in C:\\build\\Token\\AssertionValidator.cs:line 57"""


def _as_page(draft: Draft) -> Draft:
    return replace(draft, body=_PAGE, headers=with_header(draft.headers, "Content-Type", "text/html; charset=utf-8"))


def _in_quotes(draft: Draft) -> Draft:
    """The object is serialised twice, the second time as a string."""
    return replace(draft, body=json.dumps(draft.render(draft.members).decode()).encode())


def _wrapped(draft: Draft) -> Draft:
    return replace(draft, members=(("status", "failed"), ("errors", [dict(draft.members)])))


def _with_form(message: Message, _: Refusal, draft: Draft) -> Draft:
    """What was sent is given back, so that the caller may see it."""
    body = message.body.decode("latin-1") if isinstance(message, Incoming) else ""
    return replace(draft, members=(*draft.members, ("received", body)))


def _leaking(**members: Any) -> Any:
    return refusal_with(errors="invalid_client", **members)


_FORM = (
    Fault(
        "refuses-with-a-page",
        "The error page of the web server comes before the handler's own answer.",
        {"ERR-JSON": EVERY},
        faulty_requests(_as_page),
    ),
    Fault(
        "refuses-with-an-empty-body",
        "The status is set, and nothing is written.",
        {"ERR-JSON": EVERY},
        faulty_requests(lambda draft: replace(draft, body=b"")),
    ),
    Fault(
        "refuses-as-text",
        "The error handler writes JSON and forgets to say so.",
        {"ERR-JSON": EVERY},
        refusal_with(headers={"Content-Type": "text/plain; charset=utf-8"}),
    ),
    Fault(
        "serialises-refusals-twice",
        "The handler serialises the object, and the framework the string.",
        {"ERR-JSON": EVERY},
        faulty_requests(_in_quotes),
    ),
    Fault(
        "wraps-refusals-in-an-envelope",
        "Every answer of this company stands in an envelope.",
        {"ERR-JSON": EVERY},
        faulty_requests(_wrapped),
    ),
)

_WORDS = (
    Fault(
        "quotes-the-scope",
        "The description names the parameter in quotation marks.",
        {"ERR-CHARSET": EVERY},
        refusing("scope-has-value", description='The scope "iSHARE" is missing'),
    ),
    Fault(
        "translates-descriptions",
        "Descriptions are in the language of the server.",
        {"ERR-CHARSET": EVERY},
        refusal_with(error_description="Ungültige Anfrage"),
    ),
    Fault(
        "breaks-lines-in-descriptions",
        "The messages of several validators are joined by line breaks.",
        {"ERR-CHARSET": EVERY},
        refusal_with(errors="invalid_client", error_description="The assertion is not valid\nSee the manual"),
    ),
    Fault(
        "shares-one-object-for-both-answers",
        "Grants and refusals are one class, whose empty fields are written as null.",
        {"ERR-NO-TOKEN": EVERY},
        refusal_with(access_token=None, id_token=None),
    ),
    Fault(
        "hands-an-id-token-to-the-refused",
        "The id_token is made before the last rule is asked.",
        {"ERR-NO-TOKEN": EVERY},
        refusal_with(causes="scope-has-value", id_token=_IDENTITY),
    ),
    Fault(
        "says-no-error-when-it-grants",
        "The answer always has the member error, empty where all went well.",
        {"ERR-NO-TOKEN": EVERY},
        grant_with(error=""),
    ),
)

_LEAKS = (
    Fault("shows-a-trace-of-python", "Debugging was left on.", {"ERR-NO-LEAK": EVERY}, _leaking(trace=_PYTHON)),
    Fault(
        "shows-a-trace-of-java", "The trace is a member of the answer.", {"ERR-NO-LEAK": EVERY}, _leaking(trace=_JAVA)
    ),
    Fault(
        "shows-a-trace-of-dotnet", "The page for developers is on.", {"ERR-NO-LEAK": EVERY}, _leaking(detail=_DOTNET)
    ),
    Fault(
        "shows-its-query",
        "The message of the database is the description.",
        {"ERR-NO-LEAK": EVERY},
        refusing("scope-has-value", description="no rows: SELECT id FROM scope WHERE name = ?"),
    ),
    Fault(
        "shows-a-file",
        "The description says where the signature was looked at.",
        {"ERR-NO-LEAK": EVERY},
        refusing("signature-is-right", description="invalid signature at /srv/token/lib/verify.js"),
    ),
    Fault(
        "shows-its-version",
        "The template of the web server signs with its name.",
        {"ERR-NO-LEAK": EVERY},
        refusal_with(server="Apache Tomcat/9.0.31"),
    ),
    Fault(
        "repeats-what-was-sent",
        "A request whose signature is wrong is given back, so that the caller may see what arrived.",
        {"ERR-NO-LEAK": EVERY},
        refusal_edited(_with_form, causes="signature-is-right"),
    ),
)


FAULTS: tuple[Fault, ...] = (*_FORM, *_WORDS, *_LEAKS)
