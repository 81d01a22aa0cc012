"""Signing in by a program of the user's own: what it gets, and what it may do wrong."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from conformance.clock import MovedClock, SystemClock
from conformance.sign_in.command import CommandWay
from conformance.sign_in.landing import code_of
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck
from conformance.target import User
from tests.login_pages import ALICE, PASSWORD, RETURN, asked_of, provider_target

SLEEPS = 60
"""Seconds for which a program does nothing, and is not waited for."""
TELLS = """
import os, sys
from urllib.parse import parse_qs, urlsplit
query = sys.stdin.read() or urlsplit(sys.argv[1]).query
state = parse_qs(query)["state"][0]
told = "-".join(os.environ[name] for name in ("SIGN_IN_METHOD", "SIGN_IN_USER", "SIGN_IN_FRESH", "SIGN_IN_DENY"))
print("some words first")
print(f"https://client.example/return?code={told}&state={state}")
print()
"""


def signed_in(
    folder: Path, program: str, method: str = "GET", seconds: float = 20, **how: bool
) -> tuple[Asked, Landed]:
    (folder / "get_code.py").write_text(program)
    target = provider_target("https://acme.example", method=method, command=(sys.executable, "get_code.py"))
    target = replace(target, file=folder / "acme.toml")
    asked = asked_of(target)
    assert target.sign_in is not None
    return asked, CommandWay(target, target.sign_in, SystemClock(), seconds).sign_in(asked, ALICE, **how)


def failure(folder: Path, program: str, seconds: float = 20) -> SignInFailed:
    with pytest.raises(SignInFailed) as raised:
        signed_in(folder, program, seconds=seconds)
    assert PASSWORD not in f"{raised.value.sentence}{raised.value.page}"
    return raised.value


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_program_gets_and_gives(tmp_path: Path, method: str) -> None:
    asked, reached = signed_in(tmp_path, TELLS, method, fresh=True)
    assert code_of(asked, reached).value == f"{method}-alice-1-"
    assert reached.at is not None
    assert abs(time.time() - reached.at) < 30
    assert reached.fresh_login


def test_the_first_sign_in_of_a_user_is_a_fresh_one(tmp_path: Path) -> None:
    program = f"import os; print({RETURN!r} + '?code=fresh-' + os.environ['SIGN_IN_FRESH'])"
    (tmp_path / "get_code.py").write_text(program)
    target = provider_target("https://acme.example", command=(sys.executable, "get_code.py"))
    target = replace(target, file=tmp_path / "acme.toml")
    assert target.sign_in is not None
    clock = MovedClock(100.0, tick=0.0)
    way = CommandWay(target, target.sign_in, clock)
    found = []
    for user, fresh in ((ALICE, False), (ALICE, False), (User("bob"), False), (ALICE, True), (ALICE, False)):
        clock.wait(1)
        reached = way.sign_in(asked_of(target), user, fresh=fresh)
        found.append((reached.parameters["code"], reached.at, reached.fresh_login))
    assert found == [
        ("fresh-1", 101.0, True),
        ("fresh-", 101.0, False),
        ("fresh-1", 103.0, True),
        ("fresh-1", 104.0, True),
        ("fresh-", 104.0, False),
    ]
    assert way.logins == 3


def test_the_program_gets_the_password(tmp_path: Path) -> None:
    told = failure(tmp_path, "import os; print(os.environ['SIGN_IN_PASSWORD']); raise SystemExit(3)")
    assert told.sentence.endswith("ended with status 3.")
    assert "characters" in (told.page or "")


@pytest.mark.parametrize(
    "program, why, words",
    [
        ("", Stuck.SCRIPT, "printed nothing"),
        ("print(' ')", Stuck.SCRIPT, "printed nothing"),
        ("import os; os.kill(os.getpid(), 9)", Stuck.SCRIPT, "ended by signal 9"),
        (
            "print('https://acme.example/login?code=canary-code')",
            Stuck.ELSEWHERE,
            "ended on https://acme.example/login,",
        ),
        ("print('no address')", Stuck.ELSEWHERE, "is not the redirect URI https://client.example/return"),
        ("while True: print('x' * 1000)", Stuck.SCRIPT, "printed more than 65,536 bytes"),
    ],
)
def test_a_program_that_does_it_wrong(tmp_path: Path, program: str, why: Stuck, words: str) -> None:
    told = failure(tmp_path, program)
    assert told.why is why
    assert words in told.sentence
    assert "canary" not in f"{told.sentence}{told.page}"


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    begun = time.monotonic()
    mark = tmp_path / "still-here"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(mark)!r}).touch()"
    program = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep({SLEEPS})"
    told = failure(tmp_path, f"print('words', flush=True)\n{program}", seconds=1)
    assert told.sentence.endswith("did not end within 1 s.")
    assert told.page == "words"
    assert time.monotonic() - begun < SLEEPS
    time.sleep(3)
    assert not mark.exists()


def test_a_program_whose_child_keeps_its_output_open(tmp_path: Path) -> None:
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep({SLEEPS})'])"
    begun = time.monotonic()
    _, reached = signed_in(tmp_path, f"{child}\nprint({RETURN!r} + '?code=x')")
    assert reached.parameters == {"code": "x"}
    assert time.monotonic() - begun < SLEEPS


def test_nothing_goes_through_a_shell(tmp_path: Path) -> None:
    asked = asked_of(provider_target("https://acme.example", method="GET"))
    asked = replace(asked, url=f"{asked.url}&{urlencode({'x': '1'})}; touch {tmp_path}/owned")
    target = provider_target("https://acme.example", command=(sys.executable, "-c", "import sys; print(sys.argv[1])"))
    assert target.sign_in is not None
    with pytest.raises(SignInFailed, match="is not the redirect URI"):
        CommandWay(target, target.sign_in, SystemClock()).sign_in(asked, ALICE)
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("command", [("./not-there.sh",), ("/",), ()])
def test_a_program_that_cannot_be_started(tmp_path: Path, command: tuple[str, ...]) -> None:
    target = replace(provider_target("https://acme.example", command=command), file=tmp_path / "acme.toml")
    assert target.sign_in is not None
    with pytest.raises(SignInFailed, match="could not be started") as raised:
        CommandWay(target, target.sign_in, SystemClock()).sign_in(asked_of(target), User("alice"))
    assert raised.value.why is Stuck.SCRIPT
