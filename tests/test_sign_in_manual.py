"""Signing in by hand: the local page, the listener at the redirect URI, the pasted address, the time limit."""

from __future__ import annotations

import io
import os
import re
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from conformance.clock import MovedClock
from conformance.sign_in.desk import Desk
from conformance.sign_in.landing import code_of
from conformance.sign_in.manual import ManualWay
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck
from tests.login_pages import ALICE, RETURN, asked_of, provider_target

CLOCK = MovedClock(100.0, tick=0.0)


class Human(threading.Thread):
    """Reads what is said, and does something about it."""

    def __init__(self, act: Callable[[str], object]) -> None:
        super().__init__(daemon=True)
        self.said = io.StringIO()
        self.told = threading.Event()
        self.act = act
        human = self

        class Terminal(io.StringIO):
            def write(self, text: str) -> int:
                human.said.write(text)
                human.told.set()
                return len(text)

        self.terminal = Terminal()

    def run(self) -> None:
        self.told.wait(10)
        self.act(self.said.getvalue())


def signed_in(asked: Asked, act: Callable[[str], object], seconds: float = 10, **how: Any) -> Landed:
    human = Human(act)
    human.start()
    way = ManualWay(CLOCK, seconds, human.terminal, how.pop("keys", None))
    try:
        return way.sign_in(asked, ALICE, **how)
    finally:
        way.close()
        human.join(10)


def opened(url: str, **form: str) -> str:
    data = urlencode(form).encode() if form else None
    with urllib.request.urlopen(url, data, timeout=5) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return str(answer.read().decode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def local(method: str = "GET") -> Asked:
    asked = asked_of(provider_target("https://acme.example", method=method))
    return replace(asked, redirect_uri=f"http://127.0.0.1:{free_port()}/return")


def test_a_listener_at_a_redirect_uri_on_the_loopback() -> None:
    asked = local()
    reached = signed_in(asked, lambda _: opened(f"{asked.redirect_uri}?code=abc&state={asked.state}"))
    assert code_of(asked, reached).value == "abc"
    assert (reached.at, reached.fresh_login) == (100.0, True)


def test_a_form_that_is_posted_to_it() -> None:
    asked = local()
    reached = signed_in(asked, lambda _: opened(asked.redirect_uri, code="abc", state=asked.state))
    assert code_of(asked, reached).value == "abc"


def test_another_address_there_is_not_taken() -> None:
    asked = local()

    def act(said: str) -> None:
        with pytest.raises(HTTPError):
            opened(asked.redirect_uri.replace("return", "favicon.ico"))
        opened(f"{asked.redirect_uri}?code=abc")

    assert signed_in(asked, act).parameters == {"code": "abc"}


def test_the_local_page_posts_the_request_and_takes_the_address() -> None:
    asked = asked_of(provider_target("https://acme.example", method="POST"))
    seen: list[str] = []

    def act(said: str) -> None:
        address = re.findall(r"http://127\S+", said)[0]
        seen.append(opened(address))
        seen.append(opened(address, address="https://client.example/other?code=abc"))
        with pytest.raises(HTTPError):
            opened(address.rsplit("/", 1)[0] + "/guessed", address=f"{RETURN}?code=evil")
        seen.append(opened(address, address=f" {RETURN}?code=abc&state={asked.state}\n"))

    reached = signed_in(asked, act, fresh=True, deny=True)
    assert reached.parameters["code"] == "abc"
    form, again, thanks = seen
    assert f'action="{asked.url}"' in form
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert unescape(fields["redirect_uri"]) == RETURN
    assert fields["state"] == asked.state
    assert "not the redirect URI" in again
    assert "can be closed" in thanks


def test_what_the_human_is_told() -> None:
    asked = asked_of(provider_target("https://acme.example", method="GET"))
    told: list[str] = []
    with pytest.raises(SignInFailed):
        signed_in(asked, told.append, seconds=0.3, fresh=True, deny=True)
    (said,) = told
    assert 'sign in as "alice" within 0.3 s' in said
    assert asked.url in said
    assert "Sign out first" in said
    assert "Refuse" in said


@pytest.fixture
def keys() -> Iterator[tuple[Any, Any]]:
    """A terminal's keys: what is written into one end is read from the other."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "r") as keyboard, os.fdopen(writing, "w", buffering=1) as fingers:
        yield keyboard, fingers


def test_an_address_that_is_pasted_into_the_terminal(keys: tuple[Any, Any]) -> None:
    keyboard, fingers = keys
    asked = asked_of(provider_target("https://acme.example"))

    def act(said: str) -> None:
        fingers.write("what?\n")
        fingers.flush()
        threading.Event().wait(0.3)
        fingers.write(f"{RETURN}?code=abc\n")

    assert signed_in(asked, act, keys=keyboard).parameters == {"code": "abc"}


def test_nobody_comes_and_nobody_is_asked_again() -> None:
    asked = asked_of(provider_target("https://acme.example"))
    way = ManualWay(CLOCK, 0.2, io.StringIO())
    with pytest.raises(SignInFailed, match='Nobody signed in as "alice" within 0') as raised:
        way.sign_in(asked, ALICE)
    assert raised.value.why is Stuck.NOBODY
    with pytest.raises(SignInFailed, match="nobody is asked again"):
        way.sign_in(asked, ALICE)


def test_where_somebody_else_listens_the_address_is_pasted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        asked = replace(local(), redirect_uri=f"http://127.0.0.1:{other.getsockname()[1]}/return")
        with Desk(asked).open() as desk:
            assert not desk.listens
            assert desk.take(f"{asked.redirect_uri}?code=abc")
            assert desk.arrived(1) is not None
