"""How long it takes from the command to the first test: a run with one check, and bare pytest with the same plugins."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.reference import serving
from bench.table import Bench, Round, Row, compared

_ONE_CHECK = "test_a_request_without_the_scope_ishare_is_refused and missing"
_PLUGINS = ("-p", "bench.begun")


def rows(bench: Bench) -> list[Row]:
    """The start of a run with one check over that of bare pytest."""
    compiled = bench.room / "compiled"
    with serving() as endpoint:
        # the first round compiles all modules
        rounds = [_round(endpoint.target, compiled) for _ in range(bench.rounds + 1)]
    what, over = "start-up with one check", "bare pytest, same plugins"
    return [compared(what, over, rounds[1:], ("run", "bare"), "1.3")]


def _round(target: Path, compiled: Path) -> Round:
    return {"run": of_a_run(target, compiled), "bare": of_pytest(compiled)}


def of_a_run(target: Path, compiled: Path) -> float:
    """Seconds to the first check of `conformance run` with one check, which has to be found among all.

    compiled: the directory of compiled modules; whatever was started with it before need not be compiled again.
    """
    with tempfile.TemporaryDirectory() as out:
        run = ["conformance.cli", "run", str(target), "--out", out, "--", *_PLUGINS, "-k", _ONE_CHECK]
        return _started(run, Path(out), compiled)


def of_pytest(compiled: Path) -> float:
    """Seconds to the first test of pytest with a test that does nothing, and the plugins that a run has."""
    with tempfile.TemporaryDirectory() as out:
        test = Path(out) / "test_nothing.py"
        test.write_text("def test_nothing():\n    pass\n")
        options = ["--rootdir", out, "--import-mode=importlib", "--alluredir", f"{out}/allure-results"]
        return _started(["pytest", *_PLUGINS, *options, str(test)], Path(out), compiled)


def _started(module: Sequence[str], out: Path, compiled: Path) -> float:
    noted = out / "begun"
    begun = time.time()
    ended = subprocess.run(
        [sys.executable, "-m", *module],
        env=_environment(noted, compiled),
        cwd=out,
        capture_output=True,
        text=True,
        check=False,
    )
    if not noted.is_file():
        raise SystemExit(
            f"no test began in: python -m {' '.join(module)}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        )
    return float(noted.read_text()) - begun


def _environment(noted: Path, compiled: Path) -> dict[str, str]:
    # Where compiled modules may not be kept, every start compiles what is not installed, and that is our half alone.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    root = str(Path(__file__).parents[1])
    return kept | {"BENCH_BEGUN": str(noted), "PYTHONPATH": root, "PYTHONPYCACHEPREFIX": str(compiled)}
