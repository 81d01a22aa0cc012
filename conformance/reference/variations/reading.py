"""Other right ways to read a request: every tolerance that the sources leave."""

import zlib
from dataclasses import replace

from conformance.reference import decoding
from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, relaxed, replaced, setting, without, wrapped
from conformance.reference.design import Answer, Rule
from conformance.reference.fault import Variation
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.refusals import invalid_request, invalid_scope
from conformance.reference.world import World

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LARGEST_UNPACKED = 1_000_000


def _read_behind_mark(data: bytes) -> object:
    return decoding.read_json(data.removeprefix(_BYTE_ORDER_MARK))


def _has_no_query(attempt: Attempt) -> bool:
    return attempt.incoming.query == ""


def _has_type_in_any_case(attempt: Attempt) -> bool:
    kind = attempt.header.get("typ")
    return isinstance(kind, str) and kind.lower() == "jwt"


def _unpacking(_: World, message: Message, answer: Answer) -> Outgoing:
    """Unpack a body that says to be gzip, up to the size that bodies may have (RFC 9110, section 8.4)."""
    if not isinstance(message, Incoming) or message.header("Content-Encoding") != "gzip":
        return answer(message)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    body = unpacker.decompress(message.body, _LARGEST_UNPACKED)
    if unpacker.unconsumed_tail:
        return Outgoing(413, (("Content-Type", "text/plain"),), b"too large")
    return answer(replace(message, body=body))


VARIATIONS: tuple[Variation, ...] = (
    Variation("skew-of-zero", "No difference of the clocks is forgiven.", setting(skew=0.0)),
    Variation("skew-of-ten", "The clocks may differ by ten seconds.", setting(skew=10.0)),
    Variation(
        "takes-typ-in-any-case", "The header typ may be written jwt.", replaced("type-is-jwt", _has_type_in_any_case)
    ),
    Variation(
        "takes-a-byte-order-mark",
        "A byte order mark in front of the JSON of header or claims is skipped.",
        both(
            setting(read_header=_read_behind_mark, read_claims=_read_behind_mark),
            relaxed("header-is-strict-json", lambda attempt: attempt.header_bytes.startswith(_BYTE_ORDER_MARK)),
            relaxed("payload-is-strict-json", lambda attempt: attempt.claims_bytes.startswith(_BYTE_ORDER_MARK)),
        ),
    ),
    Variation(
        "unpacks-bodies-within-a-limit",
        "A body in gzip is unpacked as long as it stays below a megabyte, and is too large otherwise.",
        wrapped(_unpacking),
    ),
    Variation(
        "takes-the-last-of-two-equal-names",
        "Of two equal names in header or claims the last one counts, as RFC 7519 allows.",
        without("header-names-once", "claim-names-once"),
    ),
    Variation(
        "knows-one-scope-alone",
        "A scope beside iSHARE is refused as invalid_scope.",
        before(
            "scope-has-value",
            Rule(
                "no-other-scope",
                lambda attempt: set(attempt.scopes) <= {attempt.settings.scope},
                invalid_scope("Another scope is not known here"),
            ),
        ),
    ),
    Variation(
        "refuses-a-query",
        "A request with anything in its query is refused.",
        before("parameters-once", Rule("no-query", _has_no_query, invalid_request("The query must be empty"))),
    ),
    Variation(
        "remembers-a-jti-for-a-day",
        "Used assertions are remembered for a day, by their jti alone.",
        setting(replay_key=lambda attempt: attempt.claim("jti"), remember_until=lambda attempt: attempt.now + 86_400.0),
    ),
    Variation(
        "knows-the-client-by-its-certificate",
        "Whom the assertion is from is read from sub, and client_id compared with it.",
        both(
            setting(identity=lambda attempt: attempt.claim("sub") if isinstance(attempt.claim("sub"), str) else None),
            before(
                "issuer-is-the-client",
                Rule(
                    "client-id-is-the-subject",
                    lambda attempt: attempt.parameter("client_id") == attempt.identity,
                    invalid_request("client_id is not the subject of the assertion"),
                ),
            ),
        ),
    ),
)
