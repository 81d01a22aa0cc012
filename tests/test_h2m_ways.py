"""Runs from the command line whose codes come through a program, a browser, or a human at a terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import subprocess
import sys
import termios
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import run_command_line
from conformance.commands import checking
from conformance.commands.calling import Status
from conformance.reference.h2m import good_h2m
from conformance.reference.serve import Served, prepare
from conformance.reference.server import Address, running
from conformance.report.allure_html import Missing
from tests.provider_by_hand import AUTHORISE, Browser, Page
from tests.small_runs import environment
from tests.test_sign_in_browser import pytestmark as with_chromium

A_FEW = "test_human or test_dates or (test_request_object and none)"
"""Dates of a login, a wrong password, a refusal, and an authorise request that is refused."""
GET_CODE = Path(__file__).parent / "get_code.py"
Serve = Callable[..., tuple[Path, Address]]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Lets a provider run, and writes its target file with another way to sign in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "make_report", lambda *_: Missing("No HTML report was made."))
    with ExitStack() as stack:

        def one(how: str, **design: Any) -> tuple[Path, Address]:
            address = stack.enter_context(running(good_h2m(consent=True, **design)))
            target = prepare(tmp_path / "served", address, Served("h2m"))
            target.write_text(target.read_text().replace('how = "form"', how))
            return target, address

        yield one


@dataclass(frozen=True)
class Found:
    """What results.json says of a run."""

    checks: dict[str, tuple[str, str]]

    def of(self, outcome: str) -> set[str]:
        return {name for name, (found, _) in self.checks.items() if found == outcome}


def found_in(out: Path) -> Found:
    (target,) = json.loads((out / "results.json").read_text())["targets"]
    checks = {
        check["id"].rpartition("::")[2]: (check["outcome"], check["reason"] or check["actual"] or "")
        for row in target["requirements"]
        for check in row["checks"]
    }
    return Found(checks)


def ran(target: Path, chosen: str) -> tuple[int, Found]:
    status = run_command_line(["run", str(target), "--out", "out", "--", "-k", chosen])
    return status, found_in(Path("out"))


def test_codes_come_from_a_program(serve: Serve) -> None:
    target, _ = serve(f'how = "command"\ncommand = {json.dumps([sys.executable, str(GET_CODE)])}')
    status, found = ran(target, A_FEW)
    assert not found.of("violated") | found.of("not-testable"), found.checks
    assert len(found.of("holds")) > 6
    assert status == Status.INCOMPLETE, "the checks that were not chosen are missing"


@with_chromium
def test_codes_come_through_a_browser_where_the_login_is_a_script(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    target, _ = serve('how = "browser"', login="script")
    status, found = ran(target, "id_token or test_human or pseudonym")
    assert not found.of("violated"), found.checks
    assert found.of("not-testable") == {"test_one_human_has_another_pseudonym_at_each_provider"}
    assert len(found.of("holds")) > 30
    assert status == Status.INCOMPLETE
    assert "note: sign-ins: " in capsys.readouterr().out


@with_chromium
def test_a_picture_of_the_page_it_got_stuck_on_is_in_the_report(serve: Serve) -> None:
    target, _ = serve('how = "browser"')
    target.write_text(target.read_text().replace("correct-horse-17", "incorrect-horse"))
    status, found = ran(target, "id_token")
    assert status == Status.INCOMPLETE
    assert set(found.checks) == found.of("not-testable")
    (picture,) = Path("out/allure-results").glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


# --- by hand ----------------------------------------------------------------------------------------------------

IN_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
)
RUN = "from conformance.cli import main; main()"


@dataclass
class Human:
    """Somebody who does what the terminal says, with a browser."""

    address: Address
    terminal: int
    said: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)
    done: int = 0

    def watch(self) -> None:
        """Read the terminal until it is closed."""
        with suppress(OSError):
            while text := os.read(self.terminal, 4096):
                self.said += text.decode(errors="replace").replace("\r\n", "\n")
                asked = re.findall(
                    r'Please sign in as "(\w+)" within [\d.]+ s:\n  (http://127\S+)\n(Sign out first)?(?=[^\n]*\n)',
                    self.said,
                )
                for name, desk, fresh in asked[self.done :]:
                    self.done += 1
                    self.signs_in(name, desk, fresh=bool(fresh))

    def signs_in(self, name: str, desk: str, *, fresh: bool) -> None:
        """Go by the local page to the login, and paste the address on which the browser ends."""
        if fresh or name not in self.browsers:
            self.browsers[name] = Browser(self.address)
        browser = self.browsers[name]
        with urllib.request.urlopen(desk, timeout=5) as answer:
            shown = answer.read().decode()
        request = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
        page = browser.sign_in(browser.post(AUTHORISE, {key: unescape(value) for key, value in request.items()}), name)
        page = self.consents(browser, page)
        os.write(self.terminal, f"{page.location}\n".encode())

    def consents(self, browser: Browser, page: Page) -> Page:
        if "decision" not in page.fields:
            return page
        return browser.post("/connect/consent", page.hidden | {"decision": "allow"})


def test_a_human_signs_in_at_a_terminal_and_is_not_asked_for_hundreds_of_codes(serve: Serve, tmp_path: Path) -> None:
    target, address = serve('how = "manual"\ncodes = 12')
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, b"\x28\x00\xc8\x00\x00\x00\x00\x00")
    words = ["run", str(target), "--out", "out", "--", "-k", "id_token or pseudonym or test_code"]
    process = subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, str(theirs), "-c", RUN, *words],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(theirs,),
        start_new_session=True,
        text=True,
    )
    os.close(theirs)
    human = Human(address, ours)
    watching = threading.Thread(target=human.watch, daemon=True)
    watching.start()
    said, _ = process.communicate(timeout=120)
    watching.join(5)
    os.close(ours)
    found = found_in(tmp_path / "out")
    assert process.returncode == Status.INCOMPLETE, said
    assert human.done == 12, human.said
    assert "This run asks for 12 sign-ins at most." in human.said
    assert not found.of("violated"), found.checks
    assert len({name for name in found.of("holds") if "id_token" in name or "pseudonym" in name}) > 10
    told = {found.checks[name][1] for name in found.of("not-testable")}
    assert any(
        "the 12 sign-ins that this run may ask for are used up; allow more by [sign_in] codes" in one for one in told
    )
