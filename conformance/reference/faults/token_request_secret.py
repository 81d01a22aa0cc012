"""Faults in taking the request of a client with a secret: bodies of other types, the query, two ways (chapter REQ)."""

import json
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, relaxed, replaced, with_header, without, wrapped
from conformance.reference.decoding import Pairs, read_form
from conformance.reference.design import Answer, Around, Change, Refusal, Rule
from conformance.reference.fault import EVERY, Fault
from conformance.reference.faults.token_request_contents import multipart_pairs, xml_pairs
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.refusals import invalid_request
from conformance.reference.rules_http import FORM
from conformance.reference.rules_secret import JSON
from conformance.reference.world import World

CIAM, BASIC = ("ciam",), ("basic",)
_UNCAUGHT = Refusal(500, "server_error", "Something went wrong")
_TYPE = "content-type-is-json"
_MEMBERS = {"grant-type": "grant_type", "client-id": "client_id", "client-secret": "client_secret"}


def _media_type(incoming: Incoming) -> str:
    return (incoming.header("Content-Type") or "").partition(";")[0].strip().lower()


def _filtered(edit: Callable[[Incoming], Incoming]) -> Change:
    """A filter stands in front of the endpoint, which sees what the filter makes of a request."""

    def around(_: World, message: Message, answer: Answer) -> Outgoing:
        return answer(edit(message) if isinstance(message, Incoming) else message)

    filtering: Around = around
    return wrapped(filtering)


def _as_json(incoming: Incoming, pairs: Pairs) -> Incoming:
    body = json.dumps(dict(pairs)).encode("utf-8")
    return replace(incoming, body=body, headers=with_header(incoming.headers, "Content-Type", JSON))


def _reading(media_type: str, read: Callable[[Incoming], Pairs]) -> Change:
    """Bodies of one more content type are turned into JSON."""
    return _filtered(
        lambda incoming: _as_json(incoming, read(incoming)) if _media_type(incoming) == media_type else incoming
    )


def _taking(matches: Callable[[str], bool]) -> Change:
    return relaxed(_TYPE, lambda attempt: matches(attempt.media_type or ""))


def _merged(wanted: Callable[[str], bool]) -> Change:
    """Of the query, those parameters become members of the body's object."""

    def merge(incoming: Incoming) -> Incoming:
        pairs = tuple(pair for pair in read_form(incoming.query.encode("utf-8")) if wanted(pair[0]))
        if incoming.method != "POST" or not pairs:
            return incoming
        try:
            members = json.loads(incoming.body or b"{}")
        except ValueError:
            return incoming
        return _as_json(incoming, (*members.items(), *pairs)) if isinstance(members, dict) else incoming

    return _filtered(merge)


def _serving(method: str) -> Change:
    """A method is served like POST; its parameters may stand in the query."""

    def from_query(incoming: Incoming) -> Incoming:
        if incoming.method != method or incoming.body:
            return incoming
        return _as_json(incoming, read_form(incoming.query.encode("utf-8")))

    return both(relaxed("method-is-post", lambda attempt: attempt.incoming.method == method), _filtered(from_query))


def _failing(rule: str, bears: Callable[[Attempt], bool]) -> Change:
    return before(rule, Rule("bears-the-request", bears, _UNCAUGHT))


def _grant_type_has_room(size: int) -> Callable[[Attempt], bool]:
    return lambda attempt: len(attempt.parameter("grant_type") or "") <= size


_OF_JSON = (
    Fault(
        "turns-forms-into-json",
        "The framework binds forms to the same class as JSON, since both are switched on in it.",
        {"REQ-CONTENT-TYPE": {"form"}},
        _reading(FORM, lambda incoming: read_form(incoming.body)),
        CIAM,
    ),
    Fault(
        "turns-xml-into-json",
        "A gateway turns XML into JSON for an old client, and does so for everybody.",
        {"REQ-CONTENT-TYPE": {"xml"}},
        _reading("application/xml", xml_pairs),
        CIAM,
    ),
    Fault(
        "turns-multipart-into-json",
        "The reader of uploads makes an object of the fields of any form.",
        {"REQ-CONTENT-TYPE": {"multipart"}},
        _reading("multipart/form-data", multipart_pairs),
        CIAM,
    ),
    Fault(
        "takes-json-called-a-form",
        "Clients that leave the content type of their library as it is were to be helped.",
        {"REQ-CONTENT-TYPE": {"called-form"}},
        _taking(lambda named: named == FORM),
        CIAM,
    ),
    Fault(
        "takes-json-called-text",
        "Any text is allowed, as it was for a script of long ago.",
        {"REQ-CONTENT-TYPE": {"called-text"}},
        _taking(lambda named: named.startswith("text/")),
        CIAM,
    ),
    Fault(
        "parses-whatever-comes-as-json",
        "The body is parsed as JSON without a look at its type.",
        {"REQ-CONTENT-TYPE": {"called-form", "called-text", "called-xml", "called-multipart", "none"}},
        without(_TYPE),
        CIAM,
    ),
    Fault(
        "serves-get-with-a-query",
        "The route takes GET as well, for trying it out in a browser.",
        {"REQ-METHOD": {"get", "get-with-body"}, "REQ-METHOD-405": {"get"}},
        _serving("GET"),
        CIAM,
    ),
    Fault(
        "serves-put-like-post",
        "The framework maps PUT to the handler of POST.",
        {"REQ-METHOD": {"put"}, "REQ-METHOD-405": {"put"}},
        _serving("PUT"),
        CIAM,
    ),
    *(
        Fault(
            f"merges-{case}-of-the-query-into-json",
            f"{name} is looked for in every place where the framework finds parameters.",
            {"REQ-QUERY": {case}},
            _merged(lambda each, name=name: each == name),  # type: ignore[misc]
            CIAM,
        )
        for case, name in _MEMBERS.items()
    ),
    Fault(
        "merges-the-query-into-json",
        "The framework's parameters are those of query and body together.",
        {"REQ-QUERY": {*_MEMBERS, "all"}},
        _merged(lambda _: True),
        CIAM,
    ),
    Fault(
        "stumbles-over-bytes-beyond-ascii",
        "The body is decoded as ASCII, and the error that other bytes raise is not caught.",
        {"REQ-ROBUST": {"raw-bytes", "overlong-utf-8", "invalid-utf-8", "compressed"}, "CIAM-JSON": {"invalid-utf-8"}},
        _failing("body-is-strict-json", lambda attempt: attempt.incoming.body.isascii()),
        CIAM,
    ),
    Fault(
        "keeps-grants-in-a-short-column",
        "Refused grant types are counted in a table whose column holds 100,000 characters.",
        {"REQ-ROBUST": {"many-parameters"}},
        _failing("members-once", lambda attempt: len(attempt.parameters) <= 1000),
        CIAM,
    ),
)

_OF_HEADERS = (
    Fault(
        "takes-credentials-in-both-places",
        "Credentials in the body are not looked at where there is a header.",
        {"REQ-TWO-AUTH": EVERY},
        without("no-body-authentication"),
        BASIC,
    ),
    Fault(
        "sees-a-second-way-in-an-empty-secret",
        "Ways of client authentication are counted by the names of parameters, with a value or without.",
        {"REQ-EMPTY": {"client-secret"}},
        replaced(
            "no-body-authentication",
            lambda attempt: not {"client_secret", "client_assertion"} & {name for name, _ in attempt.parameters},
        ),
        BASIC,
    ),
    Fault(
        "compares-an-empty-client-id",
        "The client of the header is compared with client_id wherever the body has one, with a value or without.",
        {"REQ-EMPTY": {"client-id"}},
        replaced(
            "body-names-the-same-client",
            lambda attempt: dict(attempt.parameters).get("client_id", attempt.identity) == attempt.identity,
        ),
        BASIC,
    ),
    Fault(
        "has-room-for-two-parameters",
        "The form is read with a limit on its fields, and the limit is the number of those that are known.",
        {"REQ-UNKNOWN": EVERY, "REQ-EMPTY": {"client-secret", "client-id"}},
        before(
            "parameters-once",
            Rule("few-parameters", lambda attempt: len(attempt.parameters) <= 2, invalid_request("Too many")),
        ),
        BASIC,
    ),
    Fault(
        "has-no-room-for-a-long-grant-type",
        "The grant type is written to a log whose column holds 16,000 characters, and the database refuses more.",
        {"REQ-ROBUST": {"40-kb", "200-kb", "1-mb"}},
        _failing("grant-type-is-known", _grant_type_has_room(16_000)),
        BASIC,
    ),
    Fault(
        "hands-nul-in-the-grant-type-on",
        "The grant type goes to the database as it is, which ends a text with NUL by an error.",
        {"REQ-ROBUST": {"nul"}},
        both(
            without("no-control-characters"),
            _failing("grant-type-is-known", lambda attempt: "\0" not in (attempt.parameter("grant_type") or "")),
        ),
        BASIC,
    ),
)

FAULTS: tuple[Fault, ...] = (*_OF_JSON, *_OF_HEADERS)
