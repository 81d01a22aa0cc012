"""Chapter REQ: what malformed requests do to the endpoint (RFC 9110, sections 15.5, 15.6).

Each is judged by its own answer, and by the unchanged request behind it, which is granted again.
"""

from conformance.changes import content_type, http_header
from conformance.check import each, in_parts, requirement
from conformance.client import Client
from conformance.fuzz.strategies import odd_requests
from conformance.generating import Generator, Inputs, crash
from conformance.malformed import (
    OVERLONG,
    Malformed,
    behind,
    in_front,
    long_query,
    many_parameters,
    names_alone,
    nested_name,
    spoiled_body,
    spoiled_head,
    spoiled_value,
)
from conformance.needing import asked_unless
from conformance.request import JSON

WHY = "the same request without its malformed part is granted as well; another row judges that"


def large(size: int) -> Malformed:
    """A client id of that many bytes, and no extension of the right one."""
    return spoiled_value("client_id", in_front(size))


@requirement("REQ-ROBUST")
@each(
    "malformed",
    raw_bytes=spoiled_body(bytes(range(256)) * 4),
    names_alone=spoiled_body(names_alone),
    nested_json=spoiled_body(b"[" * 20_000, JSON),
    nested_name=spoiled_head(nested_name),
    many_parameters=spoiled_head(many_parameters),
    broken_escape=spoiled_value("grant_type", behind("%ZZ%", rb"\uZZ")),
    overlong_utf_8=spoiled_value("grant_type", OVERLONG),
    invalid_utf_8=spoiled_value("client_id", behind("%FF%FE", b"\xff\xfe")),
    nul=spoiled_value("client_id", behind("%00", rb"\u0000")),
)
def test_a_malformed_body_is_refused(client: Client, malformed: Malformed) -> None:
    asked_unless(client, malformed.change, malformed.plain, WHY).is_refused(*malformed.fitting)


@requirement("REQ-ROBUST")
@each("malformed", {"8-kb": large(8_000), "40-kb": large(40_000), "200-kb": large(200_000), "1-mb": large(1_000_000)})
def test_a_large_parameter_is_refused(client: Client, malformed: Malformed) -> None:
    asked_unless(client, malformed.change, malformed.plain, WHY).is_refused(*malformed.fitting)


@requirement("REQ-ROBUST")
@each(
    "malformed",
    unknown_charset=spoiled_head(content_type(lambda own: f"{own}; charset=no-such-charset")),
    multipart_without_boundary=spoiled_head(http_header("Content-Type", "multipart/form-data")),
    long_query=spoiled_head(long_query),
    large_header=spoiled_head(http_header("X-Padding", "a" * 40_000)),
    unknown_transfer_coding=spoiled_head(http_header("Transfer-Encoding", "x-invented, chunked"), fitting=(501,)),
)
def test_a_request_with_a_malformed_head_is_refused(client: Client, malformed: Malformed) -> None:
    asked_unless(client, malformed.change, malformed.plain, WHY).is_refused(*malformed.fitting)


@requirement("REQ-ROBUST")
@in_parts
@each("requests", generated=odd_requests)
def test_a_generated_request_crashes_nothing_and_is_granted_only_where_it_may_be(
    generator: Generator, requests: Inputs
) -> None:
    generator.is_refused(requests, "no 5xx, and no token for a broken request", crash)
