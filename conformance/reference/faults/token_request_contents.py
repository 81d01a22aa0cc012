"""Faults in reading contents: content types, grant types, a second authentication (chapter REQ)."""

import json
import re
from collections.abc import Callable
from email import message_from_bytes
from xml.etree.ElementTree import ParseError, fromstring

from conformance.reference.attempt import Attempt
from conformance.reference.changes import both, relaxed, replaced, setting, without
from conformance.reference.decoding import Pairs, read_form
from conformance.reference.design import Change, Design
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming
from conformance.reference.rules_parameters import GRANT_TYPE

# --- content types -------------------------------------------------------------------------------------------------


def _taking_type(matches: Callable[[str], bool]) -> Change:
    """A form is taken under further media types; an absent one is the empty text."""
    return relaxed("content-type-is-form", lambda attempt: matches(attempt.media_type or ""))


def _reading(media_type: str, read: Callable[[Incoming], Pairs]) -> Change:
    """The body is read by its content type, and one more content type is known."""

    def it_is(attempt: Attempt) -> bool:
        return attempt.media_type == media_type

    def pairs(incoming: Incoming) -> Pairs:
        named = (incoming.header("Content-Type") or "").partition(";")[0].strip().lower()
        return read(incoming) if named == media_type else read_form(incoming.body)

    relaxing = (relaxed(rule, it_is) for rule in ("content-type-is-form", "form-is-well-formed"))
    return both(*relaxing, setting(read_parameters=pairs))


def _json(incoming: Incoming) -> Pairs:
    try:
        members = json.loads(incoming.body)
    except (ValueError, RecursionError):
        return ()
    return tuple((str(name), str(value)) for name, value in members.items()) if isinstance(members, dict) else ()


def xml_pairs(incoming: Incoming) -> Pairs:
    """The children of an XML element as parameters."""
    try:
        # Only the checker writes to the reference endpoint.
        root = fromstring(incoming.body)  # noqa: S314
    except ParseError:
        return ()
    return tuple((child.tag, child.text or "") for child in root)


def multipart_pairs(incoming: Incoming) -> Pairs:
    """The parts of a multipart form as parameters."""
    head = f"Content-Type: {incoming.header('Content-Type')}\r\n\r\n".encode("latin-1")
    parts = message_from_bytes(head + incoming.body).get_payload()
    named = (
        (part, part.get_param("name", header="Content-Disposition")) for part in parts if not isinstance(part, str)
    )
    return tuple((str(name), str(part.get_payload()).strip()) for part, name in named)


# --- grant types ---------------------------------------------------------------------------------------------------


def _taking_grant_type(matches: Callable[[str], bool]) -> Change:
    return relaxed("grant-type-is-known", lambda attempt: matches(attempt.parameter("grant_type") or ""))


def _lets_empty_requests_through(design: Design) -> Design:
    """No rule but those of HTTP is asked where the request carries nothing."""

    def carries_nothing(attempt: Attempt) -> bool:
        incoming = attempt.incoming
        return incoming.method == "POST" and not incoming.body and not incoming.query

    names = [rule.name for rule in design.rules if rule.name != "method-is-post"]
    return both(*(relaxed(name, carries_nothing) for name in names))(design)


_OF_OTHER_FLOWS = (
    ("authorization-code", "authorization_code", "The list of grant types is that of the whole product, with codes."),
    ("refresh-token", "refresh_token", "A refresh is treated like the grant that it refreshes."),
    ("password", "password", "The grant type of an old mobile app was left in the list, and its handler removed."),
    (
        "jwt-bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "Grant and authentication by JWT were taken for the same thing, so the name of either will do.",
    ),
)

FAULTS: tuple[Fault, ...] = (
    Fault(
        "takes-every-content-type",
        "The body is read as a form without a look at its type.",
        {"REQ-CONTENT-TYPE": {"called-json", "called-text", "called-xml", "called-multipart", "none"}},
        without("content-type-is-form"),
    ),
    Fault(
        "reads-json",
        "A parser for JSON is installed for the whole application, and its result has the same shape as a form's.",
        {"REQ-CONTENT-TYPE": {"json"}},
        _reading("application/json", _json),
    ),
    Fault(
        "reads-xml",
        "The framework binds XML to the same class as forms, since a library for XML is installed.",
        {"REQ-CONTENT-TYPE": {"xml"}},
        _reading("application/xml", xml_pairs),
    ),
    Fault(
        "reads-multipart",
        "The framework's form is either of the two kinds of form that browsers send.",
        {"REQ-CONTENT-TYPE": {"multipart"}},
        _reading("multipart/form-data", multipart_pairs),
    ),
    Fault(
        "takes-a-form-called-json",
        "The list of allowed types is that of the whole interface, which speaks JSON elsewhere.",
        {"REQ-CONTENT-TYPE": {"called-json"}},
        _taking_type(lambda named: named == "application/json"),
    ),
    Fault(
        "takes-a-form-called-text",
        "Any text is allowed, for scripts that send forms as plain text.",
        {"REQ-CONTENT-TYPE": {"called-text"}},
        _taking_type(lambda named: named.startswith("text/")),
    ),
    Fault(
        "takes-a-form-called-xml",
        "XML was allowed for a partner that never came, and all bodies are read as forms.",
        {"REQ-CONTENT-TYPE": {"called-xml"}},
        _taking_type(lambda named: named.endswith("/xml")),
    ),
    Fault(
        "takes-a-form-called-multipart",
        "Both kinds of form are allowed, and the parser knows one.",
        {"REQ-CONTENT-TYPE": {"called-multipart"}},
        _taking_type(lambda named: named.startswith("multipart/")),
    ),
    Fault(
        "takes-a-form-without-a-type",
        "The content type is checked if there is one.",
        {"REQ-CONTENT-TYPE": {"none"}},
        _taking_type(lambda named: named == ""),
    ),
    Fault(
        "takes-two-authentications",
        "The header Authorization is not looked at, since no client of this flow needs it.",
        {"REQ-TWO-AUTH": EVERY},
        without("no-authorization-header"),
    ),
    Fault(
        "assumes-a-grant-type",
        "The parameter has a default in the signature of the handler.",
        {"REQ-GRANT-MISSING": {"no-grant-type"}},
        without("grant-type-present"),
    ),
    Fault(
        "lets-empty-requests-through",
        "The filter that checks requests skips those that carry nothing, which it takes for probes of a balancer.",
        {"REQ-GRANT-MISSING": {"no-body"}},
        _lets_empty_requests_through,
    ),
    Fault(
        "ignores-the-grant-type",
        "There is one grant, so nobody asks which one it is.",
        {"REQ-GRANT-TYPE": EVERY},
        without("grant-type-is-known"),
    ),
    *(
        Fault(
            f"takes-the-grant-type-{case}",
            slip,
            {"REQ-GRANT-TYPE": {case}},
            _taking_grant_type(lambda named, value=value: named == value),  # type: ignore[misc]
        )
        for case, value, slip in _OF_OTHER_FLOWS
    ),
    Fault(
        "passes-unknown-extensions-on",
        "A grant type that is a URI goes to the plug-ins; where none takes it, the request goes on as it is.",
        {"REQ-GRANT-TYPE": {"invented"}},
        _taking_grant_type(lambda named: ":" in named and not named.startswith("urn:ietf:params:")),
    ),
    Fault(
        "takes-the-grant-type-in-any-case",
        "The grant type is compared in lower case.",
        {"REQ-GRANT-TYPE": {"upper-case"}},
        _taking_grant_type(lambda named: named.lower() == GRANT_TYPE),
    ),
    Fault(
        "strips-the-grant-type-in-front",
        "White space in front is skipped, as the reader of configuration files does from which the line was copied.",
        {"REQ-GRANT-TYPE": {"padded-in-front"}},
        _taking_grant_type(lambda named: named.lstrip() == GRANT_TYPE),
    ),
    Fault(
        "strips-the-grant-type-behind",
        "The column of the database is of a fixed width, and comparing skips the blanks behind.",
        {"REQ-GRANT-TYPE": {"padded-behind"}},
        _taking_grant_type(lambda named: named.rstrip() == GRANT_TYPE),
    ),
    Fault(
        "matches-the-grant-type-without-an-end",
        "The pattern for the grant type lets further letters follow.",
        {"REQ-GRANT-TYPE": {"extension"}},
        _taking_grant_type(lambda named: re.fullmatch(rf"{GRANT_TYPE}\w*", named) is not None),
    ),
    Fault(
        "takes-a-prefix-of-the-grant-type",
        "The comparison by startswith is the wrong way round.",
        {"REQ-GRANT-TYPE": {"prefix"}},
        replaced("grant-type-is-known", lambda attempt: GRANT_TYPE.startswith(attempt.parameter("grant_type") or "")),
    ),
)
