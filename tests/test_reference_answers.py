"""What the strict endpoint answers: tokens, the resource that they open, refusals, and its memory."""

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from conformance.clock import MovedClock
from conformance.reference.changes import (
    REMOVED,
    both,
    grant_header,
    grant_with,
    refusal_with,
    refusing,
    relaxed,
    with_header,
    without,
)
from conformance.reference.server import Address, running
from conformance.reference.setting_up import CLIENT, fresh_world, good_design
from tests.by_hand import Making, ask, form, header, key, request, segment, x5c

NOW = 1_800_000_000.5


def opened(address: Address, authorization: str | None) -> tuple[int, str | None]:
    more = f"Authorization: {authorization}\r\n" if authorization else ""
    got = ask(address, request("", "GET", "/resource", None, more))
    return got.status, got.header("WWW-Authenticate")


def test_the_grant_is_complete() -> None:
    with running(good_design()) as address:
        first, second = (ask(address, request(form())) for _ in range(2))
    token = first.members.pop("access_token")
    assert list(first.members) == ["access_token", "token_type", "expires_in"]
    assert (first.members["token_type"], first.members["expires_in"]) == ("Bearer", 3600)
    assert len(token) == 43
    assert token != second.members["access_token"]
    names = ("Content-Type", "Cache-Control", "Pragma")
    assert [first.header(name) for name in names] == ["application/json", "no-store", "no-cache"]


def test_a_token_opens_the_resource_while_it_lives() -> None:
    clock = MovedClock(NOW)
    with running(good_design(), clock) as address:
        token = ask(address, request(form(now=NOW))).members["access_token"]
        assert opened(address, f"Bearer {token}") == (200, None)
        assert opened(address, f"bearer {token}") == (200, None)
        assert opened(address, None) == (401, 'Bearer realm="resource"')
        for spoiled in (f"Bearer {token}x", f"Bearer {token[:-1]}", "Bearer invented"):
            assert opened(address, spoiled) == (401, 'Bearer realm="resource", error="invalid_token"')
        assert opened(address, f"Basic {token}")[0] == 401
        clock.wait(3601)
        assert opened(address, f"Bearer {token}")[0] == 401


def test_an_assertion_is_taken_once_until_its_end() -> None:
    clock = MovedClock(NOW)
    with running(good_design(), clock) as address:
        body = form(now=NOW)
        assert ask(address, request(body)).status == 200
        for pause in (0, 1, 25, 8):
            clock.wait(pause)
            assert ask(address, request(body)).members["error"] == "invalid_client"


def test_a_jti_is_taken_once_and_a_refused_assertion_is_not_used_up() -> None:
    with running(good_design(), MovedClock(NOW)) as address:
        for wrong, right in (("first", "first"), ("second", "second")):
            making = Making(claims={"jti": wrong})
            assert ask(address, request(form(making, NOW, scope="openid"))).status == 400
            assert ask(address, request(form(Making(claims={"jti": right}), NOW))).status == 200
            assert ask(address, request(form(Making(claims={"jti": right}), NOW - 2))).status == 400


def test_of_eight_at_once_one_is_granted() -> None:
    with running(good_design()) as address, ThreadPoolExecutor(8) as pool:
        data = request(form())
        statuses = sorted(got.status for got in pool.map(lambda _: ask(address, data), range(8)))
    assert statuses == [200] + [400] * 7


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_the_longer_algorithms_are_granted(algorithm: str) -> None:
    digest = {"RS384": hashes.SHA384, "RS512": hashes.SHA512}[algorithm]

    def resigned(text: str) -> str:
        signed = text.rpartition(".")[0]
        return f"{signed}.{segment(key().sign(signed.encode(), PKCS1v15(), digest()))}"

    with running(good_design()) as address:
        making = Making(header=header(alg=algorithm), afterwards=resigned)
        assert ask(address, request(form(making))).status == 200


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "1" * 10_000,
        '{"exp": 1e400}',
        '{"exp": %s}' % ("9" * 4000),
        '{"iat": 1, "exp": -1e308, "nbf": 1.5e308}',
        "\ufeff{}",
        '{"iss": "\\ud800"}',
        '{"jti": {"a": []}, "iss": [], "sub": {}, "aud": null}',
        "\udcff\udcfe",
        "null",
        "",
    ],
)
def test_a_monstrous_payload_is_refused_and_breaks_nothing(text: str) -> None:
    world = fresh_world()
    with running(good_design(), world=world) as address:
        for making in (Making(claims_text=lambda _: text), Making(header_text=lambda _: text)):
            assert ask(address, request(form(making))).members["error"] == "invalid_client"
    assert world.crashes == []


@pytest.mark.parametrize(
    "members",
    [
        {"alg": ["RS256"]},
        {"alg": {}},
        {"alg": None},
        {"typ": 7},
        {"x5c": [[]]},
        {"x5c": [None]},
        {"x5c": {"0": "a"}},
        {"x5c": "MII"},
        {"x5c": ["é"]},
        {"x5c": []},
        {"x5c": [x5c()[0]] * 300},
        {"x5c": [base64.b64encode(base64.b64decode(x5c()[0])[:-9]).decode(), *x5c()[1:]]},
        {"crit": "exp"},
    ],
    ids=repr,
)
def test_a_monstrous_header_is_refused_and_breaks_nothing(members: dict[str, object]) -> None:
    world = fresh_world()
    with running(good_design(), world=world) as address:
        got = ask(address, request(form(Making(header=header(**members)))))
    assert (got.status, got.members["error"], world.crashes) == (400, "invalid_client", [])


def test_answers_are_edited_one_thing_at_a_time() -> None:
    change = both(
        grant_with(expires_in=REMOVED, token_type="bearer", client=lambda attempt: attempt.identity),
        grant_header("pragma", REMOVED),
        refusal_with(causes="scope-has-value", status=403, error=REMOVED, headers={"X": "1"}),
        refusal_with(errors={"invalid_client"}, body=b"no"),
        refusing("grant-type-present", status=422),
    )
    with running(change(good_design())) as address:
        granted = ask(address, request(form()))
        scope = ask(address, request(form(scope="x")))
        client = ask(address, request(form(client_assertion="x")))
        grant = ask(address, request(form(grant_type="")))
    assert list(granted.members) == ["access_token", "token_type", "client"]
    assert (granted.members["token_type"], granted.members["client"]) == ("bearer", CLIENT)
    assert granted.header("Pragma") is None
    assert (scope.status, list(scope.members), scope.header("X")) == (403, ["error_description"], "1")
    assert (client.status, client.body) == (400, b"no")
    assert (grant.status, grant.members["error"]) == (422, "invalid_request")


def test_headers_change_in_their_place() -> None:
    headers = (("A", "1"), ("b", "2"), ("A", "3"))
    assert with_header(headers, "a", "4") == (("a", "4"), ("b", "2"))
    assert with_header(headers, "B", REMOVED) == (("A", "1"), ("A", "3"))
    assert with_header(headers, "C", "5") == (*headers, ("C", "5"))


def test_a_rule_is_left_out_or_relaxed() -> None:
    lax = both(without("scope-present"), relaxed("type-is-jwt", lambda attempt: attempt.header.get("typ") == "JOSE"))
    making = Making(header=header(typ="JOSE"))
    with running(lax(good_design())) as address:
        assert ask(address, request(form(making, scope=...))).status == 200
    with running(good_design()) as address:
        assert ask(address, request(form(making, scope=...))).members["error"] == "invalid_scope"
