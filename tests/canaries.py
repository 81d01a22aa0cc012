"""`python -m tests.canaries`: the search for secrets, over every flow, endpoint and way to start the tool.

Prints a line for each run: how it ended, how much was searched, and which kinds of canaries were found, which is none.
The last lines are the proof: with redaction switched off the same search finds every kind. Takes a quarter of an hour.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from conformance.places import certificates
from conformance.reference.design import Change
from conformance.reference.setting_up import PROFILES
from tests.canaries_endpoint import WRECKED, Heard, listening, telling
from tests.canaries_runs import (
    CLUMSY,
    KINDS,
    LOUD,
    SUITES,
    UNHIDDEN,
    Scene,
    command,
    interrupted,
    printed,
    pytest_command,
    scene,
)
from tests.canaries_search import Found, files_below

LIVE = ("-s", "-o", "log_cli=true", "--log-cli-level=DEBUG", "--log-file=run.log", "--log-file-level=DEBUG")
FEW = ("-k", "test_which or test_whose or REQ-QUERY or RES-NO-STORE or an_hour or AZ-STATE or SECRET")
Act = Callable[[Scene], tuple[int, bytes]]


@dataclass(frozen=True)
class Case:
    """One run: at which endpoints, in which flows, what is started, and whether redaction is switched off."""

    change: Callable[[Heard], Change]
    profiles: tuple[str, ...]
    act: Act
    unhidden: bool = False


def by_pytest(*arguments: str) -> Act:
    """A run by pytest with everything told."""
    return lambda made: printed(made, pytest_command(made, *arguments))


def by_ctrl_c(*arguments: str) -> Act:
    """The same, interrupted."""
    return lambda made: interrupted(made, pytest_command(made, *arguments))


def by_the_tool(made: Scene, few: tuple[str, ...] = FEW, night: int = 2) -> tuple[int, bytes]:
    """What a user does with the command line: look, run every night, compare, pack, sign, verify, inspect."""
    targets = [str(target) for target in made.targets.values()]
    key = str(certificates() / "service_provider.key.pem")
    calls = [
        ("lint", *targets),
        *[
            ("run", *targets, "--out", "night", "--", *few, "-vv", "-rA", "-n", str(2 * number))
            for number in range(night)
        ],
        ("compare", "night", "night"),
        ("bundle", "night"),
        ("bundle", "night", "--sign", key, "--out", "signed.zip"),
        ("verify", "signed.zip"),
        ("inspect", "../given/captured.json", "--out", "inspected"),
    ]
    _capture(made)
    ended = [printed(made, command(*call)) for call in calls]
    return max(status for status, _ in ended), b"\n".join(said for _, said in ended)


def _capture(made: Scene) -> None:
    """What somebody has captured of an endpoint, to be judged."""
    tokens = {kind: next(iter(made.planted.kinds.get(kind, {"x" * 40}))) for kind in ("access token", "refresh token")}
    document = (Path(__file__).parent / "data" / "id_token.jwt").read_text("ascii").strip()
    made.planted.add("id token", document.rpartition(".")[2])
    text = f'{{"access_token": "{tokens["access token"]}", "token_type": "Bearer", "id_token": "{document}"}}'
    (made.folder / "given" / "captured.json").write_text(text, "utf-8")


def cases() -> Mapping[str, Case]:
    """Every run of the matrix, by its name."""
    wrecked = partial(telling, granted=WRECKED, refused=WRECKED)
    found = {
        f"{profile}: the whole suite, endpoint repeats": Case(telling, (profile,), by_pytest(SUITES, *LOUD))
        for profile in PROFILES
    }
    found |= {
        f"{profile}: own crashes, -n 2": Case(telling, (profile,), by_pytest(SUITES, CLUMSY, *FEW, *LOUD, "-n", "2"))
        for profile in PROFILES
    }
    return found | {
        "all: good endpoints, everything told": Case(listening, PROFILES, by_pytest(SUITES, *FEW, *LOUD, *LIVE)),
        "all: answers that break off": Case(wrecked, PROFILES, by_pytest(SUITES, *FEW, *LOUD, *LIVE)),
        "all: answers that break off, -n 2": Case(wrecked, PROFILES, by_pytest(SUITES, CLUMSY, *FEW, *LOUD, "-n", "2")),
        "all: Ctrl-C": Case(telling, PROFILES, by_ctrl_c(SUITES, *LOUD, *LIVE)),
        "all: Ctrl-C, -n 2": Case(telling, PROFILES, by_ctrl_c(SUITES, *LOUD, "-n", "2")),
        "all: the commands, endpoint repeats": Case(telling, PROFILES, by_the_tool),
        "all: the commands": Case(listening, PROFILES, by_the_tool),
        "all: redaction off": Case(telling, PROFILES, by_pytest(SUITES, CLUMSY, *FEW, *LOUD, *UNHIDDEN), unhidden=True),
        "all: redaction off, -n 2": Case(
            telling, PROFILES, by_pytest(SUITES, CLUMSY, *FEW, *LOUD, "-n", "2", *UNHIDDEN), unhidden=True
        ),
    }


def run(case: Case, folder: Path) -> tuple[int, int, Found]:
    """Run one case; its exit status, how many bytes were searched, and what was found."""
    with scene(folder, case.change, case.profiles) as made:
        status, said = case.act(made)
        searched = len(said) + sum(len(content) for _, content in files_below(made.here))
        return status, searched, made.found(said)


def main() -> int:
    """Run the matrix, or the cases whose name holds a word."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("words", nargs="*", help="parts of names")
    words = parser.parse_args().words
    wrong = 0
    for name, case in cases().items():
        if words and not any(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory(prefix="canaries-") as folder:
            status, searched, found = run(case, Path(folder))
        missed = KINDS - set(found) if case.unhidden else set()
        good = not missed if case.unhidden else not found
        wrong += not good
        told = "; ".join(f"{kind} in {len(where)}: {min(where)}" for kind, where in sorted(found.items()))
        told = f"every kind found ({len(found)})" if case.unhidden and good else told or "nothing found"
        print(f"{'ok ' if good else 'BAD'} {name}: exit {status}, {searched / 1e6:.1f} MB, {told}", flush=True)
        for kind in sorted(missed):
            print(f"      not found: {kind}")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
