"""The steps of the Dockerfile without a container engine: COPY and RUN as shell, its paths put below a folder."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.nightly.places import CHECKOUT, NOT_COPIED
from tests.nightly.shell import run_script

BUILDER, RUNNER = 10001, 20002
"""Two users without rights; the second has made none of the files."""


@dataclass(frozen=True)
class Image:
    """Where the steps put what they make."""

    root: Path
    variables: Mapping[str, str]

    def run(self, words: str, folder: str, user: int = RUNNER) -> tuple[int, str]:
        """Run a command in a folder of the image, as a user."""
        as_user = f"setpriv --reuid {user} --regid {user} --clear-groups"
        return run_script(f"{as_user} bash -eo pipefail -c {shlex.quote(words)}", self.root / folder, self.variables)


def build(root: Path, variables: Mapping[str, str]) -> Image:
    """Do what building the image would do, below `root`; a step that fails is an AssertionError with its words.

    Root alone can become another user; each step is done by one who may write nothing but `root`.
    """
    own = root / "own"
    own.mkdir(parents=True)
    programs = {"PATH": f"{own}:/usr/bin:/bin", "HOME": str(own), "XDG_CACHE_HOME": str(root / "opt" / "cache")}
    image = Image(root, {**variables, **programs})
    (own / "python").symlink_to("/usr/bin/python3")
    (root / "source").mkdir()
    (root / "opt").mkdir()
    for keyword, rest in _lines((CHECKOUT / "Dockerfile").read_text()):
        if keyword == "COPY" and not rest.startswith("--from"):
            _copy(rest.split(), root / "source")
            _give_away(root)
        elif keyword == "RUN":
            status, said = image.run(re.sub(r"(?<![\w.])/(opt|work)\b", rf"{root}/\1", rest), "source", BUILDER)
            assert status == 0, said
    return image


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("\\\n", " ").splitlines():
        keyword, _, rest = line.partition(" ")
        if keyword.isupper():
            yield keyword, rest


def _copy(words: list[str], folder: Path) -> None:
    *names, goal = words
    for name in names:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, folder / goal, ignore=NOT_COPIED)
        else:
            shutil.copy(CHECKOUT / name, folder / goal)


def _give_away(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        os.chown(path, BUILDER, BUILDER, follow_symlinks=False)
