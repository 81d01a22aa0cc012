"""What goes over the wire at basic: headers spoiled as they are meant to be, and no wrong secret without a word."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance.changes import Change
from conformance.client import Client
from conformance.clock import MovedClock
from conformance.credentials import UNKNOWN, basic
from conformance.header_changes import NAME, authorization, beside_nobody, credentials, decoded, scheme_named
from conformance.outcome import NotTestable, Violated
from conformance.reference.changes import wrapped
from conformance.reference.decoding import read_form
from conformance.reference.design import Answer
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.setting_up import SECRETS
from conformance.reference.world import World
from conformance.session_opening import open_session
from conformance.target import Limits, Party, Target
from suites.basic import test_client
from tests.scripted import GRANT, REFUSAL, scripted
from tests.specimens import good, run

USER, SECRET = "app", "p@ss:w%rd+/ü"


def target_at(url: str, **differing: str) -> Target:
    party = Party(USER, secret=SECRET, scope="openid email", **differing)  # type: ignore[arg-type]
    return Target("scripted", "basic", url, party, limits=Limits(requests_per_second=0))


def sent(change: Change, **differing: str) -> list[bytes]:
    """The values of the header that one changed request brings to a server, as bytes."""
    with scripted(lambda _, __: GRANT) as server:
        session = open_session(target_at(server.url, **differing), MovedClock(1_790_000_000.0), "tests", 1)
        session.endpoint.send(change(session.good()), "test")
        session.close()
        lines = server.requests[-1].partition(b"\r\n\r\n")[0].split(b"\r\n")
    return [line.partition(b": ")[2] for line in lines if line.lower().startswith(b"authorization:")]


def in_base64(data: bytes) -> bytes:
    return b"Basic " + base64.b64encode(data)


GOOD = f"{USER}:{SECRET}".encode()


@pytest.mark.parametrize(
    "change, values",
    [
        (lambda request: request, [in_base64(GOOD)]),
        (scheme_named(lambda _: ""), [base64.b64encode(GOOD)]),
        (scheme_named(str.upper), [b"BASIC " + base64.b64encode(GOOD)]),
        (authorization(lambda value: f"Basic {decoded(value).decode('latin-1')}"), [b"Basic " + GOOD]),
        (credentials(lambda value: b"\xff" + value), [in_base64(b"\xff" + GOOD)]),
        (beside_nobody(first=True), [in_base64(GOOD), basic(UNKNOWN, "no-secret-of-anybody").encode()]),
        (beside_nobody(first=False), [basic(UNKNOWN, "no-secret-of-anybody").encode(), in_base64(GOOD)]),
    ],
)
def test_a_header_is_sent_as_it_is_meant(change: Change, values: list[bytes]) -> None:
    assert sent(change) == values


def test_encoded_credentials_are_a_form_before_they_are_base64() -> None:
    assert sent(lambda request: request, credentials="encoded") == [in_base64(b"app:p%40ss%3Aw%25rd%2B%2F%C3%BC")]


def test_a_spoiled_header_of_encoded_credentials_is_spoiled_alone() -> None:
    assert sent(scheme_named(lambda _: "Bearer"), credentials="encoded") == [
        in_base64(b"app:p%40ss%3Aw%25rd%2B%2F%C3%BC").replace(b"Basic", b"Bearer")
    ]


def test_no_credentials_are_shown_of_a_header_without_a_scheme() -> None:
    with scripted(lambda _, __: GRANT) as server:
        session = open_session(target_at(server.url, credentials="encoded"), MovedClock(1_790_000_000.0), "tests", 1)
        request = scheme_named(lambda _: "")(session.good())
        session.close()
    assert dict(request.headers)[NAME] in request.secrets()


# --- no lock ----------------------------------------------------------------------------------------------------


def readings(value: str) -> Iterator[tuple[str, str]]:
    """Id and secret of a header, in each way in which an endpoint might read it."""
    rest = value.partition(" ")[2] or value
    texts = [rest.encode("latin-1")]
    for letters in (rest, rest.rstrip("*")):
        try:
            texts.append(base64.b64decode(letters))
        except (binascii.Error, ValueError):
            continue
    for text in texts:
        for how in ("ignore", "replace"):
            user, colon, secret = text.decode("utf-8", how).partition(":")
            if colon:
                yield user, secret


def wrong_secrets_in(message: Incoming) -> list[tuple[str, str]]:
    """Secrets, not empty, that stand in a request under the id of a client that has another one."""
    found = [pair for value in message.all_headers("Authorization") for pair in readings(value)]
    body: dict[str, str] = dict(read_form(message.body))
    found.append((body.get("client_id", ""), body.get("client_secret", "")))
    return [(user, secret) for user, secret in found if secret and user in SECRETS and SECRETS[user] != secret]


def wrong_secrets_of(arguments: list[str]) -> list[tuple[str, str]]:
    """The wrong secrets that a run with these arguments sends for known clients of the good endpoint."""
    wrong: list[tuple[str, str]] = []

    def listening(_: World, message: Message, answer: Answer) -> Outgoing:
        if isinstance(message, Incoming):
            wrong.extend(wrong_secrets_in(message))
        return answer(message)

    run(wrapped(listening)(good("basic")), arguments)
    return wrong


def test_no_check_but_those_that_could_lock_sends_a_wrong_secret_of_a_known_client() -> None:
    assert not wrong_secrets_of(["-m", "not locks"])


def test_those_that_could_lock_send_no_more_than_a_client_bears() -> None:
    wrong = wrong_secrets_of(["-m", "locks"])
    assert 0 < len({secret for _, secret in wrong}) <= Limits().wrong_secrets


# --- a secret with special characters -----------------------------------------------------------------------------


def judge_characters(secret: str, other: str | None, refusing: bytes = b"nobody") -> None:
    """Judge BASIC-SECRET-CHARACTERS of clients with these secrets at a server that refuses one header."""

    def answer(_: int, request: bytes) -> bytes:
        return REFUSAL if base64.b64encode(refusing) in request else GRANT

    with scripted(answer) as server:
        target = replace(target_at(server.url), client=Party(USER, secret=secret))
        target = replace(target, other_client=Party("other", secret=other) if other else None)
        session = open_session(target, MovedClock(1_790_000_000.0), "tests", 1)
        try:
            test_client.test_a_secret_with_special_characters_is_taken(Client(session))
        finally:
            session.close()


@pytest.mark.parametrize("own, other", [("a:b%c+d/e", None), ("plain", "a:b%c+d/e"), ("a:b+c", "d%e/f")])
def test_special_characters_are_judged_at_the_client_that_has_them(own: str, other: str | None) -> None:
    judge_characters(own, other)


@pytest.mark.parametrize(
    "own, other, missing",
    [
        ("plain", None, "a colon, a percent sign, a plus, a slash"),
        ("a:b%c", None, "a plus, a slash"),
        ("plain", "a:b%c+d", "a slash"),
    ],
)
def test_characters_that_no_client_has_are_named(own: str, other: str | None, missing: str) -> None:
    with pytest.raises(NotTestable, match=f"with {missing}; give .other_client. one that has all of : % [+] /"):
        judge_characters(own, other)


def test_a_refused_secret_is_a_finding_though_other_characters_are_missing() -> None:
    with pytest.raises(Violated):
        judge_characters("plain", "a:b", refusing=b"other:a:b")
