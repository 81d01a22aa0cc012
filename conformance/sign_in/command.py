"""Signs in by the user's own program: it gets the address as its last argument and prints the one that it ended on.

Where the authorise request is a POST, its body stands on standard input. The environment says the rest:
``SIGN_IN_METHOD`` (GET or POST), ``SIGN_IN_CONTENT_TYPE``, ``SIGN_IN_USER``, ``SIGN_IN_PASSWORD`` (where the target
file has it), ``SIGN_IN_REDIRECT_URI``, ``SIGN_IN_FRESH`` (1 where a session must not be reused) and ``SIGN_IN_DENY``
(1 where consent is to be refused). The last line that it prints counts. It runs in the folder of the target file,
never through a shell, and is ended with all that it started when its time is over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from conformance.clock import Clock
from conformance.redaction import Secrets
from conformance.sign_in.landing import is_landing, landed
from conformance.sign_in.model import Asked, Landed, SignInFailed, Stuck, cut, place_of, stuck
from conformance.target import SignIn, Target, User

LONGEST = 60.0
"""Seconds that the program may take."""
MOST_PRINTED = 65_536
"""Bytes that it may print."""


class CommandWay:
    """The way ``how = "command"``; sessions are the program's own affair."""

    def __init__(self, target: Target, sign_in: SignIn, clock: Clock, seconds: float = LONGEST) -> None:
        """Start nothing yet. seconds: the time limit."""
        self._clock = clock
        self._opened: dict[User, float] = {}
        self._folder = target.file.parent if target.file else None
        self._command, self._seconds = sign_in.command, seconds
        self.logins = 0

    def sign_in(self, asked: Asked, user: User, *, fresh: bool = False, deny: bool = False) -> Landed:
        """Sign in, as ``Way`` says.

        The first sign-in of each user is asked to be a fresh one: from then on it is known when the login was.
        """
        secrets, begun = asked.secrets(user), self._clock.now()
        fresh = fresh or user not in self._opened
        self.logins += fresh
        ran = self._run(asked, _environment(asked, user, fresh, deny), secrets)
        told = f"{ran.out}\n{ran.errors}".strip()
        if ran.status is None:
            raise stuck(Stuck.SCRIPT, f"{self._name} did not end within {self._seconds:g} s.", secrets, told)
        if ran.is_too_much:
            raise stuck(Stuck.SCRIPT, f"{self._name} printed more than {MOST_PRINTED:,} bytes.", secrets, told)
        if ran.status != 0:
            ended = f"was ended by signal {-ran.status}" if ran.status < 0 else f"ended with status {ran.status}"
            raise stuck(Stuck.SCRIPT, f"{self._name} {ended}.", secrets, told)
        lines = [line.strip() for line in ran.out.splitlines() if line.strip()]
        if not lines:
            raise stuck(Stuck.SCRIPT, f"{self._name} printed nothing; it has to print where it ended.", secrets, told)
        if not is_landing(asked, lines[-1]):
            ended = f"{self._name} ended on {place_of(lines[-1])}, which is not the redirect URI {asked.redirect_uri}."
            raise stuck(Stuck.ELSEWHERE, ended, secrets, told)
        if fresh:
            self._opened[user] = begun
        return landed(lines[-1], None, self._opened[user], fresh, (f"{self._name} → the redirect URI",))

    def close(self) -> None:
        """Nothing stays open."""

    @property
    def _name(self) -> str:
        return cut(self._command[0] if self._command else "The command", 100)

    def _run(self, asked: Asked, environment: Secrets, secrets: Secrets) -> _Ran:
        try:
            process = subprocess.Popen(
                [*self._command, asked.url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                env=environment,
                start_new_session=True,
            )
        except (OSError, ValueError, IndexError) as error:
            raise self._not_started(error, secrets) from None
        return _Ran(process).through(asked.body or b"", self._seconds)

    def _not_started(self, error: Exception, secrets: Secrets) -> SignInFailed:
        words = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        sentence = f"{self._name} could not be started: {words}. See [sign_in] command in the target file."
        return stuck(Stuck.SCRIPT, sentence, secrets)


def _environment(asked: Asked, user: User, fresh: bool, deny: bool) -> Secrets:
    kind = next((value for name, value in asked.headers if name.lower() == "content-type"), "")
    given = {
        "SIGN_IN_METHOD": asked.method,
        "SIGN_IN_CONTENT_TYPE": kind,
        "SIGN_IN_USER": user.name,
        "SIGN_IN_REDIRECT_URI": asked.redirect_uri,
        "SIGN_IN_FRESH": "1" if fresh else "",
        "SIGN_IN_DENY": "1" if deny else "",
    }
    return Secrets({**os.environ, **given, **({"SIGN_IN_PASSWORD": user.password} if user.password else {})})


@dataclass
class _Ran:
    """A program on its way and what it printed. status: None while it has not ended, or where it did not in time."""

    process: subprocess.Popen[bytes]
    status: int | None = None
    is_too_much: bool = False
    printed: dict[str, bytearray] = field(
        default_factory=lambda: {"out": bytearray(), "errors": bytearray()}, repr=False
    )

    @property
    def out(self) -> str:
        return self.printed["out"].decode("utf-8", "replace")

    @property
    def errors(self) -> str:
        return self.printed["errors"].decode("utf-8", "replace")

    def through(self, body: bytes, seconds: float) -> _Ran:
        """Give it its input, take what it prints, and end it with all that it started."""
        ends = time.monotonic() + seconds
        streams = {"out": self.process.stdout, "errors": self.process.stderr}
        readers = [self._thread(self._read, name, stream) for name, stream in streams.items()]
        writer = self._thread(self._write, self.process.stdin, body)
        with suppress(subprocess.TimeoutExpired):
            self.status = self.process.wait(seconds)
        # what it left running may hold its output open
        for reader in readers:
            reader.join(min(max(ends - time.monotonic(), 0), 0.5))
        if self.status is None or any(reader.is_alive() for reader in readers):
            self._end()
        for thread in (*readers, writer):
            thread.join(1)
        self.process.wait()
        return self

    def _thread(self, work: object, *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        thread.start()
        return thread

    def _read(self, name: str, stream: IO[bytes]) -> None:
        with suppress(OSError, ValueError), stream:
            while chunk := os.read(stream.fileno(), 4096):
                self.printed[name] += chunk
                if len(self.printed[name]) > MOST_PRINTED:
                    self.is_too_much = True
                    self._end()
                    return

    def _write(self, stream: IO[bytes], body: bytes) -> None:
        with suppress(OSError, ValueError), stream:
            stream.write(body)

    def _end(self) -> None:
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
