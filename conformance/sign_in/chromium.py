"""Finds and starts a Chromium, and ends it when it outlives its time."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.sign_in.model import Stuck, cut, stuck
from conformance.target import SignIn, Target

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
NO_PLAYWRIGHT = 'how = "browser" takes Playwright: pip install "token-conformance[browser]".'
NO_CHROMIUM = 'how = "browser" takes a Chromium: install one with the system, or by "playwright install chromium".'


@dataclass
class Chromium:
    """A running browser. process: the id of its main process, which we started."""

    playwright: Playwright
    browser: Browser
    process: int
    _killed: threading.Event = field(default_factory=threading.Event)

    @property
    def user_agent(self) -> str:
        """What it calls itself without saying that nobody sits in front of it: some logins turn that away."""
        major = self.browser.version.partition(".")[0]
        begin = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
        return f"{begin} Chrome/{major}.0.0.0 Safari/537.36"

    @property
    def was_ended(self) -> bool:
        """Whether it outlived its time; nothing works in it any more."""
        return self._killed.is_set()

    @contextmanager
    def bound(self, seconds: float) -> Iterator[None]:
        """End it where the block takes longer: a script that never ends blocks every question to its page."""
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _kill(self) -> None:
        self._killed.set()
        with suppress(OSError):
            os.kill(self.process, signal.SIGKILL)

    def close(self) -> None:
        """Close it."""
        with suppress(Exception):
            self.browser.close()
        self.playwright.stop()


def start(target: Target, sign_in: SignIn) -> Chromium:
    """Start a Chromium without a window; ``SignInFailed`` where there is none, or no Playwright."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise stuck(Stuck.TOOLS, NO_PLAYWRIGHT, {}) from None
    playwright = sync_playwright().start()
    try:
        browser = _launched(playwright, _arguments(target, sign_in))
        processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        return Chromium(playwright, browser, next(one["id"] for one in processes if one["type"] == "browser"))
    except Error as error:
        playwright.stop()
        told = cut(error.message.strip().partition("\n")[0], 300)
        raise stuck(Stuck.TOOLS, f"Chromium could not be started: {told}", {}) from None
    except BaseException:
        playwright.stop()
        raise


def _launched(playwright: Playwright, arguments: list[str]) -> Browser:
    """Launch Playwright's own Chromium, or else the system's; in its sandbox, where the system lets it have one."""
    from playwright.sync_api import Error  # noqa: PLC0415 - an optional extra

    own = playwright.chromium.executable_path
    program = own if own and Path(own).exists() else next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise stuck(Stuck.TOOLS, NO_CHROMIUM, {})
    launch = playwright.chromium.launch
    if os.geteuid() != 0:
        with suppress(Error):
            return launch(executable_path=program, args=arguments, chromium_sandbox=True)
    return launch(executable_path=program, args=arguments)


def _arguments(target: Target, sign_in: SignIn) -> list[str]:
    """Let it trust what the target file trusts: the server's own key, once it was checked against the authorities."""
    if target.ca is None or not sign_in.endpoint.lower().startswith("https:"):
        return []
    parts = urlsplit(sign_in.endpoint)
    context = ssl.create_default_context(cafile=str(target.ca))
    place = (parts.hostname or "", parts.port or 443)
    try:
        with (
            socket.create_connection(place, target.limits.timeout) as opened,
            context.wrap_socket(opened, server_hostname=place[0]) as secured,
        ):
            leaf = x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")
    except (OSError, ValueError) as error:
        told = f"{place[0]} cannot be reached, or its TLS certificate is not right: {cut(str(error), 200)}."
        raise stuck(Stuck.AWAY, told, {}) from None
    key = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")
    return [f"--ignore-certificate-errors-spki-list={digest}"]
