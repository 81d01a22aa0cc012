"""Chapter CIAM: the three members have to be there, and to be strings (CIAM application token, table of parameters)."""

import json
from collections.abc import Callable, Mapping

from conformance.changes import Change, emptied, parameter, without
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.request import Json

MEMBERS = {"grant-type": "grant_type", "client-id": "client_id", "client-secret": "client_secret"}
ABSENT: Mapping[str, Callable[[str], Change]] = {
    "missing": without,
    "null": lambda name: parameter(name, Json("null")),
    "empty": emptied,
}
OTHER_TYPES: Mapping[str, Json | Callable[[str], Json]] = {
    "zero": Json("0"),
    "one": Json("1"),
    "true": Json("true"),
    "false": Json("false"),
    "array": lambda good: Json(f"[{json.dumps(good)}]"),
    "object": Json("{}"),
    "operator-ne": Json('{"$ne": null}'),
    "operator-gt": Json('{"$gt": ""}'),
}
"""No number, truth value or operator is a wrong secret that locks anybody out."""


@requirement("CIAM-REQUIRED")
@cases({f"{case}-{how}": absent(name) for case, name in MEMBERS.items() for how, absent in ABSENT.items()})
def test_a_request_without_one_of_the_members_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("CIAM-REQUIRED")
@cases(no_credentials=without("client_id", "client_secret"))
def test_a_request_without_id_and_secret_is_refused(client: Client, change: Change) -> None:
    """What is stored for nobody is nothing, and nothing came: whoever compares the two finds them equal."""
    client.asks(change).is_refused()


@requirement("CIAM-TYPES")
@cases(
    {f"{case}-{how}": parameter(name, value) for case, name in MEMBERS.items() for how, value in OTHER_TYPES.items()}
)
def test_another_type_in_the_place_of_a_string_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()
