"""The strict endpoint of CIAM, asked by hand over HTTP: what it grants, and by which rule it refuses."""

import json
from collections.abc import Iterator

import pytest

from conformance.clock import MovedClock
from conformance.reference.changes import refusal_edited, with_members
from conformance.reference.ciam import good_ciam
from conformance.reference.server import Address, running
from conformance.reference.setting_up import APP, OTHER_APP, SECRETS, fresh_world
from tests.by_hand import Got, ask, request

PATH = "/ciam-mfa/v2/get/token"
GOOD = {"grant_type": "client_credentials", "client_id": APP, "client_secret": SECRETS[APP]}
TEXT = json.dumps(GOOD)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    """The strict endpoint, which names the rule that refuses as well."""
    telling = refusal_edited(lambda _, refusal, draft: with_members(draft, {"cause": refusal.cause}))
    world = fresh_world(MovedClock(1_800_000_000.5))
    with running(telling(good_ciam()), world=world) as found:
        yield found
    assert world.crashes == []


def answer_to(address: Address, body: str | bytes, kind: str | None = "application/json", more: str = "") -> Got:
    return ask(address, request(body, path=PATH, kind=kind, more=more))


@pytest.mark.parametrize("grant", ["client_credentials", "client_credential"])
def test_both_spellings_of_the_page_are_granted(address: Address, grant: str) -> None:
    answer = answer_to(address, json.dumps(GOOD | {"grant_type": grant}))
    assert answer.status == 200
    assert answer.members.keys() == {"access_token", "token_type", "expires_in"}
    assert (answer.members["token_type"], answer.members["expires_in"]) == ("Bearer", 7199)
    assert (answer.header("Cache-Control"), answer.header("Pragma")) == ("no-store", "no-cache")


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(GOOD, indent=4),
        json.dumps(dict(reversed(GOOD.items()))),
        json.dumps(GOOD | {"note": ["of nobody's interest", {"deep": None}]}),
        TEXT.replace("client_id", "client\\u005fid").replace(APP, "\\u0057" + APP[1:]),
        json.dumps(GOOD | {"client_id": OTHER_APP, "client_secret": SECRETS[OTHER_APP]}),
    ],
)
def test_what_json_leaves_open_is_granted(address: Address, body: str) -> None:
    assert answer_to(address, body).status == 200


@pytest.mark.parametrize("kind", ["application/json;charset=utf-8", "Application/JSON"])
def test_the_content_type_may_be_written_in_other_ways(address: Address, kind: str) -> None:
    assert answer_to(address, TEXT, kind).status == 200


@pytest.mark.parametrize("member", GOOD)
@pytest.mark.parametrize("value", [..., None, "", 0, 1, True, False, ["client_credentials"], {}, {"$ne": None}])
def test_each_member_is_a_string_that_is_there(address: Address, member: str, value: object) -> None:
    members = {name: each for name, each in (GOOD | {member: value}).items() if each is not ...}
    answer = answer_to(address, json.dumps(members))
    assert (answer.status, answer.members["error"]) == (400, "invalid_request")
    assert answer.members["cause"] == f"{member.replace('_', '-')}-present"


@pytest.mark.parametrize("body, cause", [
    ("", "body-is-strict-json"),
    (TEXT[:-1], "body-is-strict-json"),
    (TEXT[:-1] + ",}", "body-is-strict-json"),
    (TEXT + "{}", "body-is-strict-json"),
    (TEXT + " more", "body-is-strict-json"),
    ("{/* */" + TEXT[1:], "body-is-strict-json"),
    (TEXT[:-1].encode() + b',"note":"\xff"}', "body-is-strict-json"),
    (b"\xef\xbb\xbf" + TEXT.encode(), "body-is-strict-json"),
    (TEXT[:-1] + ',"note":NaN}', "body-is-strict-json"),
    (TEXT[:-1] + ',"note":' + "[" * 10_000 + "]" * 10_000 + "}", "body-is-strict-json"),
    (TEXT[:-1] + ',"note":' + "9" * 10_000 + "}", "body-is-strict-json"),
    (f"[{TEXT}]", "body-is-an-object"),
    (json.dumps(TEXT), "body-is-an-object"),
    ("null", "body-is-an-object"),
    ("1", "body-is-an-object"),
    (TEXT[:-1] + ',"client_id":"nobody"}', "members-once"),
    (TEXT[:-1] + ',"note":{"a":1,"a":2}}', "members-once"),
    (TEXT.replace("client_id", "CLIENT_ID"), "client-id-present"),
    (TEXT[:-1] + ',"note":"\\u0000"}', "no-control-characters"),
])  # fmt: skip
def test_a_body_that_is_no_right_object_is_refused(address: Address, body: str | bytes, cause: str) -> None:
    answer = answer_to(address, body)
    assert (answer.status, answer.members["error"], answer.members["cause"]) == (400, "invalid_request", cause)


@pytest.mark.parametrize("kind", [None, "application/x-www-form-urlencoded", "text/plain", "application/jsonx"])
def test_another_content_type_is_refused(address: Address, kind: str | None) -> None:
    assert answer_to(address, TEXT, kind).members["cause"] == "content-type-is-json"


def test_a_second_way_of_authentication_is_refused(address: Address) -> None:
    answer = answer_to(address, TEXT, more="Authorization: Basic bm9ib2R5Om5vYm9keQ==\r\n")
    assert answer.members["cause"] == "no-authorization-header"


@pytest.mark.parametrize(
    "members, cause",
    [
        ({"client_id": "nobody"}, "client-is-registered"),
        ({"client_id": APP.lower()}, "client-is-registered"),
        ({"client_id": f"{APP} "}, "client-is-registered"),
        ({"client_secret": SECRETS[APP].swapcase()}, "secret-matches"),
        ({"client_secret": f"{SECRETS[APP]} "}, "secret-matches"),
        ({"client_secret": SECRETS[APP][:-1]}, "secret-matches"),
        ({"client_secret": SECRETS[OTHER_APP]}, "secret-matches"),
    ],
)
def test_who_is_not_the_client_is_told_nothing_but_that(address: Address, members: dict[str, str], cause: str) -> None:
    answer = answer_to(address, json.dumps(GOOD | members))
    assert (answer.status, answer.members["error"], answer.members["cause"]) == (400, "invalid_client", cause)
    assert answer.members["error_description"] == "Client authentication failed"


@pytest.mark.parametrize("grant", ["password", "CLIENT_CREDENTIALS", "client_credentials ", "client_credentia"])
def test_another_grant_is_unsupported(address: Address, grant: str) -> None:
    answer = answer_to(address, json.dumps(GOOD | {"grant_type": grant}))
    assert (answer.status, answer.members["error"]) == (400, "unsupported_grant_type")


def test_no_other_method_is_served(address: Address) -> None:
    answer = ask(address, request(TEXT, method="PUT", path=PATH, kind="application/json"))
    assert (answer.status, answer.header("Allow")) == (405, "POST")
