"""Runs of the whole tool in a folder of their own, with canaries in the place of every secret; all that they left."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.reference.changes import both, wrapped
from conformance.reference.design import Answer, Change
from conformance.reference.message import Message, Outgoing, Wire
from conformance.reference.serve import Served, prepare
from conformance.reference.server import running
from conformance.reference.setting_up import (
    APP,
    HUMANS,
    OTHER_APP,
    PARTIES,
    PROFILES,
    SECRETS,
    SERVER,
    fresh_world,
    good_design,
)
from conformance.reference.world import World
from tests.canaries_endpoint import CANARY_SECRETS, PASSWORDS, Heard, listening
from tests.canaries_search import Found, Planted, Search, files_below

ROOT = Path(__file__).parents[1]
SUITES, CLUMSY = str(ROOT / "suites"), str(ROOT / "tests" / "canaries_planted.py")
KINDS = frozenset(
    ("client secret", "secret of the other client", "password", "private key", "client assertion", "code verifier")
) | {"authorization code", "access token", "refresh token", "id token"}
"""Every kind that the issue names."""
LOUD = ("-vv", "--tb=long", "--showlocals", "-rA", "--full-trace", "--setup-show")
"""Everything that pytest can be asked to tell."""
UNHIDDEN = ("-p", "tests.nothing_hidden")


@dataclass
class Scene:
    """A folder with target files for endpoints that run: ``given`` holds what a user brings, ``here`` is searched."""

    folder: Path
    planted: Planted = field(default_factory=Planted)
    targets: dict[str, Path] = field(default_factory=dict)
    reached: threading.Event = field(default_factory=threading.Event)
    hang_after: int | None = None
    """After so many requests no answer comes, and ``reached`` is set."""
    requests: int = 0

    @property
    def here(self) -> Path:
        """The working directory of the run, with the directory of its temporary files."""
        return self.folder / "here"

    @property
    def given(self) -> list[str]:
        """The options that name every target."""
        return [word for target in self.targets.values() for word in ("--target", str(target))]

    def found(self, *printed: bytes) -> Found:
        """Search all that was printed and every file of the working directory."""
        outputs = [(f"what was printed ({number})", one) for number, one in enumerate(printed)]
        return Search(self.planted).found_in([*outputs, *files_below(self.here)])


@contextlib.contextmanager
def scene(
    folder: Path, change: Callable[[Heard], Change] = listening, profiles: Sequence[str] = PROFILES
) -> Iterator[Scene]:
    """Let an endpoint of each profile run as long as the block, changed as it is said."""
    made = Scene(folder)
    (made.here / "tmp").mkdir(parents=True)
    plant_what_is_given(made.planted)
    with contextlib.ExitStack() as stack:
        for profile in profiles:
            # nobody but an identity provider knows passwords
            heard = Heard(made.planted, tuple(PASSWORDS.values()) if profile == "h2m" else ())
            made.targets[profile] = _served(stack, made, profile, change(heard))
        yield made


def _served(stack: contextlib.ExitStack, made: Scene, profile: str, change: Change) -> Path:
    design = both(change, wrapped(_counting(made)))(good_design(profile))
    other, place = None, made.folder / "given" / profile
    if profile == "h2m":
        second = stack.enter_context(running(design, world=_world(SERVER)))
        other = prepare(place / "other", second, Served(profile, "the other provider", SERVER)).resolve()
        _planted_in(other)
    address = stack.enter_context(running(design, world=_world(PARTIES[profile])))
    target = prepare(place, address, Served(profile, f"canaries {profile}", other_provider=other))
    _planted_in(target)
    return target


def _world(party: str) -> World:
    humans = {human.name: replace(human, password=PASSWORDS[human.name]) for human in HUMANS}
    return replace(fresh_world(party=party), secrets=CANARY_SECRETS, humans=humans)


def _planted_in(target: Path) -> None:
    """Put canaries in the place of secrets that everybody knows: in the file, in a variable, in a file of its own."""
    text = target.read_text("utf-8")
    (target.parent / "other-secret").write_text(CANARY_SECRETS[OTHER_APP], "utf-8")
    for old, new in (
        (json.dumps(SECRETS[APP]), '{ env = "CANARY_SECRET" }'),
        (json.dumps(SECRETS[OTHER_APP]), '{ file = "other-secret" }'),
        *((json.dumps(human.password), json.dumps(PASSWORDS[human.name])) for human in HUMANS),
    ):
        text = text.replace(old, new)
    target.write_text(text, "utf-8")


def plant_what_is_given(planted: Planted) -> None:
    """Plant what a target file brings along: secrets, passwords, private keys as PEM and as numbers."""
    planted.add("client secret", CANARY_SECRETS[APP])
    planted.add("secret of the other client", CANARY_SECRETS[OTHER_APP])
    planted.add("password", *PASSWORDS.values())
    for path in (ROOT / "fixtures" / "certs").glob("*service_consumer.key.pem"):
        # the first lines hold the modulus, which stands in the certificate as well
        planted.add("private key", *path.read_text("ascii").splitlines()[9:-1])
        key = load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        numbers = key.private_numbers()
        for one in (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp):
            planted.add("private key", str(one), f"{one:x}", f"{one:X}", one.to_bytes(256, "big").lstrip(b"\0").hex())


def _counting(made: Scene) -> Callable[[World, Message, Answer], Outgoing]:
    """Tell whoever waits for it that the run is in the midst of its requests, and keep it there."""

    def silence(wire: Wire, _: Outgoing) -> None:
        made.reached.set()
        wire.pause(30)

    def around(_: World, message: Message, answer: Answer) -> Outgoing:
        given = answer(message)
        made.requests += 1
        if made.hang_after is not None and made.requests > made.hang_after:
            return replace(given, write=silence)
        return given

    return around


# --- a run ------------------------------------------------------------------------------------------------------------


def environment(made: Scene) -> dict[str, str]:
    """The environment of a user who stands in the searched folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    own = {"PYTHONPATH": str(ROOT), "COLUMNS": "4000", "TMPDIR": str(made.here / "tmp")}
    return kept | own | {"CANARY_SECRET": CANARY_SECRETS[APP]}


def pytest_command(made: Scene, *arguments: str) -> list[str]:
    """The command line of a run by pytest, with everything written that can be."""
    out = ["--conformance-out", "out", "--alluredir", "out/allure-results", "--junitxml", "plain-junit.xml"]
    own = ["-p", "conformance.plugin", "--rootdir", ".", "--import-mode=importlib", "-o", "addopts="]
    return [sys.executable, "-m", "pytest", *own, *out, *made.given, *arguments]


def command(*arguments: str) -> list[str]:
    """A command line of the tool itself."""
    return [sys.executable, "-m", "conformance.cli", *arguments]


def printed(made: Scene, words: Sequence[str]) -> tuple[int, bytes]:
    """Run a command in the searched folder to its end; its status and all that it printed."""
    done = subprocess.run(
        words, cwd=made.here, env=environment(made), capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout + b"\n" + done.stderr


def interrupted(made: Scene, words: Sequence[str]) -> tuple[int, bytes]:
    """Start a command as a terminal does, and press Ctrl-C while a request waits for its answer."""
    out = subprocess.PIPE
    process = subprocess.Popen(
        words, cwd=made.here, env=environment(made), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
    )
    made.hang_after = 8
    made.reached.wait(60)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    return process.returncode, said
