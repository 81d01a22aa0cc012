"""Many reference endpoints behind one port, and a directory of target files for them.

`python -m tests.fleets DIR NUMBER [--profile P] [--faulty N] [--dead] [--slow SECONDS]` prints the directory when all
is there, and serves until its input ends.
"""

import argparse
import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.reference.answer import answering
from conformance.reference.changes import wrapped
from conformance.reference.design import Answer, Design
from conformance.reference.message import Incoming, Message, Outgoing
from conformance.reference.reader import Limits
from conformance.reference.serve import Served, prepare
from conformance.reference.server import Address, Server
from conformance.reference.setting_up import PARTIES, fresh_world, good_design
from conformance.reference.specimens import design_named

SLIPS = {
    "m2m": {"ignores-expiry": "CA-EXP", "needs-no-audience": "CA-AUD", "says-405-without-allow": "REQ-ALLOW"},
    "ciam": {"says-405-without-allow": "REQ-ALLOW"},
    "basic": {"says-405-without-allow": "REQ-ALLOW"},
}
"""Faults that the faulty members of a fleet have in turn, and the requirement that each violates."""
NOBODY = 9
"""The port of a member that is dead: nobody listens there."""


@dataclass(frozen=True)
class Fleet:
    """What a fleet is made of. slow: seconds that its slow member takes for each answer, 0 where there is none."""

    number: int
    profile: str = "m2m"
    faulty: int = 0
    dead: bool = False
    slow: float = 0.0

    @property
    def designs(self) -> Mapping[str, Design | None]:
        """Every member by its name, the odd ones first; None for one that is not there."""
        found: dict[str, Design | None] = {"dead": None} if self.dead else {}
        if self.slow:
            found["slow"] = wrapped(self._late)(good_design(self.profile))
        slips = list(SLIPS[self.profile])
        for number in range(self.faulty):
            slip = slips[number % len(slips)]
            found[f"faulty {number:03} {slip}"] = design_named(slip, self.profile)
        good = good_design(self.profile)
        return found | {f"good {number:03}": good for number in range(self.number - len(found))}

    def _late(self, _: object, message: Message, answer: Answer) -> Outgoing:
        time.sleep(self.slow)
        return answer(message)


def dispatching(answers: Mapping[str, Answer]) -> Answer:
    """Answer for whichever member the first part of a path names; what has no path is for the one asked before."""

    def answer(message: Message) -> Outgoing:
        known = message.connection.notes
        parts = message.path.split("/", 2) if isinstance(message, Incoming) else []
        if isinstance(message, Incoming) and len(parts) == 3:
            known["member"] = parts[1]
            message = replace(message, path=f"/{parts[2]}")
        return answers[str(known["member"])](message)

    return answer


@contextlib.contextmanager
def serving(fleet: Fleet, folder: Path) -> Iterator[Path]:
    """Serve a fleet as long as the block; give the directory of its target files, which lies in ``folder``."""
    designs = fleet.designs
    numbered = {f"m{number}": design for number, design in enumerate(designs.values()) if design is not None}
    party = PARTIES[fleet.profile]
    answers = {place: answering(design, fresh_world(party=party)) for place, design in numbered.items()}
    server = Server(("127.0.0.1", 0), dispatching(answers), Limits(), None)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="fleet")
    thread.start()
    try:
        yield _write_targets(designs, server.server_address[1], fleet.profile, folder)
    finally:
        server.shutdown()
        server.stop()
        thread.join()


def _write_targets(designs: Mapping[str, Design | None], port: int, profile: str, folder: Path) -> Path:
    targets = folder / "targets"
    for number, (name, design) in enumerate(designs.items()):
        settings = good_design(profile).settings
        path, resource = (f"/m{number}{one}" for one in (settings.path, settings.resource_path))
        address = Address("127.0.0.1", port if design else NOBODY, "http", path, resource)
        written = prepare(targets, address, Served(profile, name))
        shutil.move(written, targets / f"{name.replace(' ', '-')}.toml")
    return targets


def main() -> None:
    """Serve a fleet until the other side closes our input."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--profile", default="m2m", choices=tuple(SLIPS))
    parser.add_argument("--faulty", type=int, default=0)
    parser.add_argument("--dead", action="store_true")
    parser.add_argument("--slow", type=float, default=0.0)
    chosen = vars(parser.parse_args())
    with serving(
        Fleet(**{name: value for name, value in chosen.items() if name != "folder"}), chosen["folder"]
    ) as ready:
        print(ready, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
