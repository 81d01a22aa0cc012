"""Other right ways of the flow CIAM: one spelling of the grant, other refusals, other readings of a body."""

from typing import Any

from conformance.reference.access_tokens import jwt_with
from conformance.reference.changes import both, grant_with, refusing, setting, token_made_by, without, wrapped
from conformance.reference.ciam_changes import body_read_by, lenient, taking
from conformance.reference.decoding import NoJsonError, read_json, read_json_first_wins
from conformance.reference.design import Answer
from conformance.reference.fault import Expected, Variation
from conformance.reference.lenient_json import first_value_alone, in_detected_encoding
from conformance.reference.message import Incoming, Message, Outgoing, Wire
from conformance.reference.world import World

_CIAM = ("ciam",)
_READABLE: Expected = {"RES-TOKEN-SIGNED": "holds", "RES-TOKEN-CLIENT": "holds", "RES-TOKEN-CLOCK": "holds"}
_MARK = b"\xef\xbb\xbf"
_LARGE = 65_536
_BLOCKED = (b'"$', b"/*", b"[[[[")
_PAGE = b"<html><head><title>403 Forbidden</title></head><body>Request blocked by policy</body></html>"


def _behind_mark(data: bytes) -> Any:
    return read_json(data.removeprefix(_MARK))


def _one_level_deep(data: bytes) -> Any:
    """An object of plain values alone, as a parser of configuration lines reads it."""
    value = read_json(data)
    if isinstance(value, dict) and any(isinstance(each, dict | list) for each in value.values()):
        raise NoJsonError("nested")
    return value


def _behind_a_firewall(_: World, message: Message, answer: Answer) -> Outgoing:
    """What looks like an attack gets a page of the firewall, with its own status."""
    if isinstance(message, Incoming) and any(sign in message.body for sign in _BLOCKED):
        return Outgoing(403, (("Content-Type", "text/html"),), _PAGE)
    return answer(message)


def _reset(wire: Wire, _: Outgoing) -> None:
    wire.reset()


def _hanging_up_on_large_bodies(_: World, message: Message, answer: Answer) -> Outgoing:
    is_large = isinstance(message, Incoming) and len(message.body) > _LARGE
    return Outgoing(400, write=_reset) if is_large else answer(message)


VARIATIONS: tuple[Variation, ...] = (
    Variation(
        "knows-client-credentials-alone",
        "Of the two spellings of the grant, that of the page's table is known.",
        setting(grant_types=frozenset({"client_credentials"})),
        profiles=_CIAM,
    ),
    Variation(
        "knows-client-credential-alone",
        "Of the two spellings of the grant, that of the page's payload is known.",
        setting(grant_types=frozenset({"client_credential"})),
        profiles=_CIAM,
    ),
    Variation(
        "404-for-a-client-of-the-body-that-is-unknown",
        "A client that is not registered is answered 404, one with a wrong secret 400.",
        refusing("client-is-registered", status=404, description="There is no such application"),
        {"ERR-SAME-ANSWER": "violated"},
        _CIAM,
    ),
    Variation(
        "401-for-a-member-that-is-missing",
        "Credentials that are missing are answered like wrong ones, with 401 and a challenge of its own scheme.",
        both(
            *(
                refusing(name, status=401, error="invalid_client", headers=(("WWW-Authenticate", 'Ciam realm="apps"'),))
                for name in ("client-id-present", "client-secret-present", "client-is-registered", "secret-matches")
            )
        ),
        {"ERR-CHALLENGE": "holds"},
        _CIAM,
    ),
    Variation(
        "403-from-a-firewall",
        "Bodies with operators, comments or deep nesting meet a firewall, which has a page of its own.",
        wrapped(_behind_a_firewall),
        profiles=_CIAM,
    ),
    Variation(
        "hangs-up-on-large-bodies",
        "A body over 64 kB is not answered: the connection is reset.",
        wrapped(_hanging_up_on_large_bodies),
        profiles=_CIAM,
    ),
    Variation(
        "415-for-another-type-than-json",
        "A body that is not called JSON is answered 415.",
        refusing("content-type-is-json", status=415),
        profiles=_CIAM,
    ),
    Variation(
        "takes-a-byte-order-mark-before-the-body",
        "A byte order mark in front of the body is skipped.",
        lenient(_behind_mark),
        profiles=_CIAM,
    ),
    Variation(
        "takes-utf-16",
        "The encoding of the body is found out by the null bytes in it.",
        lenient(in_detected_encoding),
        profiles=_CIAM,
    ),
    Variation(
        "takes-the-id-of-the-body-in-any-case",
        "Client ids have no letter case.",
        taking("client_id", lambda given, known: isinstance(given, str) and given.lower() == known.lower()),
        {"CIAM-CLIENT-EXACT": "violated"},
        _CIAM,
    ),
    Variation(
        "keeps-the-last-of-two-members",
        "Of two members of one name the last one counts, as in most parsers.",
        without("members-once"),
        {"CIAM-NAMES-ONCE": "violated"},
        _CIAM,
    ),
    Variation(
        "keeps-the-first-of-two-members",
        "Of two members of one name the first one counts.",
        both(without("members-once"), body_read_by(read_json_first_wins)),
        {"CIAM-NAMES-ONCE": "violated"},
        _CIAM,
    ),
    Variation(
        "reads-what-begins-as-json",
        "What stands behind the object is not looked at.",
        lenient(first_value_alone),
        {"CIAM-JSON-STRICT": "violated"},
        _CIAM,
    ),
    Variation(
        "reads-flat-objects-alone",
        "A body with an object or an array in it is refused, whichever member has it.",
        body_read_by(_one_level_deep),
        profiles=_CIAM,
    ),
    Variation(
        "takes-json-of-any-content-type",
        "Whatever a body is called, it is read as JSON.",
        without("content-type-is-json"),
        {"REQ-CONTENT-TYPE": "violated"},
        _CIAM,
    ),
    Variation(
        "overlooks-an-authorization-header",
        "A header Authorization beside the body is not looked at.",
        without("no-authorization-header"),
        {"REQ-TWO-AUTH": "violated"},
        _CIAM,
    ),
    Variation(
        "jwt-as-on-the-page",
        "The token is a JWT whose audience is the client, and the answer has further members.",
        both(
            token_made_by(jwt_with(aud=lambda attempt: attempt.identity, scope=lambda _: "application.client")),
            grant_with(scope="application.client", authorization_details=lambda _: []),
        ),
        _READABLE,
        _CIAM,
    ),
)
