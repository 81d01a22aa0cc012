"""Stands in for `conformance` where the CI file alone is tested: the real command line, and a verdict of its own.

What it finds is said by the first word of the target file's name (good, faulty, unfinished); it writes the files that
a run writes. The whole nights run the real thing: see tests/nightly/whole_night.py.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conformance.commands.calling import Call
from conformance.commands.run import command as run_command
from conformance.report.former import keep_former

VERDICTS = {"good": "conforms", "faulty": "violates", "unfinished": "incomplete"}
STATUS = {"conforms": 0, "violates": 1, "incomplete": 10}


def main(given: Sequence[str]) -> int:
    """Do as `conformance` with these arguments would, as far as a CI file sees it."""
    with Path(os.environ["STAND_IN_LOG"]).open("a") as log:
        print(*given, file=log)
    name, *arguments = given
    if name == "install-report":
        return 0
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return {"run": _run, "merge": _merge}[name](arguments[:end], arguments[end + 1 :])


def _run(own: list[str], further: list[str]) -> int:
    asked = run_command.make_context("run", own, obj=Call(tuple(further), debug=False)).params
    for path in asked["files"]:
        if path.read_text() == "wrong":
            print(f"{path} is no target file", file=sys.stderr)
            return 4
        print(f"::error::an endpoint has said this to {path}")
    return _write(
        asked["out"], [{"name": path.stem, "verdict": VERDICTS[path.stem.partition("-")[0]]} for path in asked["files"]]
    )


def _merge(own: list[str], _: list[str]) -> int:
    out = Path(own[own.index("--out") + 1])
    parts = [Path(word) for word in own[: own.index("--out")]]
    return _write(out, [one for part in parts for one in json.loads((part / "results.json").read_text())["targets"]])


def _write(out: Path, targets: list[dict[str, Any]]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    results = out / "results.json"
    former = json.loads(results.read_text()) if results.exists() else None
    if former:
        keep_former(out, former)
    (out / "allure-report").mkdir(exist_ok=True)
    verdicts = {target["verdict"] for target in targets}
    night = 1 + int(former["started"][8:10]) if former else 1
    results.write_text(json.dumps({"started": f"2026-11-{night:02}T03:00:00+00:00", "targets": targets}))
    for name in ("summary.md", "junit.xml", "requirements.html", "allure-report/index.html"):
        (out / name).write_text(f"{name} of {', '.join(target['name'] for target in targets)}\n")
    return max((STATUS[verdict] for verdict in verdicts), key=(0, 10, 1).index)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
