"""Signs of a server's inside in an answer: traces, files, queries, products; and credentials that are sent back."""

import base64
import re
from collections.abc import Iterator
from typing import Any

from conformance.exchange import Answer, Exchange
from conformance.guesses import credentials_in
from conformance.request import text_of

_FILES = "py|rb|js|ts|mjs|php|java|kt|scala|cs|vb|go|rs|jar|war|class|dll|so|conf|config|properties|yml|yaml|env|sql"

SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a stack trace of Python", re.compile(r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+, in ")),
    ("a stack trace of Java", re.compile(r"\bat [\w$.]+\.[\w$<>]+\((?:[\w$]+\.(?:java|kt|scala):\d+|Native Method)\)")),
    (
        "a stack trace of .NET",
        re.compile(r"\bat [\w.`<>]+\.[\w`<>]+\([^)]*\)(?: in [^\n]+:line \d+|\s+at )|--- End of (?:inner )?exception"),
    ),
    (
        "a stack trace of Node.js",
        re.compile(r"\bat (?:[\w.<>\[\] ]+ )?\(?(?:node:|file://|/|[A-Z]:\\)[^\s()]*:\d+:\d+"),
    ),
    (
        "a stack trace of PHP",
        re.compile(r"#\d+ [^\n]*\.php\(\d+\)|PHP (?:Fatal error|Warning|Notice):|\bin /\S+\.php on line"),
    ),
    ("a stack trace of Ruby", re.compile(r"\.rb:\d+:in [`']")),
    ("a stack trace of Go", re.compile(r"goroutine \d+ \[|\.go:\d+ \+0x|runtime error: ")),
    ("a stack trace of Rust", re.compile(r"thread '[^']*' panicked at")),
    (
        "the name of an exception's class",
        re.compile(r"\b(?:[a-z]\w*\.){2,}[A-Z]\w*(?:Exception|Error)\b|\bSystem\.(?:\w+\.)*\w+Exception\b"),
    ),
    (
        "a database query or its error",
        re.compile(
            r"\bSELECT\b[^;]{1,300}\bFROM\b|\bINSERT INTO\b|\bUPDATE\b[^;]{1,200}\bSET\b|\bDELETE FROM\b"
            r"|SQLSTATE\[|\bORA-\d{5}\b|You have an error in your SQL syntax|syntax error at or near|\bpsycopg2?\."
        ),
    ),
    (
        "a file of the server",
        re.compile(rf"(?<![\w:/.])/(?:[\w.-]+/)+[\w.-]+\.(?:{_FILES})\b|\b[A-Za-z]:\\(?:[\w .-]+\\)+[\w.-]+"),
    ),
    (
        "a product and its version",
        re.compile(
            r"\b(?:Apache|nginx|openresty|Apache Tomcat|Tomcat|Microsoft-IIS|PHP|Jetty|WildFly|JBoss|Undertow|WebLogic"
            r"|Werkzeug|gunicorn|uvicorn|Kestrel|Express|Python|OpenSSL|Keycloak|IdentityServer\d?|Spring Boot)"
            r"(?:/|\(| v?)\d+\.\d[\w.]*"
        ),
    ),
    ("the error number of a library", re.compile(r"\bIDX\d{5}\b|\berror:[0-9A-F]{8}:")),
)
"""What each sign is, and how it looks."""

_LONG = 40
"""Characters from which a segment of an assertion is known to be that of this very one."""


def leak_in(exchange: Exchange) -> str | None:
    """Name what an answer betrays of the server's inside or of what was sent; None where it betrays nothing."""
    if exchange.answer is None:
        return None
    text = "\n".join(texts_of(exchange.answer))
    if any(piece in text for piece in _pieces_sent(exchange)):
        return "it repeats the assertion that was sent"
    if any(piece in text for piece in _wrong_secrets_sent(exchange)):
        return "it repeats the secret that was sent"
    return next((f"it shows {told}" for told, sign in SIGNS if sign.search(text)), None)


def _pieces_sent(exchange: Exchange) -> Iterator[str]:
    """The assertion as it was sent, and its long segments."""
    for name, value in exchange.request.parameters:
        if name == "client_assertion" and (sent := text_of(value)):
            yield sent
            yield from (segment for segment in sent.split(".") if len(segment) >= _LONG)


def _wrong_secrets_sent(exchange: Exchange) -> Iterator[str]:
    """Every secret that was sent and is not the client's own: that one is never sent back (RES-NO-SECRET)."""
    own = exchange.request.material.target.client.secret
    for _, secret in credentials_in(exchange.request):
        if secret and secret != own:
            yield secret
            yield base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii")


def texts_of(answer: Answer) -> Iterator[str]:
    """The body as it came, and every string in it where it is JSON, without the escapes."""
    yield answer.body.decode("utf-8", "replace")
    yield from _strings(dict(answer.members or {}))


def _strings(value: Any) -> Iterator[str]:
    """Every string inside a JSON value, names of members too; not by recursion, for the value is a stranger's."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            waiting += one
