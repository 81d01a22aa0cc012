"""Stands in for `conformance` where the CI file alone is tested: it knows no endpoint, and starts at once.

What it finds is said by the first word of the target file's name (good, faulty, unfinished); it writes the files that
a run writes. That the real command line takes what it was asked is a test of its own, and the whole nights run the real
thing: see tests/nightly/whole_night.py.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

VERDICTS = {"good": "conforms", "faulty": "violates", "unfinished": "incomplete"}
STATUS = {"conforms": 0, "violates": 1, "incomplete": 10}


def main(given: Sequence[str]) -> int:
    """Do as `conformance` with these arguments would, as far as a CI file sees it."""
    with Path(os.environ["STAND_IN_LOG"]).open("a") as log:
        print(*given, file=log)
    name, *arguments = given
    first_option = next(index for index, word in enumerate([*arguments, "--"]) if word.startswith("--"))
    named = [Path(word) for word in arguments[:first_option]]
    options = dict(zip(arguments[first_option::2], arguments[first_option + 1 :: 2], strict=False))
    return 0 if name == "install-report" else {"run": _run, "merge": _merge}[name](named, options)


def _run(named: list[Path], options: dict[str, str]) -> int:
    files = [file for path in named for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    if "--shard" in options:
        number, of = map(int, options["--shard"].split("/"))
        files = files[number - 1 :: of]
    for path in files:
        if path.read_text() == "wrong":
            print(f"{path} is no target file", file=sys.stderr)
            return 4
        print(f"::error::an endpoint has said this to {path}")
    found = [{"name": path.stem, "verdict": VERDICTS[path.stem.partition("-")[0]]} for path in files]
    return _write(Path(options["--out"]), found)


def _merge(named: list[Path], options: dict[str, str]) -> int:
    if not named:
        return 4
    found = [one for part in named for one in json.loads((part / "results.json").read_text())["targets"]]
    return _write(Path(options["--out"]), found)


def _write(out: Path, targets: list[dict[str, Any]]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    results = out / "results.json"
    if results.exists():
        (out / "history").mkdir(exist_ok=True)
        shutil.copy(results, out / "history" / f"{len(list((out / 'history').iterdir()))}.json")
    (out / "allure-report").mkdir(exist_ok=True)
    results.write_text(json.dumps({"targets": targets}))
    for name in ("summary.md", "junit.xml", "requirements.html", "allure-report/index.html"):
        (out / name).write_text(f"{name} of {', '.join(target['name'] for target in targets)}\n")
    return max((STATUS[target["verdict"]] for target in targets), key=(0, 10, 1).index)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
