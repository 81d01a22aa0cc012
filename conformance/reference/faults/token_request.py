"""Faults in taking the request: what is granted, connections, and methods (chapter REQ)."""

from collections.abc import Callable
from dataclasses import replace

from conformance.reference.attempt import Attempt
from conformance.reference.changes import (
    REMOVED,
    answer_edited,
    answer_with_header,
    both,
    grant_edited,
    grant_status,
    refusal_edited,
    relaxed,
    setting,
    without,
)
from conformance.reference.decoding import Pairs, read_form
from conformance.reference.design import Change, Design, Draft
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.unseparated import Unseparated


def _is(message: Message, method: str) -> bool:
    return isinstance(message, Incoming) and message.method == method


def _query_unless_post(incoming: Incoming) -> Pairs:
    return read_form(incoming.body if incoming.method == "POST" else incoming.query.encode("utf-8"))


def _body_or_query(incoming: Incoming) -> Pairs:
    return read_form(incoming.query.encode("utf-8") if incoming.method in {"GET", "HEAD"} else incoming.body)


def _serving(method: str) -> Change:
    """A method is served like POST; GET and HEAD carry their parameters in the query."""

    def it_is(attempt: Attempt) -> bool:
        return attempt.incoming.method == method

    typed = relaxed("content-type-is-form", lambda attempt: it_is(attempt) and method in {"GET", "HEAD"})
    return both(relaxed("method-is-post", it_is), typed, setting(read_parameters=_body_or_query))


# --- what is granted, and what lingers -----------------------------------------------------------------------------


def _reported_already(attempt: Attempt, draft: Draft) -> Draft:
    first = attempt.world.count(f"grants of {attempt.identity}") == 1
    return draft if first else replace(draft, status=208)


def _remembering(attempt: Attempt, draft: Draft) -> Draft:
    attempt.incoming.connection.notes["client"] = attempt.identity
    return draft


def _is_remembered(attempt: Attempt) -> bool:
    names = {name for name, _ in attempt.parameters}
    return "client" in attempt.incoming.connection.notes and not names & {"client_id", "client_assertion"}


def _remembers_the_connection(design: Design) -> Design:
    """Every rule about the client passes for a connection that has authenticated itself before."""
    names = [rule.name for rule in design.rules]
    about_the_client = names[names.index("client-id-present") :]
    relaxing = (relaxed(name, _is_remembered) for name in about_the_client)
    return both(*relaxing, grant_edited(_remembering))(design)


# --- methods -------------------------------------------------------------------------------------------------------


def _answered(method: str, edit: Callable[[Outgoing], Outgoing]) -> Change:
    """Every answer to one method is edited."""
    return answer_edited(lambda message, answer: edit(answer) if _is(message, method) else answer)


def _as_405(answer: Outgoing) -> Outgoing:
    return answer_with_header(replace(answer, status=405), "Allow", "POST")


def _refused_with(method: str, status: int) -> Change:
    """A method is turned down with another status."""
    return refusal_edited(
        lambda message, _, draft: replace(draft, status=status) if _is(message, method) else draft,
        causes="method-is-post",
    )


def _allowing(method: str, allow: str) -> Change:
    return _answered(method, lambda answer: answer_with_header(answer, "Allow", allow))


def _misnaming(method: str, header: str) -> Change:
    def renamed(answer: Outgoing) -> Outgoing:
        return answer_with_header(answer_with_header(answer, "Allow", REMOVED), header, "POST")

    return _answered(method, renamed)


_FORGETTING = (
    ("get", "The handler of GET sets the status 405, has no return behind it, and runs into the handler of POST."),
    ("put", "The handler of PUT sets the status 405 in a filter, which does not end the request."),
    ("patch", "An exception for PATCH is raised and caught by a decorator that notes the status 405 and goes on."),
    ("delete", "For DELETE the status 405 is written behind the body, and the body is the one of POST."),
)
_STATUSES = (
    ("get", 404, "The route is known for POST alone, and a GET falls through to the page for unknown addresses."),
    ("put", 403, "The firewall forbids PUT before the router could say anything."),
    ("patch", 400, "The web server does not know PATCH and calls the request malformed."),
    ("delete", 401, "DELETE is kept for administrators, who have to sign in."),
    ("head", 400, "HEAD is bound to a handler that misses its parameters."),
)

FAULTS: tuple[Fault, ...] = (
    Fault(
        "answers-201",
        "A token is created, so the status of its making was taken.",
        {"REQ-GRANTED": EVERY},
        grant_status(201),
    ),
    Fault(
        "answers-208-to-whom-it-knows",
        "A client that has got a token before is told so by the status.",
        {"REQ-GRANTED": EVERY},
        grant_edited(_reported_already),
    ),
    Fault(
        "remembers-the-client-of-a-connection",
        "The client is kept in an attribute of the connection's handler, and used where a request names none.",
        {"REQ-ALONE": EVERY},
        _remembers_the_connection,
    ),
    *(
        Fault(
            f"forgets-to-return-after-405-{name}",
            slip,
            {"REQ-METHOD": {name}},
            both(_serving(name.upper()), _answered(name.upper(), _as_405)),
        )
        for name, slip in _FORGETTING
    ),
    Fault(
        "serves-get",
        "The route takes GET as well, for trying it out in a browser.",
        {"REQ-METHOD": {"get"}, "REQ-METHOD-405": {"get"}},
        _serving("GET"),
    ),
    Fault(
        "serves-get-with-a-body",
        "The handler takes whatever brings a body, so that a GET is turned away only where it has none.",
        {"REQ-METHOD": {"get-with-body"}},
        relaxed("method-is-post", lambda attempt: attempt.incoming.method == "GET" and attempt.incoming.body != b""),
        ("m2m", "ciam"),
    ),
    Fault(
        "serves-head",
        "GET is shut out by its name, and the framework makes HEAD out of the handler behind it.",
        {"REQ-METHOD": {"head"}, "REQ-METHOD-405": {"head"}},
        _serving("HEAD"),
    ),
    Fault(
        "serves-every-method-with-a-body",
        "The handler never asks for the method and reads the body, if there is one.",
        {"REQ-METHOD": {"get-with-body", "put", "patch", "delete"}, "REQ-METHOD-405": EVERY},
        without("method-is-post"),
    ),
    Fault(
        "serves-every-method",
        "The handler never asks for the method, and takes its parameters from wherever they are.",
        {"REQ-METHOD": {"get", "put", "patch", "delete", "head"}, "REQ-METHOD-405": EVERY},
        both(_serving("GET"), _serving("HEAD"), without("method-is-post")),
    ),
    Fault(
        "answers-no-method-with-405",
        "Every request but the right one is a bad request.",
        {"REQ-METHOD-405": EVERY},
        refusal_edited(lambda _, __, draft: replace(draft, status=400, headers=()), causes="method-is-post"),
    ),
    *(
        Fault(f"answers-{name}-with-{status}", slip, {"REQ-METHOD-405": {name}}, _refused_with(name.upper(), status))
        for name, status, slip in _STATUSES
    ),
    Fault(
        "says-405-without-allow",
        "The status is made by hand, and the header that belongs to it is forgotten.",
        {"REQ-ALLOW": EVERY},
        refusal_edited(lambda _, __, draft: replace(draft, headers=draft.headers[:-1]), causes="method-is-post"),
    ),
    Fault(
        "allows-get-to-get",
        "The header for GET lists what the page for browsers can do.",
        {"REQ-ALLOW": {"get"}},
        _allowing("GET", "OPTIONS, HEAD"),
    ),
    Fault(
        "allows-post-in-small-letters",
        "The header for PUT is made from the names of the handler's functions, which are written small.",
        {"REQ-ALLOW": {"put"}},
        _allowing("PUT", "post"),
    ),
    Fault(
        "allows-post-to-other-origins",
        "PATCH is answered by the part that is for browsers of other origins, with its own header.",
        {"REQ-ALLOW": {"patch"}},
        _misnaming("PATCH", "Access-Control-Allow-Methods"),
    ),
    Fault(
        "allows-nothing-to-delete",
        "The list of allowed methods is filled after the header for DELETE was written.",
        {"REQ-ALLOW": {"delete"}},
        _allowing("DELETE", ""),
    ),
    Fault(
        "allows-nothing-to-head",
        "With the body of the answer to HEAD all header fields are dropped that describe it, and one too many.",
        {"REQ-ALLOW": {"head"}},
        _answered("HEAD", lambda answer: answer_with_header(answer, "Allow", REMOVED)),
    ),
)

UNSEPARATED: tuple[Unseparated, ...] = (
    Unseparated(
        "REQ-METHOD",
        "head",
        "An answer to HEAD has no body, so a token shows by a status of success alone, and REQ-METHOD-405 forbids that "
        "status as well: who breaks the one breaks the other (serves-head).",
        ("m2m", "h2m", "ciam", "basic"),
    ),
)
